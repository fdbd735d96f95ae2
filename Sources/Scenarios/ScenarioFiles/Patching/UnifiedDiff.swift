/// The one stretch in which two texts differ, as `diff -u` shows it and `patch` applies it.
///
/// - SeeAlso: GNU diffutils manual, "Detailed Description of Unified Format".
func unifiedDiff(of file: String, from old: String, to new: String) -> String {
    let before = lines(of: old)
    let after = lines(of: new)
    var first = 0
    while first < min(before.count, after.count), before[first] == after[first] { first += 1 }
    var same = 0
    while same < min(before.count, after.count) - first,
        before[before.count - 1 - same] == after[after.count - 1 - same]
    {
        same += 1
    }
    let context = 3
    let from = max(0, first - context)
    let trailing = min(same, context)
    let removed = before[first..<before.count - same]
    let added = after[first..<after.count - same]
    let around = first - from + trailing
    var result = [
        "--- \(file)", "+++ \(file)",
        "@@ -\(from + 1),\(removed.count + around) +\(from + 1),\(added.count + around) @@",
    ]
    result += before[from..<first].map { " \($0)" }
    result += removed.map { "-\($0)" } + added.map { "+\($0)" }
    result += before[(before.count - same)...].prefix(trailing).map { " \($0)" }
    return result.joined(separator: "\n")
}

/// Without the empty one behind the last line feed.
private func lines(of text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
}

/// The word of `words` that `word` most likely meant, or nil when none is near.
///
/// Near is a Damerau-Levenshtein distance (optimal string alignment, case ignored) of at most half
/// the word's length and at most 4. Of several equally near words the first in order wins.
/// - SeeAlso: Damerau: "A technique for computer detection and correction of spelling errors",
///   CACM 7 (1964).
package func nearestWord(to word: String, among words: some Sequence<String>) -> String? {
    let read = Array(word.lowercased().unicodeScalars.prefix(65))
    guard !read.isEmpty, read.count <= 64 else { return nil }
    let most = max(1, min(4, read.count / 2))
    var best: (word: String, distance: Int)?
    for candidate in words where candidate != word {
        let scalars = Array(candidate.lowercased().unicodeScalars.prefix(65))
        guard abs(scalars.count - read.count) <= most, scalars.count > 0 else { continue }
        let distance = editDistance(read, scalars)
        guard distance <= most, distance < max(read.count, scalars.count) else { continue }
        if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
package func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        current.reserveCapacity(right.count + 1)
        for column in right.indices {
            let same = left[row] == right[column]
            var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforeLast[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}

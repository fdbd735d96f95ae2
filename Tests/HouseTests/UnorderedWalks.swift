import Foundation

/// The places of a source that walk over what it declares as a dictionary or a set.
///
/// It goes by the names in one file, so it misses what comes from elsewhere; that the same seed
/// gives the same bytes in another process is tested besides.
enum UnorderedWalks {
    static func of(_ file: SwiftFile) -> [(name: String, line: Int)] {
        let names = unorderedNames(file)
        return file.code.enumerated().flatMap { index, line in
            names.filter { walks(over: $0, in: line) }.map { ($0, index + 1) }
        }
    }

    private static let declarations = [
        #"(?:var|let)\s+(\w+)\s*:\s*\[\s*[\w.]+\s*:\s*[^=]+\]"#,
        #"(?:var|let)\s+(\w+)\s*:\s*(?:Set|Dictionary)<"#,
        #"(?:var|let)\s+(\w+)\s*=\s*(?:Set|Dictionary)[<(]"#,
    ]

    private static func unorderedNames(_ file: SwiftFile) -> [String] {
        var names: [String] = []
        for line in file.code {
            for pattern in declarations {
                guard let name = captured(pattern, in: line), !names.contains(name) else {
                    continue
                }
                names.append(name)
            }
        }
        return names
    }

    /// Steps whose result does not depend on the order they see.
    private static let harmless =
        #"(?!\.(?:keys\.|values\.)?(?:sorted|contains|count|isEmpty|allSatisfy|min|max)\b)"#

    private static func walks(over name: String, in line: Substring) -> Bool {
        let start = #"(?<![\w.])(?:self\.)?"# + name + harmless
        let steps = "map|flatMap|compactMap|filter|reduce|forEach|first|enumerated|keys|values"
        return captured(#"\bin\s+("# + start + #")(?:\.keys|\.values)?\s*(?:\{|where\b)"#, in: line)
            != nil
            || captured("(\(start))\\.(?:\(steps))\\b", in: line) != nil
    }

    private static func captured(_ pattern: String, in line: Substring) -> String? {
        let line = String(line)
        guard let expression = try? NSRegularExpression(pattern: pattern),
            let match = expression.firstMatch(
                in: line, range: NSRange(line.startIndex..., in: line)),
            let range = Range(match.range(at: 1), in: line)
        else { return nil }
        return String(line[range])
    }
}

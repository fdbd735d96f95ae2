import Foundation

/// The links of a Markdown text, and the anchors that its headings make.
enum MarkdownLinks {
    /// The targets of `[text](target)` and `![text](target)`, those in code left out.
    static func of(_ text: String) -> [String] {
        var links: [String] = []
        for line in prose(text) {
            var rest = withoutCode(line)[...]
            while let start = rest.range(of: "](") {
                let target = rest[start.upperBound...].prefix { $0 != ")" }
                links.append(String(target))
                rest = rest[target.endIndex...]
            }
        }
        return links
    }

    /// As GitHub makes them: lower case, spaces as dashes, other signs left out.
    static func anchors(of text: String) -> [String] {
        prose(text).filter { $0.hasPrefix("#") }.map { heading in
            let title = heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            return String(
                title.compactMap { character -> Character? in
                    if character == " " { return "-" }
                    let isKept =
                        character.isLetter || character.isNumber || "-_".contains(character)
                    return isKept ? character : nil
                })
        }
    }

    /// The lines outside of fenced code.
    private static func prose(_ text: String) -> [Substring] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFence { isCode.toggle() }
            return !isFence && !isCode
        }
    }

    private static func withoutCode(_ line: Substring) -> String {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset % 2 == 0 ? String($0.element) : "" }.joined()
    }
}

/// Text of users made fit to stand within a line, or a table's cell, of GitHub's Markdown.
package enum MarkdownText {
    /// Running text in which nothing is markup.
    package static func text(_ raw: String, limit: Int = 80) -> String {
        escape(PlainText.line(raw, limit: limit))
    }

    /// Running text that may stand at the start of a line: it makes no list, quotation or rule.
    package static func opening(_ raw: String, limit: Int = 80) -> String {
        let text = text(raw, limit: limit)
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count)
        let opens = digits.isEmpty ? "-+=>" : ".)"
        return rest.first.map { opens.contains($0) } ?? false ? "\(digits)\\\(rest)" : text
    }

    /// A name or a key in the typeface of code, where its letters allow that.
    package static func code(_ raw: String, limit: Int = 80) -> String {
        codeSpan(PlainText.line(raw, limit: limit))
    }

    /// Prose of the tool, in which names of users may stand: `code` in it is kept, everything else
    /// is escaped.
    package static func prose(_ raw: String, limit: Int = 600) -> String {
        let line = PlainText.line(raw, limit: limit)
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return escape(line) }
        return parts.enumerated().map { index, part in
            index % 2 == 0 ? escape(String(part)) : codeSpan(String(part))
        }.joined()
    }

    private static func codeSpan(_ line: String) -> String {
        let breaksOut = line.unicodeScalars.contains { $0 == "`" || $0 == "|" || $0 == "\\" }
        return breaksOut || line.isEmpty ? escape(line) : "`\(line)`"
    }

    private static func escape(_ line: String) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "<", "#", "|", "~", "&": text += "\\"
            // Two of them would set what is between as a formula.
            case "$":
                text += "&#36;"
                continue
            // An issue that quotes the report would call on that user.
            case "@":
                text += "&#64;"
                continue
            default: break
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}

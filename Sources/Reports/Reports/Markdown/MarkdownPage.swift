/// Blocks of Markdown, one after another, with a blank line between them.
struct MarkdownPage {
    private(set) var text = ""

    mutating func heading(_ words: String, level: Int = 2) {
        paragraph(String(repeating: "#", count: level) + " " + words)
    }

    mutating func paragraph(_ line: String) { block([line]) }

    mutating func list(_ items: [String]) { block(items.map { "- " + $0 }) }

    mutating func numbered(_ items: [String]) {
        block(items.enumerated().map { "\($0 + 1). \($1)" })
    }

    mutating func diff(_ lines: [String]) { fenced("diff", lines) }

    mutating func code(_ lines: [String]) { fenced("sh", lines) }

    /// A fence is longer than any run of backticks in what it holds.
    private mutating func fenced(_ language: String, _ lines: [String]) {
        var longest = 2
        for line in lines {
            for run in line.split(whereSeparator: { $0 != "`" }) {
                longest = max(longest, run.count)
            }
        }
        let fence = String(repeating: "`", count: longest + 1)
        block([fence + language] + lines + [fence])
    }

    /// A table; columns whose head begins with `>` stand to the right. Nothing without rows.
    mutating func table(_ head: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        let names = head.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 }
        let rule = head.map { $0.hasPrefix(">") ? "--:" : "---" }
        block(([names, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" })
    }

    private mutating func block(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        if !text.isEmpty { text += "\n" }
        for line in lines {
            text += line
            text += "\n"
        }
    }
}

import Scoring

/// Blocks of a page, one after another; the words in them are in Markdown's notation.
///
/// Every report that people read is made from these blocks, so that all say the same: ``text`` is
/// the Markdown, and ``HTMLBlocks`` the page for a browser.
struct MarkdownPage {
    /// A part of a page that stands by itself.
    enum Block: Hashable {
        case heading(String, level: Int)
        case paragraph(String)
        case quotation(String)
        case list([String])
        case numbered([String])
        case code([String], Language)
        case table([Column], [[String]])
        /// A picture beside the report, and what it shows.
        case picture(String, caption: String)
        /// What other sizes of the fault lead to: a picture beside the report, or tables.
        case map(TriggerMap)
    }

    /// What lines of code are in, as a fence says it.
    enum Language: String, Hashable {
        case shell = "sh"
        case diff
    }

    /// The head of a table's column.
    struct Column: Hashable {
        var name: String
        /// Whether what stands in it is set to the right, as figures are.
        var isRight: Bool
    }

    private(set) var blocks: [Block] = []

    mutating func heading(_ words: String, level: Int = 2) {
        blocks.append(.heading(words, level: level))
    }

    mutating func paragraph(_ line: String) { blocks.append(.paragraph(line)) }

    mutating func quotation(_ line: String) { blocks.append(.quotation(line)) }

    mutating func list(_ items: [String]) {
        if !items.isEmpty { blocks.append(.list(items)) }
    }

    mutating func numbered(_ items: [String]) {
        if !items.isEmpty { blocks.append(.numbered(items)) }
    }

    mutating func code(_ lines: [String]) { blocks.append(.code(lines, .shell)) }

    mutating func diff(_ lines: [String]) { blocks.append(.code(lines, .diff)) }

    mutating func picture(_ name: String, caption: String) {
        blocks.append(.picture(name, caption: caption))
    }

    mutating func map(_ map: TriggerMap) { blocks.append(.map(map)) }

    /// A table; columns whose head begins with `>` stand to the right. Nothing without rows.
    mutating func table(_ head: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        let columns = head.map {
            Column(
                name: $0.hasPrefix(">") ? String($0.dropFirst()) : $0, isRight: $0.hasPrefix(">"))
        }
        blocks.append(.table(columns, rows))
    }

    /// The blocks in GitHub's Markdown, with a blank line between them.
    var text: String {
        blocks.map { $0.lines.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }
}

extension MarkdownPage.Block {
    /// Its lines in GitHub's Markdown.
    fileprivate var lines: [String] {
        switch self {
        case .heading(let words, let level): [String(repeating: "#", count: level) + " " + words]
        case .paragraph(let line): [line]
        case .quotation(let line): ["> " + line]
        case .list(let items): items.map { "- " + $0 }
        case .numbered(let items): items.enumerated().map { "\($0 + 1). \($1)" }
        case .code(let lines, let language):
            [Self.fence(around: lines) + language.rawValue] + lines + [Self.fence(around: lines)]
        case .picture(let name, let caption): ["![\(caption)](\(name))"]
        case .map(let map): ["![\(Vulnerability.caption(of: map))](\(Vulnerability.name))"]
        case .table(let columns, let rows):
            ([columns.map(\.name), columns.map { $0.isRight ? "--:" : "---" }] + rows).map {
                "| " + $0.joined(separator: " | ") + " |"
            }
        }
    }

    /// Longer than any run of backticks in the lines.
    private static func fence(around lines: [String]) -> String {
        let runs = lines.flatMap { $0.split(whereSeparator: { $0 != "`" }) }
        return String(repeating: "`", count: max(2, runs.map(\.count).max() ?? 0) + 1)
    }
}

/// The blocks of a review as the sections of a page.
struct HTMLBlocks {
    /// A table with more columns is set tighter.
    private static let mostColumns = 10

    private let gauge: String
    private let charts: String
    private(set) var html = ""
    /// Items of a list of links to the sections.
    private(set) var contents = ""
    private var sections = 0
    private var hasCharts = false

    /// - Parameters:
    ///   - gauge: what stands beside the first heading.
    ///   - charts: what stands where the first picture would; the others go with it.
    init(_ blocks: [MarkdownPage.Block], gauge: String, charts: String) {
        self.gauge = gauge
        self.charts = charts
        html = "<header class=\"verdict\">\n"
        for block in blocks { append(block) }
        html += sections == 0 ? "</header>\n" : "</section>\n"
    }

    private mutating func append(_ block: MarkdownPage.Block) {
        switch block {
        case .heading(let words, 1):
            html += "<div class=\"title\">\(gauge)<h1>\(HTMLText.inline(words))</h1></div>\n"
        case .heading(let words, 2): open(words)
        case .heading(let words, let level):
            html += "<h\(level)>\(HTMLText.inline(words))</h\(level)>\n"
        case .paragraph(let line): html += "<p>\(HTMLText.inline(line))</p>\n"
        case .quotation(let line):
            html += "<blockquote><p>\(HTMLText.inline(line))</p></blockquote>\n"
        case .list(let items): html += "<ul>\n\(list(items))</ul>\n"
        case .numbered(let items): html += "<ol>\n\(list(items))</ol>\n"
        case .code(let lines, let language):
            let shown = language == .diff ? lines.map(changed) : lines.map(HTMLText.escape)
            html += "<pre tabindex=\"0\"><code>\(shown.joined(separator: "\n"))</code></pre>\n"
        case .map(let map): html += TriggerTables(map: map).html
        case .picture:
            if !hasCharts { html += charts }
            hasCharts = true
        case .table(let columns, let rows): append(columns, rows)
        }
    }

    private mutating func open(_ words: String) {
        html += sections == 0 ? "</header>\n" : "</section>\n"
        sections += 1
        let id = "part-\(sections)"
        html += "<section aria-labelledby=\"\(id)\">\n"
        html += "<h2 id=\"\(id)\">\(HTMLText.inline(words))</h2>\n"
        contents += "<li><a href=\"#\(id)\">\(HTMLText.inline(words))</a></li>"
    }

    /// A line of a diff: what goes and what comes are told apart by more than their first sign.
    private func changed(_ line: String) -> String {
        let text = HTMLText.escape(line)
        // The names of the two files.
        if line.hasPrefix("+++ ") || line.hasPrefix("--- ") { return text }
        if line.hasPrefix("+") { return "<ins>\(text)</ins>" }
        return line.hasPrefix("-") ? "<del>\(text)</del>" : text
    }

    /// A picture as a document of its own within the page: its style sheet is its own, too, and the
    /// page's policy lets no other in.
    static func figure(_ picture: Report.Picture, caption: String) -> String {
        let words = HTMLText.escape(caption)
        return "<figure class=\"drawing\"><img alt=\"\(words)\" "
            + "src=\"data:image/svg+xml,\(DataURL.encoded(picture.svg))\">"
            + "<figcaption>\(words)</figcaption></figure>\n"
    }

    private func list(_ items: [String]) -> String {
        items.map { "<li>\(HTMLText.inline($0))</li>\n" }.joined()
    }

    /// A table in a box of its own, which a narrow screen moves under.
    private mutating func append(_ columns: [MarkdownPage.Column], _ rows: [[String]]) {
        let names = columns.map { HTMLText.plain($0.name) }
        let look = columns.count > HTMLBlocks.mostColumns ? "table wide" : "table"
        html += "<div class=\"\(look)\" tabindex=\"0\" role=\"region\" "
        html += "aria-label=\"Table: \(names.prefix(3).joined(separator: ", "))\">\n<table>\n"
        let head = columns.map { column in
            "<th scope=\"col\"\(figures(column))>\(HTMLText.inline(column.name))</th>"
        }
        html += "<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n"
        for row in rows { html += "<tr>\(cells(row, columns).joined())</tr>\n" }
        html += "</tbody>\n</table>\n</div>\n"
    }

    private func cells(_ row: [String], _ columns: [MarkdownPage.Column]) -> [String] {
        zip(row, columns).enumerated().map { index, pair in
            let (words, column) = pair
            let inner = HTMLText.inline(words)
            if index == 0 { return "<th scope=\"row\"\(figures(column))>\(inner)</th>" }
            if column.name == "score", let score = Int(words) {
                return "<td class=\"figure score\">\(inner)\(bar(score))</td>"
            }
            return "<td\(figures(column))>\(inner)</td>"
        }
    }

    private func figures(_ column: MarkdownPage.Column) -> String {
        column.isRight ? " class=\"figure\"" : ""
    }

    /// The figure once more, as a bar.
    private func bar(_ score: Int) -> String {
        let width = min(100, max(0, score))
        let tone = width < 50 ? "bad" : width < 80 ? "fair" : "good"
        return "<svg class=\"bar \(tone)\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" "
            + "aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/>"
            + "<rect class=\"arc\" width=\"\(width)\" height=\"8\"/></svg>"
    }
}

import Scoring

/// What changed since an earlier result, where one was given.
struct SinceBaseline {
    private let evidence: Evidence

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        guard let comparison = evidence.input.comparison else { return }
        let table = ComparisonTable(comparison)
        page.heading("Since the baseline")
        page.paragraph(
            "**\(table.tally)**, beside " + MarkdownText.code(comparison.against, limit: 120)
                + ": " + MarkdownText.prose(ComparisonTable.basis(comparison)) + ".")
        page.table(
            ComparisonTable.head,
            table.changed.map { row in
                [MarkdownText.code(row[0]), MarkdownText.text(row[1])] + row.dropFirst(2)
            })
    }
}

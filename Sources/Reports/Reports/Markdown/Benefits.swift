import Scoring

/// What each protection buys: the same seed without each of them in turn, and without any.
struct Benefits {
    private let evidence: Evidence

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        let table = AblationTable(evidence.scorecard)
        guard !table.rows.isEmpty else { return }
        page.heading("What each protection buys")
        page.paragraph(
            "The same seed (\(evidence.input.run.seed)), with each protection out in turn. "
                + "Availability and p99 are those of all streams together under fault; lost are "
                + "the requests without an answer in the whole run. What moves less than anyone "
                + "would mind changed nothing."
        )
        page.table(
            AblationTable.head,
            table.rows.enumerated().map { index, row in
                let isProtection = index > 0 && index < table.rows.count - 1
                let name = isProtection ? MarkdownText.code(row[0]) : row[0]
                return [name] + row.dropFirst()
            })
        guard !table.idle.isEmpty else { return }
        page.paragraph("Changed nothing: \(table.idleNames { MarkdownText.code($0) }).")
    }
}

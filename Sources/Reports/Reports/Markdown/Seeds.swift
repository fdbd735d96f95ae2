import Scoring

/// What the seeds came to together, where there are several.
struct Seeds {
    private let evidence: Evidence

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        let table = SeedTable(evidence.scorecard, in: evidence.scenario)
        guard let series = evidence.scorecard.series, !table.rows.isEmpty else { return }
        let all = evidence.scenario.seeds
        page.heading("\(Quantity.count(all, "seed"))")
        page.paragraph(
            "Verdict, objectives, outcome and the scores of the mechanisms are those of "
                + "\(Quantity.count(all)) seeds, \(counts(series, of: all)); what happened, the "
                + "pictures and the details are of seed \(evidence.input.run.seed). An objective "
                + "held if it held in 95 % of the seeds, and failed if that is too many by the "
                + "Clopper–Pearson interval; between the two the seeds disagree. Intervals are "
                + "those of order statistics for the median.")
        page.table(
            SeedTable.head,
            table.rows.map { row in
                [MarkdownText.code(row[0]), MarkdownText.text(row[1])] + row.dropFirst(2)
            })
    }

    /// `18 passed, 1 failed, 1 left out`.
    private func counts(_ series: SeedSeries, of all: Int) -> String {
        let words: [(Scorecard.Verdict, String)] = [
            (.pass, "passed"), (.fail, "failed"), (.inconclusive, "undecided"),
        ]
        var parts = words.compactMap { verdict, word in
            let count = series.verdicts.count { $0 == verdict }
            return count > 0 ? "\(Quantity.count(count)) \(word)" : nil
        }
        let left = all - series.seeds.count
        if left > 0 { parts.append("\(Quantity.count(left)) left out since they decide nothing") }
        return parts.joined(separator: ", ")
    }
}

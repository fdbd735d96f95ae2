import Reports
import ScenarioFiles
import Scenarios
import Scoring

/// What a terminal shows of a judgement: one screen for one scenario, one line each for several.
struct Summary {
    /// More reasons than this are counted.
    private static let mostReasons = 12

    let judgement: Judgement
    let terminal: Terminal

    /// Verdict, score, what failed, and where the reports are.
    func screen(report: String?) -> String {
        let scenario = judgement.scenario
        var lines = [
            "\(verdict)  \(escaped(scenario.title, limit: 200))",
            "  \(figures.joined(separator: " · "))",
        ]
        lines += reasons + scores
        for advice in judgement.card.advice.prefix(1) {
            lines.append("  change: \(advice.plainInstruction)")
        }
        if let map = judgement.map { lines.append("  map: \(TriggerStory(map).text)") }
        lines = terminal.wrapped(lines, indent: "    ") + ablation + baseline
        if let report {
            lines.append("  \(terminal.tint("report", .faint)) \(escaped(report, limit: 400))")
        }
        return lines.joined(separator: "\n")
    }

    private var reasons: [String] {
        let reasons = judgement.card.reasons
        // The line that says that there is one more holds that one as well.
        let shown = Self.mostReasons + (reasons.count == Self.mostReasons + 1 ? 1 : 0)
        let more = reasons.count - shown
        return reasons.prefix(shown).map { "  - \(escaped($0, limit: 400))" }
            + (more > 0 ? ["  - and \(more) more"] : [])
    }

    /// The mechanisms' scores, on one line.
    private var scores: [String] {
        let scores = judgement.card.summaries.compactMap { summary in
            summary.score.map { "\(summary.mechanism.rawValue) \(Figure.rounded($0.rounded()))" }
        }
        return scores.isEmpty ? [] : ["  \(scores.joined(separator: " · "))"]
    }

    private var figures: [String] {
        let card = judgement.card
        let run = judgement.runs.run
        let seeds = judgement.scenario.seeds
        let last = run.seed &+ UInt64(max(0, seeds - 1))
        var figures = ["\(run.duration)"]
        figures.append(
            seeds == 1 ? "seed \(run.seed)" : "\(seeds) seeds, \(run.seed) to \(last)")
        if let overall = card.overall { figures.append("outcome \(Figure.rounded(overall))") }
        if let avoided = card.damageAvoided {
            figures.append("damage avoided \(Figure.text(avoided, unit: "ratio"))")
        }
        return figures
    }

    /// What each protection buys.
    private var ablation: [String] {
        let table = AblationTable(judgement.card)
        guard !table.rows.isEmpty else { return [] }
        let idle = table.idleNames { escaped($0) }
        let lines = TextTable(AblationTable.head, table.rows).lines
        let head = "  availability and p99 are those of all streams together under fault:"
        return terminal.wrapped(
            [head] + lines + (idle.isEmpty ? [] : ["  changed nothing: \(idle)"]), indent: "    ")
    }

    /// What changed since the baseline.
    private var baseline: [String] {
        guard let comparison = judgement.comparison else { return [] }
        let table = ComparisonTable(comparison)
        let line =
            "  since \(escaped(comparison.against, limit: 200)): \(table.tally); "
            + ComparisonTable.basis(comparison)
        let isWorse = comparison.hasRegressed
        let rows = table.changed
        let lines = rows.isEmpty ? [] : TextTable(ComparisonTable.head, rows).lines
        return terminal.wrapped(
            [isWorse ? terminal.tint(line, .red) : line] + lines, indent: "    ")
    }

    /// `pass`, `fail`, `fail, as it must`, `inconclusive`, in its colour.
    private var verdict: String {
        let isTurned = judgement.card.expectsFail && judgement.card.verdict != .inconclusive
        let isWorse = judgement.comparison?.hasRegressed ?? false
        let colour: Colour =
            switch judgement.status {
            case .held: .green
            case .inconclusive: .yellow
            default: .red
            }
        let word = judgement.card.verdict.rawValue + (isWorse ? ", and regressed" : "")
        guard isTurned else { return terminal.tint(word, colour) }
        let asExpected = judgement.status == .held
        return terminal.tint(asExpected ? "\(word), as it must" : "\(word), not as it must", colour)
    }

    /// One line of the table of several scenarios, with the first reason and the report of one that
    /// does not pass.
    func row(path: String, report: String?) -> String {
        let score = judgement.card.overall.map { Figure.rounded($0) } ?? "–"
        let padding = String(repeating: " ", count: max(0, 6 - score.count))
        let line = "\(padding)\(score)  \(escaped(path, limit: 400))  \(verdict)"
        guard judgement.status != .held else { return line }
        let reasons = judgement.card.reasons
        let more = reasons.count > 1 ? ", and \(reasons.count - 1) more" : ""
        let worse = judgement.comparison.map { ComparisonTable($0).tally }
        let why = judgement.card.verdict == .pass ? worse : reasons.first.map { $0 + more }
        let told = [why, report].compactMap { $0.map { "          \(escaped($0, limit: 400))" } }
        return ([line] + told).joined(separator: "\n")
    }
}

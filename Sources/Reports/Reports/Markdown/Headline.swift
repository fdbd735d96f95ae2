import Recordings
import Scenarios
import Scoring
import Timebase

/// The first lines: the verdict, what held and what did not, and what to change first.
struct Headline {
    private static let mostReasons = 4

    private let evidence: Evidence
    private var scenario: Scenario { evidence.scenario }
    private var scorecard: Scorecard { evidence.scorecard }

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        page.heading(MarkdownText.text(scenario.title, limit: 200), level: 1)
        page.paragraph(verdict)
        page.list(findings)
        let why = MarkdownText.opening(scenario.why, limit: 500)
        if !why.isEmpty { page.quotation(why) }
        page.paragraph(circumstances)
    }

    /// One sentence with the score and how the objectives came out.
    private var verdict: String {
        let word =
            switch scorecard.verdict {
            case .pass: "Passed"
            case .fail: "Failed"
            case .inconclusive: "Inconclusive"
            case .error: "Broken off by an error of the harness"
            }
        let expected =
            scorecard.expectsFail
            ? scorecard.verdict == .fail
                ? ", as `mustFail` expects" : ", though `mustFail` expects a fail"
            : ""
        let score =
            scorecard.overall.map { "outcome \(Quantity.score($0)) of 100\(worst(below: $0))" }
            ?? "no outcome could be scored"
        let worse = evidence.input.comparison?.hasRegressed == true ? ", and regressed" : ""
        return "**\(word)\(expected)\(worse): \(score).** \(tally)"
    }

    /// The stream that had least of it, where that is much less than all had: `, 25 for `book``.
    private func worst(below overall: Double) -> String {
        let worst = scorecard.outcome.streams.filter { $0.score != nil }
            .min { ($0.score ?? 0, $0.stream) < ($1.score ?? 0, $1.stream) }
        guard let worst, let score = worst.score, score < overall - 10 else { return "" }
        let name = MarkdownText.code(scenario.load[worst.stream].name)
        return ", \(Quantity.score(score)) for \(name)"
    }

    private var tally: String {
        let all = scorecard.objectives
        guard !all.isEmpty else { return "No objective was asked for." }
        let held = all.count { $0.held == true }
        let missed = all.count { $0.held == false }
        let undecided = all.count - held - missed
        var parts = ["\(held) of \(Quantity.count(all.count, "objective")) held"]
        if missed > 0 { parts.append("\(missed) missed") }
        if undecided > 0 { parts.append("\(undecided) not judged") }
        return parts.joined(separator: ", ") + "."
    }

    private var findings: [String] {
        let reasons = isSpotless ? [] : scorecard.reasons
        // The line that says that there is one more holds that one as well.
        let isOneMore = reasons.count == Headline.mostReasons + 1
        var lines = reasons.prefix(Headline.mostReasons + (isOneMore ? 1 : 0)).map {
            MarkdownText.prose($0) + "."
        }
        let more = reasons.count - lines.count
        if more > 0 { lines.append("And \(Quantity.count(more, "more reason")), see the details.") }
        if let ids = ids({ $0 == true }) { lines.append("Held: \(ids).") }
        if let ids = ids({ $0 == nil }) { lines.append("Not judged: \(ids).") }
        if let avoided = scorecard.damageAvoided {
            lines.append("Its protections avoided \(Quantity.percent(avoided)) of the damage.")
        }
        if let first = scorecard.advice.first {
            lines.append("**\(scorecard.adviceWord):** \(Changes.instruction(first)).")
        }
        return lines
    }

    /// Whether the sentence above says it all.
    private var isSpotless: Bool {
        scorecard.verdict == .pass && scorecard.objectives.allSatisfy { $0.held == true }
    }

    private func ids(_ isWanted: (Bool?) -> Bool) -> String? {
        let ids = scorecard.objectives.filter { isWanted($0.held) }.map {
            MarkdownText.code(scenario.objectives[$0.objective].id, limit: 40)
        }
        return ids.isEmpty ? nil : Names.list(ids, most: 6)
    }

    /// Under which circumstances the figures were taken.
    private var circumstances: String {
        let run = evidence.input.run
        let overrides = evidence.input.overrides.map { ", with " + MarkdownText.code($0) }
        return MarkdownText.code(evidence.input.file, limit: 120) + overrides.prefix(3).joined()
            + " · \(MarkdownText.text(run.engine)), \(Quantity.duration(run.duration))"
            + " · seed \(run.seed) · chaos \(MarkdownText.text(evidence.input.version))"
    }
}

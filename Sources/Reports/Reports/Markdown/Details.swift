import Recordings
import Scenarios
import Scoring
import Timebase

/// Every figure behind the review, in tables.
struct Details {
    let evidence: Evidence
    var scenario: Scenario { evidence.scenario }
    var scorecard: Scorecard { evidence.scorecard }

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        page.heading("Details")
        writeObjectives(to: &page)
        writeMeasures(to: &page)
        writeStreams(to: &page)
        writeEdges(to: &page)
        writeFaults(to: &page)
        writeInstances(to: &page)
        writeReproduction(to: &page)
    }

    private func writeObjectives(to page: inout MarkdownPage) {
        guard !scorecard.objectives.isEmpty else { return }
        page.heading("Objectives", level: 3)
        page.table(
            ["objective", "what", "during", ">seen", ">asked", ">samples", "held"],
            scorecard.objectives.map(row))
    }

    private func row(_ result: ObjectiveResult) -> [String] {
        let objective = scenario.objectives[result.objective]
        func value(_ value: Double?) -> String {
            value.map { Quantity.value($0, of: objective.expect) } ?? "–"
        }
        let sign =
            switch objective.bound {
            case .atLeast: "≥"
            case .atMost: "≤"
            case .equals: "="
            }
        let held =
            switch result.held {
            case true: "yes"
            case false: objective.severity == .warn ? "**no**, a warning" : "**no**"
            case nil: "not judged: " + MarkdownText.prose(result.reason ?? "no figure", limit: 200)
            }
        return [
            MarkdownText.code(objective.id),
            "\(objective.expect.rawValue) of " + MarkdownText.code(scenario.name(of: objective.of)),
            MarkdownText.code(objective.during, limit: 60),
            value(result.observed),
            "\(sign) \(value(result.target))\(factor(objective))",
            Quantity.count(result.samples),
            held,
        ]
    }

    /// What the bound is a multiple of: `, 1.5 × control`.
    private func factor(_ objective: Objective) -> String {
        objective.relativeTo.map {
            ", \(Quantity.number(objective.bound.value)) × \($0.rawValue)"
        } ?? ""
    }

    /// Every measure with its ends: of the outcome, then of the protections that were called for.
    private func writeMeasures(to page: inout MarkdownPage) {
        var rows: [[String]] = []
        for outcome in scorecard.outcome.streams {
            let name = MarkdownText.code("load:" + scenario.load[outcome.stream].name)
            rows += outcome.measures.map { row($0, "outcome", name) }
        }
        for score in scorecard.mechanisms where score.state.reason == nil {
            let name = MarkdownText.code(scenario.name(of: score.on))
            rows += score.measures.map { row($0, score.mechanism.rawValue, name) }
        }
        guard !rows.isEmpty else { return }
        page.heading("Measures", level: 3)
        page.paragraph(
            "100 points at the good end, 0 at the bad one, on a straight line between them.")
        page.table(["of", "where", "measure", ">seen", ">good", ">bad", ">score"], rows)
    }

    private func row(_ measure: Measure, _ of: String, _ place: String) -> [String] {
        func value(_ value: Double?) -> String {
            value.map { Quantity.value($0, of: measure) } ?? "–"
        }
        let reason = measure.reason.map { "; " + MarkdownText.prose($0, limit: 200) } ?? ""
        let seen = measure.value.map { value($0) } ?? "not judged"
        return [
            of, place, MarkdownText.prose(measure.title, limit: 120) + reason, seen,
            value(measure.good), value(measure.bad), Quantity.score(measure.score),
        ]
    }
}

import Recordings
import Scenarios
import Scoring

/// What each protection that was called for did, the weakest first, and which were not called for.
struct Protections {
    /// So many rows that what to change still begins within 40 lines.
    private static let most = 7

    private let evidence: Evidence
    private var scenario: Scenario { evidence.scenario }
    private var scores: [MechanismScore] { evidence.scorecard.mechanisms }

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        page.heading("What each protection did")
        let called = calledFor
        if called.isEmpty { page.paragraph("No protection was called for.") }
        page.table(
            ["protection", "where", ">score", "its worst measure", "its setting"],
            called.prefix(Protections.most).map { row(scores[$0]) })
        let more = called.count - Protections.most
        let rest = more > 0 ? "\(Quantity.count(more, "better one")) in the details. " : ""
        let line = rest + idle
        if !line.isEmpty { page.paragraph(line) }
        page.list(evidence.scorecard.unelapsed.prefix(3).map(unelapsed))
    }

    /// The places in ``scores`` of those that were called for: by score, unscored ones last.
    private var calledFor: [Int] {
        scores.indices.filter { scores[$0].state.reason == nil }.sorted {
            (scores[$0].score ?? 101, $0) < (scores[$1].score ?? 101, $1)
        }
    }

    private func row(_ score: MechanismScore) -> [String] {
        let place = score.path.flatMap { scenario.place(of: $0) }
        let setting = place.map { MarkdownText.code($0.description, limit: 120) }
        return [
            score.mechanism.rawValue,
            MarkdownText.code(scenario.name(of: score.on)),
            Quantity.score(score.score),
            Protections.remark(score.state) + Protections.deed(score.measures),
            score.state == .absent ? "none" : setting ?? "–",
        ]
    }

    /// What the reader has to know before any figure.
    private static func remark(_ state: MechanismScore.State) -> String {
        switch state {
        case .absent: "**absent**; "
        case .observed: "observed; "
        case .present, .notCalledFor: ""
        }
    }

    /// The measure that tells most: the worst, or that all are good.
    static func deed(_ measures: [Measure]) -> String {
        let scored = measures.filter { $0.score != nil }
        guard let worst = scored.min(by: { ($0.score ?? 0) < ($1.score ?? 0) }) else {
            let reason = measures.lazy.compactMap(\.reason).first ?? "nothing could be measured"
            return "not judged: " + MarkdownText.prose(reason, limit: 200)
        }
        return sentence(worst)
    }

    /// `calls that still reached the dead edge: 10.2 % (good 0 %, bad 50 %: 80 points)`.
    static func sentence(_ measure: Measure) -> String {
        let title = MarkdownText.prose(measure.title, limit: 120)
        guard let value = measure.value else {
            let reason = MarkdownText.prose(measure.reason ?? "it was not seen", limit: 200)
            return "\(title) not judged: \(reason)"
        }
        var text = "\(title): \(Quantity.value(value, of: measure))"
        if let good = measure.good, let bad = measure.bad {
            text += " (good \(Quantity.value(good, of: measure)), "
            text += "bad \(Quantity.value(bad, of: measure))"
            text += measure.score.map { ": \(Quantity.score($0)) points)" } ?? ")"
        }
        return text
    }

    /// A setting that the run was too short for.
    private func unelapsed(_ constant: TimeConstant) -> String {
        let place = scenario.place(of: constant.path).map {
            " (\(MarkdownText.code($0.description)))"
        }
        return "Not judged: what needs \(MarkdownText.code(constant.name)) to elapse, for it is "
            + "\(constant.value)\(place ?? ""), "
            + "and only \(constant.left) were left after its fault."
    }

    /// The mechanisms that were called for nowhere, each with the first reason.
    private var idle: String {
        var reasons: [String] = []
        for mechanism in Mechanism.allCases {
            let own = scores.filter { $0.mechanism == mechanism }
            guard let first = own.first, own.allSatisfy({ $0.state.reason != nil }) else {
                continue
            }
            let reason = MarkdownText.prose(first.state.reason ?? "", limit: 160)
            reasons.append("\(mechanism.rawValue) (\(reason))")
        }
        return reasons.isEmpty ? "" : "Not called for: \(reasons.joined(separator: ", "))."
    }
}

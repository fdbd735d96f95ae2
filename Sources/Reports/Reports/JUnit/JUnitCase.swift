import Scenarios
import Scoring
import Timebase

/// One test case: an objective, or the run itself.
struct JUnitCase {
    /// What became of it, with a line and, below it, what explains it.
    enum Result {
        case passed(String)
        case failure(String, [String])
        case error(String, [String])
        case skipped(String)
    }

    let result: Result
    private let name: String
    private let suite: String
    private let place: SourcePlace?
    private let length: Duration

    /// An objective.
    init(_ story: ObjectiveStory, in suite: String, of input: ReportInput) {
        name = story.objective.id
        self.suite = suite
        place = story.place
        length = max(.zero, story.result.to - story.result.from)
        let details = JUnitCase.details(of: story, in: input)
        result =
            switch story.standing {
            case .held, .warned, .missedAsAsked: .passed(story.sentence)
            case .unjudged: .skipped(story.sentence)
            case .missed, .heldThoughAsked: .failure(story.sentence, details)
            case .undecided: .error(story.sentence, details)
            }
    }

    /// The run itself, where it decides nothing whatever its objectives say, or has none; else nil.
    init?(run input: ReportInput, in suite: String) {
        let card = input.scorecard
        let reasons = card.verdict == .inconclusive ? card.voidReasons : []
        guard !reasons.isEmpty || card.verdict == .error || card.objectives.isEmpty else {
            return nil
        }
        name = "run"
        self.suite = suite
        place = SourcePlace(file: input.file, line: 1, column: 1)
        length = input.run.duration
        guard let first = reasons.first ?? (card.verdict == .error ? card.reasons.first : nil)
        else {
            result =
                card.verdict == .error
                ? .error("the harness failed", []) : .passed("no objective was asked for")
            return
        }
        result = .error(first, reasons)
    }

    /// The comparison with the baseline, where there is one; else nil.
    init?(comparison input: ReportInput, in suite: String) {
        guard let comparison = input.comparison else { return nil }
        let table = ComparisonTable(comparison)
        name = "baseline"
        self.suite = suite
        place = SourcePlace(file: input.file, line: 1, column: 1)
        length = input.run.duration
        let lines = table.changed.map { cells in
            "\(cells[0]) \(cells[1]): \(cells[2]) → \(cells[3]), \(cells[6])"
        }
        let isWorse = comparison.hasRegressed
        result = isWorse ? .failure(table.tally, lines) : .passed(table.tally)
    }

    /// What was observed, what was wanted, and why it matters.
    private static func details(of story: ObjectiveStory, in input: ReportInput) -> [String] {
        var lines = [
            "observed: \(story.observed) (\(Quantity.count(story.result.samples, "sample")))",
            "wanted:   \(story.wanted)",
        ]
        if let interval = story.interval { lines.append("interval: \(interval) at 95 %") }
        if let shortfall = story.shortfall { lines.append("missed by: \(shortfall)") }
        if let reason = story.result.reason { lines.append("because:  \(reason)") }
        if !story.objective.why.isEmpty { lines.append("why:      \(story.objective.why)") }
        if story.standing == .missed {
            if let began = FailureStory(firstIn: input, of: story.objective.of) {
                lines.append("began:    \(began.links.joined(separator: " → "))")
            }
            if let first = input.scorecard.advice.first {
                lines.append("change:   \(first.plainInstruction)")
            }
        }
        if let place = story.place { lines.append("at:       \(place)") }
        lines.append("again:    \(Reproduction(input).command)")
        return lines
    }

    var lines: [String] {
        var opening =
            "<testcase name=\"\(XMLText.line(name))\" classname=\"\(XMLText.line(suite))\""
        if let place, place.line > 0 {
            opening += " file=\"\(XMLText.line(place.file))\" line=\"\(place.line)\""
        }
        opening += " time=\"\(JUnitReport.seconds(length))\">"
        return [opening] + inner.map { "  " + $0 } + ["</testcase>"]
    }

    private var inner: [String] {
        switch result {
        case .passed(let sentence):
            return ["<system-out>\(XMLText.line(sentence))</system-out>"]
        case .skipped(let sentence):
            return ["<skipped message=\"\(XMLText.line(sentence))\"/>"]
        case .failure(let sentence, let details):
            return JUnitCase.element("failure", type: "missed", sentence, details)
        case .error(let sentence, let details):
            return JUnitCase.element("error", type: "undecided", sentence, details)
        }
    }

    private static func element(
        _ tag: String, type: String, _ sentence: String, _ details: [String]
    ) -> [String] {
        let message = XMLText.line(sentence)
        return ["<\(tag) message=\"\(message)\" type=\"\(type)\">"]
            + details.map { XMLText.line($0, limit: 600) } + ["</\(tag)>"]
    }
}

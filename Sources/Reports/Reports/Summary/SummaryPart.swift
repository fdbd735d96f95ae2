import Recordings
import Scenarios
import Scoring
import Timebase
import Topologies

/// What a summary says of one scenario.
struct SummaryPart {
    private static let mostObjectives = 10
    private static let mostReasons = 3
    private static let mostStreams = 6
    private static let mostChanges = 6
    /// Blocks of a sparkline.
    private static let width = 40

    private let input: ReportInput
    private var card: Scorecard { input.scorecard }

    init(_ input: ReportInput) { self.input = input }

    private var stories: [ObjectiveStory] {
        card.objectives.map { ObjectiveStory($0, in: input.scenario) }
    }

    /// Whether the exit status is another than 0.
    var isInTheWay: Bool {
        card.verdict == .inconclusive || card.verdict == .error
            || stories.contains(where: \.isInTheWay)
            || input.comparison?.hasRegressed ?? false
    }

    var title: String { MarkdownText.text(input.scenario.title, limit: 120) }

    func write(to page: inout MarkdownPage) {
        page.heading("\(sign) \(title)")
        page.paragraph("**\(verdict)**, \(tally) · \(circumstances)")
        writeFailures(to: &page)
        writeStreams(to: &page)
        writeComparison(to: &page)
        writeReproduction(to: &page)
    }

    /// Its row in the table of several.
    var row: [String] {
        [
            sign, "\(title)<br>" + MarkdownText.code(input.file, limit: 120),
            Quantity.score(card.overall), "\(verdict): \(tally)",
        ]
    }

    private var sign: String {
        guard isInTheWay else { return "✅" }
        return card.verdict == .inconclusive ? "⚠️" : "❌"
    }

    private var verdict: String {
        let word =
            switch card.verdict {
            case .pass: "Passed"
            case .fail: "Failed"
            case .inconclusive: "Inconclusive"
            case .error: "Broken off"
            }
        let worse = input.comparison?.hasRegressed == true ? ", and regressed" : ""
        guard card.expectsFail, card.verdict != .inconclusive else { return word + worse }
        return word + (isInTheWay ? ", not as it must" : ", as it must") + worse
    }

    private var tally: String {
        let held = card.objectives.count { $0.held == true }
        return "\(held) of \(Quantity.count(card.objectives.count, "objective")) held"
    }

    private var circumstances: String {
        var parts: [String] = []
        if let overall = card.overall { parts.append("outcome \(Quantity.score(overall)) of 100") }
        parts.append(
            MarkdownText.text(input.run.engine) + ", " + Quantity.duration(input.run.duration))
        parts.append("seed \(input.run.seed)")
        return parts.joined(separator: " · ")
    }
}

// What went wrong.
extension SummaryPart {
    /// Why the run decides nothing, what did not hold, how it began, and what to change.
    func writeFailures(to page: inout MarkdownPage) {
        page.list(card.voidReasons.prefix(Self.mostReasons).map { MarkdownText.prose($0) + "." })
        let failed = stories.filter { $0.standing != .held && $0.standing != .missedAsAsked }
        page.table(
            ["objective", "what", ">wanted", ">seen"] + (hasIntervals ? [">95 % interval"] : []),
            failed.prefix(Self.mostObjectives).map(row))
        let more = failed.count - Self.mostObjectives
        if more > 0 { page.paragraph("And \(Quantity.count(more, "more objective")).") }
        writeStories(to: &page)
        if let first = card.advice.first {
            page.paragraph("**\(card.adviceWord):** \(Changes.instruction(first)).")
        }
    }

    /// How it began, and how most of it went, where that is another way.
    private func writeStories(to page: inout MarkdownPage) {
        guard let first = FailureStory(firstIn: input) else { return }
        page.paragraph(sentence("The first failure that users saw", first))
        let most = FailureStory.all(of: input).first
        if let most, most.links != first.links {
            page.paragraph(sentence("Most of the failures", most))
        }
    }

    private func row(_ story: ObjectiveStory) -> [String] {
        let objective = story.objective
        let what =
            "\(objective.expect.rawValue) of "
            + MarkdownText.code(input.scenario.name(of: objective.of)) + " during "
            + MarkdownText.code(objective.during, limit: 60)
        let reason = story.result.reason.map { MarkdownText.prose($0, limit: 160) }
        let isJudged = story.result.held != nil
        let remark =
            switch story.standing {
            case .warned, .unjudged: ", only warns"
            case .heldThoughAsked: ", but must be missed"
            default: ""
            }
        return [
            MarkdownText.code(objective.id, limit: 60), what, MarkdownText.text(story.wanted),
            (isJudged ? story.observed : "not judged")
                + (reason.map { isJudged ? " (\($0))" : ": \($0)" } ?? "") + remark,
        ] + (hasIntervals ? [story.interval ?? "–"] : [])
    }

    /// Whether the figures are medians over several seeds.
    private var hasIntervals: Bool { card.objectives.contains { $0.interval != nil } }

    /// `**The first failure users saw:** fault → hop → hop; set at `shop.json5:14:22`; …`
    private func sentence(_ title: String, _ story: FailureStory) -> String {
        "**\(title):** \(story.chain)\(story.setting) (\(story.share))."
    }
}

// What users had of it.
extension SummaryPart {
    private func writeStreams(to page: inout MarkdownPage) {
        let evidence = Evidence(input)
        let phase = evidence.decisivePhase
        page.table(
            ["stream", "answered over time", ">answered in `\(phase)`", ">p99 in `\(phase)`"],
            input.scenario.load.indices.prefix(Self.mostStreams).map { row($0, evidence) })
        let more = input.scenario.load.count - Self.mostStreams
        if more > 0 { page.paragraph("And \(Quantity.count(more, "more stream")).") }
    }

    private func row(_ stream: StreamID, _ evidence: Evidence) -> [String] {
        let answered = evidence.decisive(of: stream) { $0.availability }
        let p99 = evidence.decisive(of: stream) { $0.latency.p99 }
        func pair<Value>(_ values: (run: Value?, control: Value?), _ text: (Value) -> String)
            -> String
        {
            let control = values.control.map { " (control \(text($0)))" } ?? ""
            return (values.run.map(text) ?? "–") + control
        }
        return [
            MarkdownText.code(input.scenario.load[stream].name), spark(stream),
            pair(answered, Quantity.percent), pair(p99) { Quantity.duration($0) },
        ]
    }

    /// What was answered in each part of the run, against the most of run and control.
    private func spark(_ stream: StreamID) -> String {
        let own = SummaryPart.answered(input.run, stream)
        let usual = input.control.map { SummaryPart.answered($0, stream) } ?? []
        let most = (own + usual).compactMap { $0 }.max() ?? 0
        return Sparkline.text(own, most: most)
    }

    /// Requests answered in each of ``width`` parts of the timeline; nil where none was due.
    private static func answered(_ recording: Recording, _ stream: StreamID) -> [Double?] {
        let steps = recording.streams[stream].steps
        let parts = min(width, steps.count)
        return (0..<parts).map { part in
            let own = steps[part * steps.count / parts..<(part + 1) * steps.count / parts]
            let sum = own.reduce(into: Tally<StreamCounter>()) { $0 += $1.tally }
            return sum[.requests] == 0 ? nil : Double(sum.good) / Double(own.count)
        }
    }

    private func writeComparison(to page: inout MarkdownPage) {
        guard let comparison = input.comparison else { return }
        let table = ComparisonTable(comparison)
        page.paragraph("**Since the baseline:** \(table.tally).")
        // Whose it is, the figure, before, now, the change, and what that means.
        page.list(
            table.changed.prefix(Self.mostChanges).map { cells in
                "\(MarkdownText.code(cells[0])) \(MarkdownText.text(cells[1])): \(cells[2]) → "
                    + "\(cells[3]), \(cells[6])"
            })
        let more = table.changed.count - Self.mostChanges
        if more > 0 { page.paragraph("And \(Quantity.count(more, "more change")).") }
    }

    /// The command that replays it.
    func writeReproduction(to page: inout MarkdownPage) {
        page.code([Reproduction(input).command])
    }
}

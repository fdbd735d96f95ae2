import Recordings
import Scenarios
import Timebase
import Topologies

/// What users felt, as entries of the chronicle: when a stream answered fewer, or slower, than the
/// control run.
struct ImpactStory {
    /// A second in which the success share is below this share of control's counts as harmed.
    private static let harmed = 0.95
    /// A p99 above so many times control's highest is told.
    private static let slower = 3.0

    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        entries = input.scenario.load.indices.flatMap { stream in
            [ImpactStory.lost(stream, in: input), ImpactStory.slowed(stream, in: input)]
                .compactMap { $0 }
        }
    }

    /// From the first harmed step to the last, with what was answered meanwhile and the worst.
    private static func lost(_ stream: StreamID, in input: ReportInput) -> Chronicle.Entry? {
        let steps = judged(input.run, stream)
        let usual = input.control.map { $0.streams[stream].steps }
        let shares = steps.map { share($0.tally) }
        let hurt = steps.indices.filter { step in
            guard let seen = shares[step] else { return false }
            let expected = usual.flatMap { step < $0.count ? share($0[step].tally) : nil } ?? 1
            return seen < harmed * expected
        }
        guard let first = hurt.first, let last = hurt.last,
            let worst = hurt.min(by: { (shares[$0] ?? 1, $0) < (shares[$1] ?? 1, $1) })
        else { return nil }
        let sum = steps[first...last].reduce(into: Tally<StreamCounter>()) { $0 += $1.tally }
        let name = MarkdownText.code(input.scenario.load[stream].name)
        let lost = Quantity.count(sum.bad)
        let text =
            "\(name) lost \(lost) of \(Quantity.count(sum[.requests], "request")) "
            + "(\(causes(sum))); worst at \(Quantity.instant(at(worst, input))), "
            + "when \(Quantity.percent(shares[worst] ?? 0)) were answered"
        return .init(from: at(first, input), to: at(last + 1, input), weight: 90, text: text)
    }

    /// When the p99 was highest, where that is far above control's.
    private static func slowed(_ stream: StreamID, in input: ReportInput) -> Chronicle.Entry? {
        guard let control = input.control else { return nil }
        let steps = judged(input.run, stream)
        guard let usual = judged(control, stream).compactMap(\.p99).max(),
            let worst = steps.indices.max(by: {
                (steps[$0].p99 ?? .zero, -$0) < (steps[$1].p99 ?? .zero, -$1)
            }),
            let highest = steps[worst].p99, highest > usual * slower
        else { return nil }
        let slow = steps.indices.filter { (steps[$0].p99 ?? .zero) > usual * slower }
        let name = MarkdownText.code(input.scenario.load[stream].name)
        let text =
            "p99 of \(name) rose to \(Quantity.duration(highest)), "
            + "never above \(Quantity.duration(usual)) without the faults"
        return .init(
            from: at(slow[0], input), to: at(slow[slow.count - 1] + 1, input), weight: 80,
            text: text)
    }

    /// The steps after the warm-up, with those before it emptied.
    private static func judged(
        _ recording: Recording, _ stream: StreamID
    ) -> [StreamLedger.Step] {
        let first = recording.warmup.nanoseconds / max(1, recording.step.nanoseconds)
        return recording.streams[stream].steps.enumerated().map {
            $0 < first ? StreamLedger.Step() : $1
        }
    }

    private static func share(_ tally: Tally<StreamCounter>) -> Double? {
        tally[.requests] == 0 ? nil : Double(tally.good) / Double(tally[.requests])
    }

    private static func causes(_ tally: Tally<StreamCounter>) -> String {
        [
            (tally[.timedOut], "timed out"), (tally[.failed], "failed"),
            (tally[.rejected], "rejected"),
        ]
        .filter { $0.0 > 0 }.map { "\(Quantity.count($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    private static func at(_ step: Int, _ input: ReportInput) -> Instant {
        min(.start + input.run.duration, .start + input.run.step * Int64(step))
    }
}

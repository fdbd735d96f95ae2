import Recordings
import Scenarios
import Timebase
import Topologies

/// What users felt, as entries of the chronicle: when a stream answered fewer, or slower, than the
/// control run.
struct ImpactStory {
    /// A step in which the success share is below this share of control's counts as harmed.
    private static let harmed = 0.95
    /// A p99 above so many times control's highest is told.
    private static let slower = 3.0

    private let input: ReportInput
    private let clock: RunClock
    /// No step before the first fault is blamed on it, though requests due then may have met it.
    private let firstFault: Instant

    private(set) var entries: [Chronicle.Entry] = []

    init(_ evidence: Evidence) {
        input = evidence.input
        clock = evidence.clock
        firstFault = input.run.faults.filter(\.attempted).map(\.from).min() ?? .start
        entries = input.scenario.load.indices.compactMap { entry(of: $0) }
    }

    /// The requests that a stream lost, and how its p99 rose; nil when neither is worth a line.
    private func entry(of stream: StreamID) -> Chronicle.Entry? {
        let name = MarkdownText.code(input.scenario.load[stream].name)
        let lost = loss(of: stream)
        let slowed = slowing(of: stream)
        if let lost {
            let rise = slowed.map { "; p99 up to \($0.text)" } ?? ""
            return span(lost.steps, weight: 90, "\(name) lost \(lost.text)\(rise)")
        }
        return slowed.map { span($0.steps, weight: 80, "p99 of \(name) rose to \($0.text)") }
    }

    private func span(
        _ steps: ClosedRange<Int>, weight: Int, _ text: String
    ) -> Chronicle.Entry {
        let to = at(steps.upperBound + 1)
        let from = max(at(steps.lowerBound), min(firstFault, to))
        return .init(from: from, to: to, weight: weight, text: text)
    }

    /// From the first harmed step to the last, with what was not answered meanwhile and the worst.
    private func loss(of stream: StreamID) -> (steps: ClosedRange<Int>, text: String)? {
        let steps = judged(input.run, stream)
        let usual = input.control.map { $0.streams[stream].steps }
        let shares = steps.map { share($0.tally) }
        let hurt = steps.indices.filter { step in
            guard let seen = shares[step] else { return false }
            let expected = usual.flatMap { step < $0.count ? share($0[step].tally) : nil } ?? 1
            return seen < ImpactStory.harmed * expected
        }
        guard let first = hurt.first, let last = hurt.last,
            let worst = hurt.min(by: { (shares[$0] ?? 1, $0) < (shares[$1] ?? 1, $1) })
        else { return nil }
        let sum = steps[first...last].reduce(into: Tally<StreamCounter>()) { $0 += $1.tally }
        let text =
            "\(Quantity.count(sum.bad)) of \(Quantity.count(sum[.requests], "request")) "
            + "(\(causes(sum))), worst at \(clock.text(at(worst))) "
            + "with \(Quantity.percent(shares[worst] ?? 0)) answered"
        return (first...last, text)
    }

    /// The steps in which the p99 was far above control's highest, and its peak.
    private func slowing(of stream: StreamID) -> (steps: ClosedRange<Int>, text: String)? {
        guard let control = input.control,
            let usual = judged(control, stream).compactMap(\.p99).max()
        else { return nil }
        let tails = judged(input.run, stream).map { $0.p99 ?? .zero }
        let slow = tails.indices.filter { tails[$0] > usual * ImpactStory.slower }
        guard let first = slow.first, let last = slow.last, let peak = tails.max() else {
            return nil
        }
        let text =
            "\(Quantity.duration(peak)), never above \(Quantity.duration(usual)) without the faults"
        return (first...last, text)
    }

    /// The steps after the warm-up, with those before it emptied.
    private func judged(_ recording: Recording, _ stream: StreamID) -> [StreamLedger.Step] {
        let first = recording.warmup.nanoseconds / max(1, recording.step.nanoseconds)
        return recording.streams[stream].steps.enumerated().map {
            $0 < first ? StreamLedger.Step() : $1
        }
    }

    private func share(_ tally: Tally<StreamCounter>) -> Double? {
        tally[.requests] == 0 ? nil : Double(tally.good) / Double(tally[.requests])
    }

    private func causes(_ tally: Tally<StreamCounter>) -> String {
        let counts = [
            (tally[.timedOut], "timed out"), (tally[.failed], "failed"),
            (tally[.rejected], "rejected"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\(Quantity.count($0.0)) \($0.1)" }
            .joined(separator: ", ")
    }

    private func at(_ step: Int) -> Instant {
        min(input.run.end, .start + input.run.step * Int64(step))
    }
}

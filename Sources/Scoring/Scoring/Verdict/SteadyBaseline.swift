import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// Why the baseline was not steady, one sentence a stream; empty when it was. One that is too
    /// short to be judged matters where it stands for the control run.
    ///
    /// Steady: each stream's availability is at least the scenario's `steady`, and the median of
    /// its latency in the second half is at most twice the first half's. The medians are those of
    /// the steps, because a run keeps no histogram of half a phase.
    func unsteadyReasons() -> [String] {
        let baseline = spans(of: "baseline")
        guard let from = baseline.first?.from, let to = baseline.last?.to,
            to - from >= .seconds(5)
        else { return isHeldAgainstBaseline ? [tooShort(baseline)] : [] }
        let half = from + .nanoseconds((to - from).nanoseconds / 2)
        let halves = (
            steps(in: FaultLedger.Span(from: from, to: half)),
            steps(in: FaultLedger.Span(from: half, to: to))
        )
        return streams.compactMap { stream in
            let name = scenario.load[stream].name
            let tally = run.streams[stream].total(over: cells(of: "baseline")).tally
            if tally[.requests] > 0, tally.goodShare < scenario.steadyAvailability {
                let seen = Figure.text(tally.goodShare, unit: "ratio")
                let asked = Figure.text(scenario.steadyAvailability, unit: "ratio")
                return "the baseline was not steady: availability of \(name) was \(seen), below "
                    + asked
            }
            guard let first = median(of: stream, in: halves.0),
                let second = median(of: stream, in: halves.1), second > first * Int64(2)
            else { return nil }
            return "the baseline was not steady: the median latency of \(name) rose from "
                + "\(Figure.text(first.milliseconds, unit: "ms")) to "
                + Figure.text(second.milliseconds, unit: "ms")
        }
    }

    private func tooShort(_ baseline: [FaultLedger.Span]) -> String {
        let length = baseline.reduce(.zero) { $0 + ($1.to - $1.from) }
        return "the baseline lasted \(length); a run without a control run needs 5s of it"
    }

    /// The median of the steps' medians.
    private func median(of stream: StreamID, in steps: Range<Int>) -> Duration? {
        let medians = steps.compactMap { run.streams[stream].steps[$0].p50 }.sorted()
        return medians.isEmpty ? nil : medians[medians.count / 2]
    }
}

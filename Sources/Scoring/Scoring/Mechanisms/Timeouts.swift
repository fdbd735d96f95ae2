import Recordings
import Scenarios
import Timebase
import Topologies

/// Timeouts: nobody waits longer for a faulty callee than their own caller waits for them.
///
/// Called for when the 99th percentile of the attempts' times is above 3 × control's, or at least
/// 1 % of the attempts timed out (a timeout must not hide what called for it).
/// - SeeAlso: Brooker, "Timeouts, retries, and backoff with jitter", Amazon Builders' Library.
extension Evidence {
    func judgeTimeouts() -> [MechanismScore] {
        judgedEdges {
            $0.first(\.timeout, "timeout") ?? $0.first(\.deadline, "deadline")
        }.map { judged, present in
            guard areTimeoutsCalledFor(judged) else {
                return notCalledFor(
                    .timeouts, on: judged, "no attempt outlasted 3 × control's p99",
                    path: present?.path)
            }
            return calledFor(
                .timeouts, on: judged, path: present?.path,
                measures: timeoutMeasures(judged, isPresent: present != nil),
                events: explanations(.timeouts, on: judged))
        }
    }

    private func areTimeoutsCalledFor(_ judged: JudgedEdge) -> Bool {
        let timedOut = judged.seen.tally[.timedOut] - judged.expected.tally[.timedOut]
        if Double(timedOut) >= noticeableShare * Double(max(1, judged.seen.tally[.attempts])) {
            return true
        }
        guard let usual = judged.usual.latency.quantile(0.99) else { return false }
        return judged.seen.latency.quantile(0.99).map { $0 > usual * Int64(3) } ?? false
    }

    /// Wasted work is shown and not scored: a timeout that strikes rightly leaves the callee at
    /// work, and whether that goes on is its `abandoned` and the `deadline` it was handed.
    private func timeoutMeasures(_ judged: JudgedEdge, isPresent: Bool) -> [Measure] {
        let tally = judged.seen.tally
        return [
            Measure(
                "within_patience", "attempts that ended while their caller could still answer",
                .share(
                    tally[.withinPatience], of: tally[.attempts],
                    orElse: "no attempt crossed the edge"),
                unit: "ratio", good: 1, bad: 0.5),
            Measure(
                "slots_held", "share of the caller's slots that the edge held",
                slotsHeld(by: judged.edge, over: judged.cells), unit: "ratio", good: 0.1, bad: 0.9),
            Measure(
                "wasted_work", "the callee's work after its caller had given up",
                .share(tally[.wastedTime], of: tally[.workTime], orElse: "the callee did no work"),
                unit: "ratio"),
            Measure(
                "false_timeouts", "attempts on harmless traffic that timed out",
                isPresent
                    ? inVain(on: judged.edge) {
                        .share(
                            $0.timedOut, of: $0.attempts,
                            orElse: "no attempt crossed the edge in its companion run")
                    } : onlyWherePresent,
                unit: "ratio", good: 0.001, bad: 0.05),
        ]
    }

    /// Calls in flight on an edge ÷ its caller's slots, both as integrals over the same time: by
    /// Little's law the mean share of the slots that waited for this edge.
    func slotsHeld(by edge: EdgeID, over cells: [Int]) -> Observation {
        guard let caller = scenario.caller(of: edge) else {
            return .none("the caller is a load stream, which has no slots")
        }
        let slots = run.services[caller].total(over: cells)[.slotTime]
        guard slots > 0 else { return .none("the caller has no limit of slots") }
        let tally = run.edges[edge].total(over: cells).tally
        return .value(
            min(1, Double(tally[.inFlightTime]) / Double(slots)), samples: tally[.calls])
    }
}

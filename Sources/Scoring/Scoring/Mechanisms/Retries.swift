import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Retries: they save what a second attempt can save, and add little load where it cannot.
///
/// Called for when at least 1 % of the first attempts fail while at least 20 % succeed. Retries
/// that exist are judged for the load they add on a dead edge, too.
/// - SeeAlso: Beyer et al., *Site Reliability Engineering* (2016), ch. 21: a retry budget keeps
///   the growth of load at 1.1 ×, three attempts without one make it 3 ×.
extension Evidence {
    func judgeRetries() -> [MechanismScore] {
        judgedEdges { $0.first(\.retry, "retry") }.map { judged, present in
            let first = judged.seen.tally.firstAttempts
            let failed = judged.seen.tally[.firstFailed] - judged.expected.tally[.firstFailed]
            let isFaulty = failed > 0 && Double(failed) >= noticeableShare * Double(first)
            guard isFaulty, canHelp(judged) || present != nil else {
                return notCalledFor(
                    .retries, on: judged,
                    isFaulty
                        ? "fewer than 20 % of the first attempts succeeded"
                        : "first attempts did not fail", path: present?.path)
            }
            return calledFor(
                .retries, on: judged, path: present?.path,
                measures: retryMeasures(judged, isPresent: present != nil),
                events: explanations(.retries, on: judged))
        }
    }

    /// Whether at least 20 % of the first attempts succeeded.
    private func canHelp(_ judged: JudgedEdge) -> Bool {
        5 * judged.seen.tally[.firstSucceeded] >= judged.seen.tally.firstAttempts
    }

    private func retryMeasures(_ judged: JudgedEdge, isPresent: Bool) -> [Measure] {
        [
            Measure(
                "amplification", "attempts per request, as a multiple of control's calls",
                isPresent ? amplification(of: judged.edge, over: judged.cells) : onlyWherePresent,
                unit: "ratio", good: 1.1, bad: 3),
            Measure(
                "saved", "failed first attempts that ended in an answer all the same",
                savedByRetries(judged), unit: "ratio", good: 1, bad: 0),
            Measure(
                "dispersion", "index of dispersion of the retries in steps of 100 ms",
                isPresent ? retryDispersion(judged) : onlyWherePresent, unit: "ratio",
                good: 1, bad: 10),
        ]
    }

    /// Attempts over an edge per request that should bring one call there: attempts ÷ (control's
    /// calls · requests ÷ control's requests) of the streams that pass it. Retries of callers
    /// further out multiply, and all count here.
    func amplification(of edge: EdgeID, over cells: [Int]) -> Observation {
        guard let control else { return .noControl }
        let attempts = run.edges[edge].total(over: cells).tally[.attempts]
        let calls = control.edges[edge].total(over: cells).tally[.calls]
        let passing = streams.filter { routes.passes(edge, stream: $0) }
        func requests(_ recording: Recording) -> Int {
            passing.reduce(0) {
                $0 + recording.streams[$1].total(over: cells).tally[.requests]
            }
        }
        let offered = requests(run)
        let usual = requests(control)
        guard calls > 0, offered > 0 else { return .none("control makes no call over the edge") }
        let expected = Double(calls) * Double(offered) / Double(usual)
        return .value(Double(attempts) / expected, samples: attempts)
    }

    /// Calls answered in the end ÷ calls whose first attempt failed, over the steps of the faults'
    /// windows in which at least 20 % of the first attempts succeeded.
    private func savedByRetries(_ judged: JudgedEdge) -> Observation {
        var saved = 0
        var failed = 0
        for step in steps(ofFaults: judged.faults) {
            let tally = run.edges[judged.edge].steps[step]
            guard tally.firstAttempts > 0, 5 * tally[.firstSucceeded] >= tally.firstAttempts
            else { continue }
            saved += tally[.saved]
            failed += tally[.firstFailed]
        }
        return .share(
            saved, of: failed, orElse: "no first attempt failed while 20 % of them succeeded")
    }

    /// Variance ÷ mean of the number of retries in 100 ms: 1 for retries that come independently,
    /// more where they come in bursts.
    /// - SeeAlso: Cox, Lewis, *The Statistical Analysis of Series of Events* (1966), ch. 4.
    private func retryDispersion(_ judged: JudgedEdge) -> Observation {
        let tally = judged.seen.tally
        guard canHelp(judged) else {
            return .none("on a dead edge retries come when the breaker lets them")
        }
        guard tally[.retries] >= 20, tally[.retrySteps] >= 10 else {
            return .none(
                "\(tally[.retries]) retries in \(tally[.retrySteps]) steps of 100 ms are too few: "
                    + "it takes 20 in 10", samples: tally[.retries])
        }
        let steps = Double(tally[.retrySteps])
        let mean = Double(tally[.retries]) / steps
        let variance = Double(tally[.retrySquares]) / steps - mean * mean
        return .value(max(0, variance / mean), samples: tally[.retries])
    }
}

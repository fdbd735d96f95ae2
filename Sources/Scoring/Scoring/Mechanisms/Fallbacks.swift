import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Fallbacks: callers get something instead of nothing, and it does not cost the callee more.
///
/// Called for where one is configured and at least 1 % of the calls under fault had no answer of
/// their own. How old a stale answer may be is the owner's setting and would define itself as
/// perfect, so the ratio to it is shown and not scored: above 1 would be a mistake of the fallback.
/// - SeeAlso: Nygard, *Release It!*, 2nd ed. (2018), "Fail Fast" and "Circuit Breaker".
extension Evidence {
    func judgeFallbacks() -> [MechanismScore] {
        judgedEdges { $0.first(\.fallback, "fallback") }.compactMap { judged, present in
            guard let present else { return nil }
            let tally = judged.seen.tally
            let unanswered = tally[.fallback] + tally[.failedCalls] + tally[.rejectedCalls]
            guard Double(unanswered) >= noticeableShare * Double(max(1, tally[.calls])) else {
                return notCalledFor(
                    .fallbacks, on: judged, "calls were answered", path: present.path)
            }
            return calledFor(
                .fallbacks, on: judged, path: present.path,
                measures: [
                    Measure(
                        "degraded_instead", "calls without an answer for which it stood in",
                        .share(tally[.fallback], of: unanswered, orElse: "calls were answered"),
                        unit: "ratio", good: 1, bad: 0),
                    Measure(
                        "origin_load", "attempts at the callee, as a multiple of control's",
                        .share(
                            tally[.attempts], of: judged.expected.tally[.attempts],
                            orElse: "control made no attempt"),
                        unit: "ratio", good: 1.2, bad: 10),
                    Measure(
                        "of_stale_age", "age of the oldest stale answer ÷ how old it may be",
                        staleAge(present.setting, judged.seen), unit: "ratio"),
                ], events: explanations(.fallbacks, on: judged))
        }
    }

    private func staleAge(_ fallback: Fallback, _ seen: EdgeLedger.Cell) -> Observation {
        guard case .stale(let most) = fallback else { return .none("it gives no stale answers") }
        guard seen.tally[.fallback] > 0, most < .forever else { return .none("none was given") }
        return .value(seen.staleAge / most, samples: seen.tally[.fallback])
    }
}

import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Breakers that keep calls from a healed edge: `openFor` outlasts the run, or calls came back
    /// later than 20 s after the fault.
    func slowBreakers() -> [Finding] {
        judged(.breakers, .present).compactMap { score in
            guard let edge = score.edge, let (policy, breaker) = breaker(of: score) else {
                return nil
            }
            let path = "\(scenario.topology.policies[policy].path).breaker"
            let unelapsed = card.unelapsed.first { $0.path == "\(path).openFor" }
            let closed = value("closed_after", of: score)
            let hasOpened = underFault(edge).tally[.rejectedByBreaker] > 0
            guard unelapsed != nil && hasOpened || closed ?? 0 > 20 else { return nil }
            let left = unelapsed?.left ?? .seconds(20)
            let better = Figure.roundedUp(max(.seconds(1), min(.seconds(5), left * 0.25)))
            guard better < breaker.openFor else { return nil }
            let text =
                unelapsed.map { constant in
                    "its breaker stays open for \(breaker.openFor), which cannot elapse in the "
                        + "\(constant.left) left after the fault"
                }
                ?? "calls came back \(Figure.text(closed ?? 0, unit: "s")) after the fault's end"
            return finding(
                text, on: score.on, set: "\(path).openFor", to: "\(better)",
                severity: 100 - (points("closed_after", of: score) ?? 0),
                apply: changing(policyAt: scenario.topology.policies[policy].path) {
                    $0.breaker?.openFor = better
                })
        }
    }

    /// Breakers that a dead edge called for and that refused nothing: they wait for more calls
    /// than come in 2 s.
    func blindBreakers() -> [Finding] {
        judged(.breakers, .present).compactMap { score in
            guard let edge = score.edge, let (policy, breaker) = breaker(of: score),
                underFault(edge).tally[.rejectedByBreaker] == 0
            else { return nil }
            let path = scenario.topology.policies[policy].path
            let seconds = (usual.duration - usual.warmup).seconds
            let rate = Double(usual(edge).tally[.calls]) / seconds / Double(callers(of: edge))
            let better = max(5, min(100, Int(rate * 2)))
            guard better < breaker.minimumCalls else { return nil }
            let reached = value("still_reached", of: score) ?? 1
            return finding(
                "its breaker never opened, and \(Figure.text(reached, unit: "ratio")) of the calls "
                    + "reached the dead edge: \(breaker.minimumCalls) calls take "
                    + "\(Figure.text(Double(breaker.minimumCalls) / max(rate, 1e-9), unit: "s"))",
                on: score.on, set: "\(path).breaker.minimumCalls", to: "\(better)",
                severity: 100 - (points("still_reached", of: score) ?? 0),
                apply: changing(policyAt: path) { $0.breaker?.minimumCalls = better })
        }
    }

    private func breaker(
        of score: MechanismScore
    ) -> (PolicyID, CircuitBreaker.Settings)? {
        guard let path = score.path, path.hasSuffix(".breaker"),
            let policy = scenario.policy(at: String(path.dropLast(".breaker".count)))
        else { return nil }
        return scenario.topology.policies[policy].policy.breaker.map { (policy, $0) }
    }
}

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

    /// Breakers that a dead edge called for and that refused nothing: they judge by more calls
    /// than come in 2 s.
    func blindBreakers() -> [Finding] {
        judged(.breakers, .present).compactMap { score in
            guard let edge = score.edge, let (policy, breaker) = breaker(of: score),
                underFault(edge).tally[.rejectedByBreaker] == 0
            else { return nil }
            let path = scenario.topology.policies[policy].path
            let seconds = (usual.duration - usual.warmup).seconds
            let rate = Double(usual(edge).tally[.calls]) / seconds / Double(callers(of: edge))
            guard breaker.forced == nil,
                let change = quicker(breaker, than: max(5, min(100, Int(rate * 2))))
            else { return nil }
            let reached = Figure.text(value("still_reached", of: score) ?? 1, unit: "ratio")
            let time = Figure.text(Double(change.calls) / max(rate, 1e-9), unit: "s")
            return finding(
                "its breaker never opened, and \(reached) of the calls reached the dead edge: the "
                    + "\(change.calls) calls that it judges by take \(time)",
                on: score.on, set: "\(path).breaker.\(change.key)", to: change.value,
                severity: 100 - (points("still_reached", of: score) ?? 0),
                apply: changing(policyAt: path) { $0.breaker = change.settings })
        }
    }

    /// What keeps a breaker from judging: a window that is full of calls from before the fault, or
    /// a minimum that is not reached; nil where neither is much above `better` calls, those of 2 s.
    private func quicker(
        _ now: CircuitBreaker.Settings, than better: Int
    ) -> (key: String, value: String, calls: Int, settings: CircuitBreaker.Settings)? {
        var settings = now
        if case .calls(let window) = now.window, window > 2 * better {
            settings.window = .calls(better)
            return ("window", "{ calls: \(better) }", window, settings)
        }
        if better < now.minimumCalls {
            settings.minimumCalls = better
            return ("minimumCalls", "\(better)", now.minimumCalls, settings)
        }
        guard case .time(let span) = now.window, span > .seconds(20) else { return nil }
        settings.window = .time(.seconds(10))
        return ("window", "{ time: \"10s\" }", Int(Double(better) / 2 * span.seconds), settings)
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

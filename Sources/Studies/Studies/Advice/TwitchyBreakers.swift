import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Breakers that opened in their companion run, where nothing was wrong but a few errors and a
    /// slow tail: they cut off an edge that is well.
    func twitchyBreakers() -> [Finding] {
        runs.harmless.compactMap { traffic in
            guard traffic.opened > 0 else { return nil }
            let named = scenario.policies(on: traffic.edge).lazy
                .map { scenario.topology.policies[$0] }.first { $0.policy.breaker != nil }
            guard let named, let breaker = named.policy.breaker,
                let change = calmer(breaker)
            else { return nil }
            let times = traffic.opened == 1 ? "once" : "\(traffic.opened) times"
            return finding(
                "its breaker opened \(times) where nothing was wrong but 2 % of errors and a slow "
                    + "tail, as on any day: \(change.finding)",
                on: .edge(traffic.edge), set: "\(named.path).breaker.\(change.key)",
                to: change.value, severity: 100,
                apply: changing(policyAt: named.path) { $0.breaker = change.settings })
        }
    }

    private struct CalmerBreaker {
        var finding: String
        var key: String
        var value: String
        var settings: CircuitBreaker.Settings
    }

    /// The setting that lets it open for so little, at its default.
    private func calmer(_ now: CircuitBreaker.Settings) -> CalmerBreaker? {
        let usual = CircuitBreaker.Settings()
        var better = now
        if case .consecutive = now.window { return nil }
        if now.failureRate < usual.failureRate {
            better.failureRate = usual.failureRate
            let rate = Figure.text(now.failureRate, unit: "ratio")
            return CalmerBreaker(
                finding: "\(rate) of failures are too few to open for", key: "failureRate",
                value: Figure.text(usual.failureRate, unit: "ratio").filter { $0 != " " },
                settings: better)
        }
        guard now.minimumCalls < 20 else { return nil }
        better.minimumCalls = 20
        return CalmerBreaker(
            finding: "\(now.minimumCalls) calls are too few to judge by", key: "minimumCalls",
            value: "20", settings: better)
    }
}

import Recordings
import Resilience
import Scenarios
import Scoring
import Topologies

extension AdviceCase {
    /// Retries above retries that multiplied under fault: of two layers that try again, the upper
    /// one should leave it to the lower, which knows what failed.
    ///
    /// - SeeAlso: Beyer et al., *Site Reliability Engineering* (2016), ch. 22: retry at the layer
    ///   immediately above the one that rejects.
    func stackedRetries() -> [Finding] {
        (0..<scenario.edgeCount).compactMap { upper in
            guard let policy = unbounded(upper), underFault(upper).tally[.retries] >= 20 else {
                return nil
            }
            let middle = scenario.callee(of: upper)
            let lower = (0..<scenario.topology.edges.count).first { edge in
                scenario.caller(of: edge) == middle && retries(on: edge)
                    && growth(of: edge) >= 2
            }
            guard let lower else { return nil }
            let named = scenario.topology.policies[policy]
            let times = Figure.rounded(growth(of: lower))
            return finding(
                "it retries what \(name(of: .edge(lower))) retries already: under fault that edge "
                    + "carried \(times) × the attempts it carries without",
                on: .edge(upper), set: "\(named.path).retry.attempts", to: "1", severity: 90,
                apply: changing(policyAt: named.path) { $0.retry?.attempts = 1 })
        }
    }

    private func retries(on edge: EdgeID) -> Bool {
        scenario.policies(on: edge).contains {
            (scenario.topology.policies[$0].policy.retry?.attempts ?? 1) > 1
        }
    }

    /// A policy that tries again as often as it is set to, with no budget to stop it.
    private func unbounded(_ edge: EdgeID) -> PolicyID? {
        scenario.policies(on: edge).first {
            let retry = scenario.topology.policies[$0].policy.retry
            return retry.map { $0.attempts > 1 && $0.budget == nil } ?? false
        }
    }

    /// Attempts under fault ÷ those of the control run in the same time.
    private func growth(of edge: EdgeID) -> Double {
        guard let phase = usual.windows.phase(named: "faults") else { return 0 }
        let without = usual.edges[edge].total(of: phase, in: usual.windows).tally[.attempts]
        return Double(underFault(edge).tally[.attempts]) / Double(max(1, without))
    }
}

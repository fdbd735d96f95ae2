import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Retries without a budget where first attempts failed, or that added a fifth or more to what
    /// was sent, on any edge: the budget of Finagle would have held them there. Where a breaker was
    /// quick they did little harm this time; nothing but the breaker stands between them and it.
    func retriesWithoutBudget() -> [Finding] {
        let failed = judged(.retries, .present).compactMap(\.edge)
        return (0..<scenario.edgeCount).compactMap { edge in
            guard let policy = unbudgeted(on: edge) else { return nil }
            let tally = underFault(edge).tally
            let perCall = Double(tally[.retries]) / Double(max(1, tally[.reached]))
            let isMuch = tally[.retries] >= 20 && perCall >= Retry.Budget().ratio
            guard isMuch || failed.contains(edge) else { return nil }
            let idle =
                scenario.topology.policies[policy].policy.breaker == nil
                ? "nothing would hold them back from a callee that fails more often"
                : "only the breaker kept them from a failing callee"
            let text =
                tally[.retries] == 0
                ? "retries have no budget; \(idle)"
                : "retries have no budget and made \(Figure.rounded(perCall)) more attempts "
                    + "for each call that was sent under fault"
            let severity = max(30, min(100, 50 * perCall))
            var found = budgeted(policy, on: edge, Retry.Budget(), text, severity)
            let tight = Retry.Budget(ratio: 0.1, minPerSecond: 1)
            found.stronger = [budgeted(policy, on: edge, tight, text, severity)]
            return found
        }
    }

    private func budgeted(
        _ policy: PolicyID, on edge: EdgeID, _ budget: Retry.Budget, _ text: String,
        _ severity: Double
    ) -> Finding {
        let path = scenario.topology.policies[policy].path
        let least = Figure.rounded(budget.minPerSecond)
        return finding(
            text, on: .edge(edge), set: "\(path).retry.budget",
            to: "{ ratio: \(budget.ratio), minPerSecond: \(least) }", severity: severity,
            apply: changing(policyAt: path) { $0.retry?.budget = .share(budget) })
    }

    /// The first policy on an edge that retries without a budget.
    private func unbudgeted(on edge: EdgeID) -> PolicyID? {
        scenario.policies(on: edge).first {
            let retry = scenario.topology.policies[$0].policy.retry
            return retry.map { $0.attempts > 1 && $0.budget == nil } ?? false
        }
    }
}

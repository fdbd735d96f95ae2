import Recordings
import Resilience
import Scenarios
import Scoring
import Topologies

extension AdviceCase {
    /// Breakers that no dead edge called for and that refused calls all the same: they cut off
    /// every instance of a callee of which some are well.
    ///
    /// - SeeAlso: Brooker, "Will circuit breakers solve my problems?" (2022): one bad part of a
    ///   service is no reason to fail the requests for the others.
    func wholesaleBreakers() -> [Finding] {
        card.mechanisms.flatMap { score -> [Finding] in
            guard score.mechanism == .breakers, case .notCalledFor = score.state,
                let edge = score.edge
            else { return [] }
            let tally = underFault(edge).tally
            let refused = tally[.rejectedByBreaker]
            let named = scenario.policies(on: edge).lazy
                .map { scenario.topology.policies[$0] }.first { $0.policy.breaker != nil }
            guard let named, let breaker = named.policy.breaker, 20 * refused >= tally[.calls],
                refused > 0
            else { return [] }
            let share = Figure.text(Double(refused) / Double(tally[.calls]), unit: "ratio")
            let text =
                "its breaker refused \(share) of the calls under fault, though never half of "
                + "20 attempts failed within 5 s"
            return changes(to: named, breaker).map { change in
                var found = finding(
                    text, on: .edge(edge), set: "\(named.path).\(change.key)", to: change.value,
                    severity: 80, apply: changing(policyAt: named.path, change.apply))
                found.needsProof = true
                return found
            }
        }
    }

    private struct BreakerChange {
        var key: String
        var value: String
        var apply: @Sendable (inout Policy) -> Void
    }

    /// One breaker an instance; a rate that only a dead callee reaches; more calls to judge by.
    private func changes(
        to named: Topology.NamedPolicy, _ breaker: CircuitBreaker.Settings
    ) -> [BreakerChange] {
        var changes: [BreakerChange] = []
        if named.policy.scope == .service, named.policy.order.isEmpty {
            changes.append(BreakerChange(key: "per", value: "instance") { $0.scope = .instance })
        }
        if case .consecutive = breaker.window { return changes }
        if breaker.failureRate < 0.8 {
            changes.append(
                BreakerChange(key: "breaker.failureRate", value: "80%") {
                    $0.breaker?.failureRate = 0.8
                })
        }
        if breaker.minimumCalls < 50 {
            changes.append(
                BreakerChange(key: "breaker.minimumCalls", value: "50") {
                    $0.breaker?.minimumCalls = 50
                })
        }
        return changes
    }
}

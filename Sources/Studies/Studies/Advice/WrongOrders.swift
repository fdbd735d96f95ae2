import Resilience
import Scenarios
import Scoring
import Topologies

extension AdviceCase {
    /// Policies of faulty edges whose protections stand in another order than resilience4j's. The
    /// other one may be meant: it is named where the usual one does better.
    func wrongOrders() -> [Finding] {
        var edges: [EdgeID] = []
        for edge in card.mechanisms.compactMap(\.edge) where !edges.contains(edge) {
            edges.append(edge)
        }
        return edges.flatMap { edge in
            scenario.policies(on: edge).compactMap { wrongOrder(of: $0, on: edge) }
        }
    }

    private func wrongOrder(of number: PolicyID, on edge: EdgeID) -> Finding? {
        let named = scenario.topology.policies[number]
        var usual = named.policy
        usual.order = []
        let stages = usual.stages.filter { $0 != .balance }
        let now = named.policy.stages.filter { $0 != .balance }
        guard now != stages else { return nil }
        let words = stages.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        var found = finding(
            "its protections stand in another order than the usual one: "
                + now.map(\.rawValue).joined(separator: " around "),
            on: .edge(edge), set: "\(named.path).order", to: "[\(words)]", severity: 70,
            apply: changing(policyAt: named.path) { $0.order = stages })
        found.needsProof = true
        return found
    }
}

import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Protections on the way to a fault that may do more harm than good: bulkheads that refuse
    /// without need, timeouts below what answers take, hedges that add to the load. Trials tell.
    func tightProtections() -> [Finding] {
        guard isHurt else { return [] }
        return (0..<scenario.edgeCount).flatMap { edge -> [Finding] in
            scenario.policies(on: edge).flatMap { number -> [Finding] in
                let named = scenario.topology.policies[number]
                return [
                    tightBulkhead(named, edge), shortTimeout(named, edge), costlyHedge(named, edge),
                ].compactMap(\.self)
            }
        }
    }

    private func tightBulkhead(_ named: Topology.NamedPolicy, _ edge: EdgeID) -> Finding? {
        let tally = underFault(edge).tally
        guard let bulkhead = named.policy.bulkhead, tally[.calls] > 0,
            20 * tally[.rejectedByBulkhead] >= tally[.calls]
        else { return nil }
        let share = Double(tally[.rejectedByBulkhead]) / Double(tally[.calls])
        let text = "its bulkhead refused \(Figure.text(share, unit: "ratio")) of the calls"
        func wider(_ factor: Int) -> Finding {
            let cap = bulkhead.concurrent * factor
            return finding(
                text, on: .edge(edge), set: "\(named.path).bulkhead.concurrent", to: "\(cap)",
                severity: 100 * share,
                apply: changing(policyAt: named.path) { $0.bulkhead?.concurrent = cap })
        }
        var found = wider(2)
        found.needsProof = true
        found.stronger = [wider(4), wider(16)]
        return found
    }

    private func shortTimeout(_ named: Topology.NamedPolicy, _ edge: EdgeID) -> Finding? {
        let tally = underFault(edge).tally
        guard let timeout = named.policy.timeout, tally[.attempts] > 0,
            5 * tally[.timedOut] >= tally[.attempts],
            let better = reasonableTimeout(on: [edge]), better > timeout
        else { return nil }
        let share = Double(tally[.timedOut]) / Double(tally[.attempts])
        var found = finding(
            "its timeout of \(timeout) ended \(Figure.text(share, unit: "ratio")) of the attempts, "
                + "and answers take longer without any fault",
            on: .edge(edge), set: "\(named.path).timeout", to: "\(better)", severity: 100 * share,
            apply: changing(policyAt: named.path) { $0.timeout = better })
        found.needsProof = true
        return found
    }

    private func costlyHedge(_ named: Topology.NamedPolicy, _ edge: EdgeID) -> Finding? {
        let (tally, before) = (underFault(edge).tally, usual(edge).tally)
        guard named.policy.hedge != nil, tally[.calls] > 0, before[.calls] > 0 else { return nil }
        let more = Double(tally[.attempts]) / Double(max(1, tally[.reached]))
        guard more >= 1.3 else { return nil }
        return Finding(
            advice: Advice(
                finding:
                    "its hedges and retries sent \(Figure.rounded(more)) attempts for each call",
                change: "take `hedge` out", on: name(of: .edge(edge)),
                path: "\(named.path).hedge", place: scenario.place(of: "\(named.path).hedge")),
            severity: 60, needsProof: true,
            apply: changing(policyAt: named.path) { $0.hedge = nil })
    }
}

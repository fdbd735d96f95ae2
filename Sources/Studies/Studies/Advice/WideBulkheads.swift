import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Bulkheads on faulty edges that are no limit: as wide as all slots of the callee, or as all
    /// slots of the caller that they should keep free.
    func wideBulkheads() -> [Finding] {
        card.mechanisms.compactMap { score in
            guard score.mechanism == .bulkheads, score.state != .absent, let edge = score.edge,
                let path = score.path, path.hasSuffix(".bulkhead"),
                let policy = scenario.policy(at: String(path.dropLast(".bulkhead".count))),
                let cap = scenario.topology.policies[policy].policy.bulkhead?.concurrent,
                let wider = widerThan(cap, edge), let better = reasonableCap(edge, below: cap)
            else { return nil }
            let peak = underFault(edge).peakPerCaller
            return finding(
                "its bulkhead of \(cap) is as wide as \(wider), so it limits nothing: "
                    + "\(peak) calls were in flight from one caller",
                on: score.on, set: "\(path).concurrent", to: "\(better)",
                severity: max(40, 100 - (score.score ?? 100)),
                apply: changing(policyAt: scenario.topology.policies[policy].path) {
                    $0.bulkhead?.concurrent = better
                })
        }
    }

    /// What a cap is as wide as; nil where it is narrower.
    private func widerThan(_ cap: Int, _ edge: EdgeID) -> String? {
        let services = scenario.topology.services
        let callee = services[scenario.callee(of: edge)]
        if let slots = callee.concurrency, cap >= slots * callee.replicas {
            return "all \(slots * callee.replicas) slots of \(callee.name)"
        }
        guard let caller = scenario.caller(of: edge), let slots = services[caller].concurrency,
            cap >= slots
        else { return nil }
        return "the \(slots) slots of an instance of \(services[caller].name)"
    }

    /// Twice control's peak from one caller, at most the caller's share of the callee's slots and
    /// half of its own.
    private func reasonableCap(_ edge: EdgeID, below cap: Int) -> Int? {
        let services = scenario.topology.services
        let callee = services[scenario.callee(of: edge)]
        var better = max(5, 2 * usual(edge).peakPerCaller)
        if let slots = callee.concurrency {
            better = min(better, max(1, slots * callee.replicas / callers(of: edge)))
        }
        if let caller = scenario.caller(of: edge), let slots = services[caller].concurrency {
            better = min(better, max(1, slots / 2))
        }
        return better < cap ? better : nil
    }
}

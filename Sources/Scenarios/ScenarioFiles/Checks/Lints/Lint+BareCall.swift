import Scenarios
import Topologies

extension Lint {
    /// Edges with a call that has neither timeout nor retry.
    static let bareCall = Lint(
        "bare-call",
        warnsOf: "an edge with a call that has no timeout, no deadline and no retry, and is handed "
            + "none",
        arithmetic: "None: no number is written, so the wait has no bound. A deadline that every "
            + "caller above hands on is one.",
        remedy: "Name a policy, or the caller waits as long as the callee does.",
        source: "Nygard, *Release It!*, \"Timeouts\""
    ) { wiring in
        let handed = wiring.deadlinesHanded()
        var seen: Set<Edge> = []
        return wiring.calls.compactMap { call in
            let policy = wiring.policy(call.policy)
            guard policy.timeout == nil, policy.deadline == nil, policy.retry == nil,
                handed[wiring.number(of: call.from)] == .forever,
                seen.insert(Edge(from: call.from.service, to: call.to.service)).inserted
            else { return nil }
            return Problem(
                at: call.node.tree.place,
                found: "a call \(wiring.name(of: call)) has no timeout and no retry",
                advice: "Name a policy, or it waits as long as the callee does.")
        }
    }
}

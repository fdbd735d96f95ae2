import Faults
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// What `check` warns about in a scenario that may run all the same.
struct Warnings {
    let scenario: Scenario
    let calls: [TopologyReader.Call]

    init(_ scenario: Scenario, calls: [TopologyReader.Call]) {
        self.scenario = scenario
        self.calls = calls
    }

    func list() -> [Problem] { bareEdges() + nestedRetries() + slowConstants() }

    private func policy(_ id: PolicyID?) -> Policy {
        id.map { scenario.topology.policies[$0].policy } ?? .none
    }

    private func name(_ id: ServiceID) -> String { escaped(scenario.topology.services[id].name) }

    /// Edges with a call that has neither timeout nor retry.
    private func bareEdges() -> [Problem] {
        var seen: Set<Edge> = []
        return calls.compactMap { call in
            let policy = policy(call.policy)
            guard policy.timeout == nil, policy.deadline == nil, policy.retry == nil,
                seen.insert(Edge(from: call.from.service, to: call.to.service)).inserted
            else { return nil }
            let edge = "\(name(call.from.service)) -> \(name(call.to.service))"
            return Problem(
                at: call.node.tree.place, found: "a call \(edge) has no timeout and no retry",
                advice: "Name a policy, or it waits as long as the callee does.")
        }
    }

    /// Calls that multiply: retries without a budget above retries without a budget.
    private func nestedRetries() -> [Problem] {
        let retrying = calls.filter { attempts($0.policy) > 1 }
        var seen: Set<Edge> = []
        return retrying.compactMap { inner in
            let above = retrying.first { $0.to == inner.from }.map { attempts($0.policy) }
            let entry = scenario.load.filter { $0.send == inner.from }.map { attempts($0.policy) }
                .max()
            guard let outer = [above, entry].compactMap({ $0 }).max(), outer > 1,
                seen.insert(Edge(from: inner.from.service, to: inner.to.service)).inserted
            else { return nil }
            let edge = "\(name(inner.from.service)) -> \(name(inner.to.service))"
            let most = outer * attempts(inner.policy)
            return Problem(
                at: inner.node.tree.place,
                found: "retries without a budget stand above one another: \(edge) makes up to "
                    + "\(most) attempts a request",
                advice: "Retry at one layer, or give the retries a budget.")
        }
    }

    private func attempts(_ policy: PolicyID?) -> Int {
        guard let retry = self.policy(policy).retry, retry.budget == nil else { return 1 }
        return retry.attempts
    }
}

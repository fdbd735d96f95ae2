public import Topologies

extension Scenario {
    /// The policies of the calls over an edge, or of the stream whose entry edge it is: in the
    /// order of the steps, each once; none where no call has one.
    public func policies(on edge: EdgeID) -> [PolicyID] {
        if let stream = stream(ofEntry: edge) { return load[stream].policy.map { [$0] } ?? [] }
        let joined = topology.edges[edge]
        var policies: [PolicyID] = []
        for endpoint in topology.services[joined.from].endpoints {
            for step in endpoint.steps {
                step.visit { step in
                    guard case .call(let call) = step else { return }
                    for call in call.withFallbacks(under: topology.policies)
                    where call.to.service == joined.to {
                        guard let policy = call.policy, !policies.contains(policy) else { continue }
                        policies.append(policy)
                    }
                }
            }
        }
        return policies
    }

    /// The edges of which at least one call has a policy, rising.
    public func edges(under policy: PolicyID) -> [EdgeID] {
        (0..<edgeCount).filter { policies(on: $0).contains(policy) }
    }

    /// The policy whose object stands at a key path.
    public func policy(at path: String) -> PolicyID? {
        topology.policies.firstIndex { $0.path == path }
    }

    /// Changes the policy of every call over an edge, and of no other call.
    ///
    /// Calls without a policy get one of their own when `change` gives them something.
    public mutating func changePolicies(
        on edge: EdgeID, _ change: (inout Topology.NamedPolicy) -> Void
    ) {
        if let stream = stream(ofEntry: edge) {
            load[stream].policy = changed(
                load[stream].policy, at: "load.\(load[stream].name)", change)
            return
        }
        let joined = topology.edges[edge]
        for endpoint in topology.services[joined.from].endpoints.indices {
            let steps = topology.services[joined.from].endpoints[endpoint].steps
            let path = "topology.services.\(topology.services[joined.from].name)"
            topology.services[joined.from].endpoints[endpoint].steps = steps.map { step in
                step.mapCalls { changeCall(&$0, to: joined.to, at: path, change) }
            }
        }
    }

    /// Changes the policy of a call to a service, and of a call to it that its fallback makes.
    private mutating func changeCall(
        _ call: inout Step.Call, to callee: ServiceID, at path: String,
        _ change: (inout Topology.NamedPolicy) -> Void
    ) {
        if call.to.service == callee { call.policy = changed(call.policy, at: path, change) }
        guard let policy = call.policy, let before = topology.policies[policy].fallbackCall else {
            return
        }
        var after = before
        changeCall(&after, to: callee, at: path, change)
        guard after != before else { return }
        call.policy = changed(policy, at: path) { $0.fallbackCall = after }
    }

    /// The place of a copy of a policy after a change; the same place where nothing changed.
    private mutating func changed(
        _ policy: PolicyID?, at path: String, _ change: (inout Topology.NamedPolicy) -> Void
    ) -> PolicyID? {
        let before =
            policy.map { topology.policies[$0] }
            ?? Topology.NamedPolicy(name: path, policy: .none, path: path)
        var after = before
        change(&after)
        guard after != before else { return policy }
        if let known = topology.policies.firstIndex(of: after) { return known }
        topology.policies.append(after)
        return topology.policies.count - 1
    }
}

extension Step {
    /// The same step with each call in it changed.
    fileprivate func mapCalls(_ change: (inout Call) -> Void) -> Step {
        func all(_ steps: [Step]) -> [Step] { steps.map { $0.mapCalls(change) } }
        switch self {
        case .work, .cpu, .respond: return self
        case .call(var call):
            change(&call)
            return .call(call)
        case .all(let branches): return .all(branches.map(all))
        case .any(let branches): return .any(branches.map(all))
        case .repeat(let count, let parallel, let steps):
            return .repeat(count: count, parallel: parallel, steps: all(steps))
        }
    }
}

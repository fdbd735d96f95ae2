public import Chance

/// One step of an endpoint. Steps run one after another unless they say otherwise.
public indirect enum Step: Hashable, Sendable {
    /// Takes its time whatever the other slots do.
    case work(Distribution)
    /// Burns a core for that long; in virtual time it is work.
    case cpu(Distribution)
    /// Asks another service and waits.
    case call(Call)
    /// Runs the branches in parallel; the first failure answers at once and cancels the rest.
    case all([[Step]])
    /// Runs the branches in parallel; the first success wins and cancels the rest.
    case any([[Step]])
    /// Ends the endpoint with this status, with this chance (1 = always).
    case respond(status: Int, chance: Double)
    /// Runs `steps` so many times, one after another or all at once.
    case `repeat`(count: Int, parallel: Bool, steps: [Step])

    /// A call to an endpoint of another service, under a policy.
    public struct Call: Hashable, Sendable {
        public var to: EndpointReference
        /// Nil: no protection at all.
        public var policy: PolicyID?
        /// A failure degrades the answer instead of failing it.
        public var isOptional: Bool
        /// It carries an idempotency key, so that asking again does nothing twice.
        public var isKeyed: Bool
        public init(
            to: EndpointReference, policy: PolicyID?, isOptional: Bool = false,
            isKeyed: Bool = false
        ) {
            self.to = to
            self.policy = policy
            self.isOptional = isOptional
            self.isKeyed = isKeyed
        }
    }

    /// Visits this step and every step within it, outer before inner, in the order written.
    public func visit(_ body: (Step) -> Void) {
        body(self)
        switch self {
        case .work, .cpu, .call, .respond: break
        case .all(let branches), .any(let branches):
            for branch in branches { for step in branch { step.visit(body) } }
        case .repeat(_, _, let steps): for step in steps { step.visit(body) }
        }
    }
}

extension Step.Call {
    /// This call, the one that its policy's fallback makes in its place, that one's, and so on.
    public func withFallbacks(under policies: [Topology.NamedPolicy]) -> [Step.Call] {
        var calls = [self]
        while let policy = calls.last?.policy, let next = policies[policy].fallbackCall,
            calls.count <= policies.count
        {
            calls.append(next)
        }
        return calls
    }
}

import Resilience

extension ObjectTable {
    package static let policy = ObjectTable(
        "Policy",
        """
        The protections of a call or of a load stream: a name from `policies`, or the object \
        itself. What is not written is absent. From the outside in: \
        \(Policy.Stage.allCases.map(\.rawValue).joined(separator: ", ")). A bulkhead's wait counts \
        against the timeout. What stands within `retry` is passed by each attempt, what stands \
        around it once a call; [what the wrong order does](order/README.md).
        """,
        [
            KeyRow(
                "timeout", "duration above zero", defaultText: "none",
                "How long one attempt may take."),
            KeyRow(
                "deadline", "duration above zero", defaultText: "none",
                "How long the whole call may take; handed on to callees as an instant."),
            KeyRow(
                "retry", "[Retry](#retry)", defaultText: "none",
                "When a failed attempt is made again."),
            KeyRow(
                "breaker", "[Breaker](#breaker)", defaultText: "none",
                "When calls are refused for a while."),
            KeyRow(
                "throttle", "[Throttle](#throttle), or its `k`", defaultText: "none",
                "Rejects with the probability that makes the callee's refusals stop."),
            KeyRow(
                "rateLimit", "[Rate limit](#rate-limit), or its `rate`", defaultText: "none",
                "How many calls a second may go out."),
            KeyRow(
                "adaptive", "[Adaptive limit](#adaptive-limit), or its `algorithm`",
                defaultText: "none",
                "How many calls may be under way, by a limit that finds itself."),
            KeyRow(
                "bulkhead", "[Bulkhead](#bulkhead)", defaultText: "none",
                "How many calls may be in flight."),
            KeyRow(
                "fallback", "[Fallback](#fallback)", defaultText: "none",
                "What stands in for an answer that did not come."),
            KeyRow(
                "balance",
                "\(ObjectTable.balanceWords), `zone-aware`, or [Balance](#balance)",
                default: "round-robin", "How an instance of the callee is picked."),
            KeyRow(
                "eject", "[Ejection](#ejection)", defaultText: "none",
                "When an instance that fails is left out for a while."),
            KeyRow(
                "hedge", "[Hedge](#hedge)", defaultText: "none",
                "When a slow request is sent to another instance as well."),
            KeyRow(
                "per", "`service`, `instance`, `endpoint` or `stream`", default: "service",
                "For what breaker and bulkhead stand once each: the callee service, each of its "
                    + "instances or endpoints, or each load stream that the call is made for. Only "
                    + "with one of the two."),
            KeyRow(
                "order", "list of the protections above", defaultText: "as above",
                from: "resilience4j",
                "Another order, from the outside in; it names every protection there is."),
        ])
}

extension Node {
    /// A policy object.
    func policy() -> Policy? {
        guard let fields = Fields(self, .policy, expected: "a policy: its name or an object") else {
            return nil
        }
        var policy = Policy()
        policy.timeout = fields["timeout"]?.duration(aboveZero: true)
        policy.deadline = fields["deadline"]?.duration(aboveZero: true)
        policy.retry = fields["retry"]?.retry()
        policy.breaker = fields["breaker"]?.breaker()
        policy.throttle = fields["throttle"]?.throttle()
        policy.rateLimit = fields["rateLimit"]?.rateLimit(mayWait: true)
        policy.adaptive = fields["adaptive"]?.adaptive()
        policy.bulkhead = fields["bulkhead"]?.bulkhead()
        policy.fallback = fields["fallback"]?.fallback()
        policy.balance = fields["balance"]?.balance() ?? Balancer.Settings()
        policy.eject = fields["eject"]?.eject()
        policy.hedge = fields["hedge"]?.hedge()
        policy.scope = fields["per"]?.word(Policy.Scope.self) ?? .service
        if !fields.has("breaker"), !fields.has("bulkhead") {
            fields.refuseIdle(["per"], "without a breaker or bulkhead", expected: "one of the two")
        }
        policy.order = fields["order"]?.order(of: policy) ?? []
        if policy.outlastsItsInstance {
            report(
                "\(name) has a breaker or bulkhead per instance around its retries or hedges",
                expected: "an order with retry and hedge outside of them")
        }
        return policy
    }
}

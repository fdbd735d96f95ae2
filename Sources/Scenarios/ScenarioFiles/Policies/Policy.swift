import Resilience

extension ObjectTable {
    package static let policy = ObjectTable(
        "Policy",
        """
        The protections of a call or of a load stream: a name from `policies`, or the object \
        itself. What is not written is absent. From the outside in: fallback, deadline, retry, \
        breaker, timeout, bulkhead (its wait counts against the timeout), balance.
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
                "per", "`service` or `instance`", default: "service",
                "Whether breaker and bulkhead stand once per callee service or per callee instance."
            ),
            .later("rateLimit", "Caps calls a second."),
            .later("adaptive", "A concurrency limit that finds itself."),
            .later("shed", "Drops by waiting time or priority."),
            .later("hedge", "Sends a second copy after a while."),
            .later("order", "Another order of the protections."),
        ])
}

/// Whom breaker and bulkhead stand for.
private enum Scope: String, CaseIterable { case service, instance }

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
        policy.bulkhead = fields["bulkhead"]?.bulkhead()
        policy.fallback = fields["fallback"]?.fallback()
        policy.balance = fields["balance"]?.balance() ?? Balancer.Settings()
        policy.eject = fields["eject"]?.eject()
        policy.perInstance = fields["per"]?.word(Scope.self) == .instance
        return policy
    }
}

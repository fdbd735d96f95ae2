public import Timebase

/// The protections of one call, stacked from the outside in as resilience4j does: fallback,
/// deadline, retry, breaker, timeout, bulkhead (its wait counts against the timeout), balance with
/// outlier ejection.
///
/// No value means that the protection is absent, never that it has a default.
public struct Policy: Hashable, Sendable {
    /// What stands in when the call has failed after all its attempts.
    public var fallback: Fallback?
    /// How long the whole call may take; handed on to the callee as an instant.
    public var deadline: Duration?
    public var retry: Retry?
    public var breaker: CircuitBreaker.Settings?
    /// How long one attempt may take.
    public var timeout: Duration?
    public var bulkhead: Bulkhead?
    public var balance: Balancer.Settings
    /// Whom the caller leaves out for a while.
    public var eject: OutlierEjection.Settings?
    /// Whether breaker and bulkhead stand per callee instance rather than per callee service.
    public var perInstance: Bool

    public init(
        fallback: Fallback? = nil, deadline: Duration? = nil, retry: Retry? = nil,
        breaker: CircuitBreaker.Settings? = nil, timeout: Duration? = nil,
        bulkhead: Bulkhead? = nil, balance: Balancer.Settings = Balancer.Settings(),
        eject: OutlierEjection.Settings? = nil, perInstance: Bool = false
    ) {
        self.fallback = fallback
        self.deadline = deadline
        self.retry = retry
        self.breaker = breaker
        self.timeout = timeout
        self.bulkhead = bulkhead
        self.balance = balance
        self.eject = eject
        self.perInstance = perInstance
    }

    /// No timeout, no retry, round robin.
    public static let none = Policy()
}

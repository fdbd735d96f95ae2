public import Timebase

/// The protections of one call, which stand around it in ``stages``.
///
/// No value means that the protection is absent, never that it has a default.
public struct Policy: Hashable, Sendable {
    /// What stands in when the call has failed after all its attempts.
    public var fallback: Fallback?
    /// How long the whole call may take; handed on to the callee as an instant.
    public var deadline: Duration?
    public var retry: Retry?
    public var breaker: CircuitBreaker.Settings?
    /// Refuses with the probability that makes the callee's refusals stop.
    public var throttle: ClientThrottle.Settings?
    /// How many calls a second go out.
    public var rateLimit: RateLimiter.Settings?
    /// How many are under way, by a limit that finds itself.
    public var adaptive: ConcurrencyLimiter.Settings?
    /// How long what stands within it may take: by default one attempt.
    public var timeout: Duration?
    public var bulkhead: Bulkhead?
    public var hedge: Hedge.Settings?
    public var balance: Balancer.Settings
    /// Whom the caller leaves out for a while.
    public var eject: OutlierEjection.Settings?
    /// For what breaker and bulkhead stand once each.
    public var scope: Scope
    /// The protections from the outside in; empty is the default order.
    public var order: [Stage]

    public init(
        fallback: Fallback? = nil, deadline: Duration? = nil, retry: Retry? = nil,
        breaker: CircuitBreaker.Settings? = nil, throttle: ClientThrottle.Settings? = nil,
        rateLimit: RateLimiter.Settings? = nil, adaptive: ConcurrencyLimiter.Settings? = nil,
        timeout: Duration? = nil,
        bulkhead: Bulkhead? = nil, hedge: Hedge.Settings? = nil,
        balance: Balancer.Settings = Balancer.Settings(), eject: OutlierEjection.Settings? = nil,
        scope: Scope = .service, order: [Stage] = []
    ) {
        self.fallback = fallback
        self.deadline = deadline
        self.retry = retry
        self.breaker = breaker
        self.throttle = throttle
        self.rateLimit = rateLimit
        self.adaptive = adaptive
        self.timeout = timeout
        self.bulkhead = bulkhead
        self.hedge = hedge
        self.balance = balance
        self.eject = eject
        self.scope = scope
        self.order = order
    }

    /// No timeout, no retry, round robin.
    public static let none = Policy()

    /// What one breaker and one bulkhead of a caller instance stand for.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// The callee service, as a resilience4j instance named for it.
        case service
        /// Each instance of the callee, as Finagle's failure accrual and Envoy's thresholds a host.
        case instance
        /// Each endpoint of the callee, as a Hystrix command.
        case endpoint
        /// Each load stream on whose behalf the call is made, so that one cannot use up
        /// the places of another; calls of nobody's request share one.
        case stream
    }
}

public import Timebase

/// When and how often a failed attempt is made again.
///
/// Defaults are resilience4j's: 3 attempts in all, 500 ms apart, no jitter, whatever is asked for.
public struct Retry: Hashable, Sendable {
    /// Attempts in all, the first included; at least 1.
    public var attempts: Int
    public var backoff: Backoff
    /// What is retried.
    public var on: Set
    /// Answers with these statuses are retried, too.
    public var statuses: [Int]
    /// How much of the traffic may be retries; none means without limit.
    public var budget: Allowance?
    public var nonIdempotent: NonIdempotent

    public init(
        attempts: Int = 3, backoff: Backoff = Backoff(), on: Set = .standard,
        statuses: [Int] = [], budget: Allowance? = nil, nonIdempotent: NonIdempotent = .retry
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.on = on
        self.statuses = statuses
        self.budget = budget
        self.nonIdempotent = nonIdempotent
    }

    /// What becomes of a call that must not be made twice, such as a `POST`.
    public enum NonIdempotent: String, Hashable, Sendable, CaseIterable {
        /// It is retried like any other: resilience4j and Polly know nothing of the request.
        case retry
        /// It is retried only where nothing was done: no connection, a refusal by the caller's own
        /// protections, or an answer in which the callee says that it did not begin (HTTP/2's
        /// REFUSED_STREAM, gRPC's transparent retry, nginx without `non_idempotent`).
        case unprocessed
    }

    /// The wait before the n-th retry: `base` · 2ⁿ⁻¹ up to `max`, spread by `jitter`.
    public struct Backoff: Hashable, Sendable {
        public var base: Duration
        /// No more than this between attempts; equal to `base` it makes the wait constant.
        public var max: Duration
        public var jitter: Jitter
        public init(
            base: Duration = .milliseconds(500), max: Duration = .milliseconds(500),
            jitter: Jitter = .none
        ) {
            self.base = base
            self.max = max
            self.jitter = jitter
        }
    }

    /// How waits are spread, as in the AWS Architecture Blog, "Exponential Backoff And Jitter".
    public enum Jitter: String, Hashable, Sendable, CaseIterable {
        case none
        /// Uniform from 0 to the wait.
        case full
        /// Half the wait, and uniform up to the other half.
        case equal
        /// min(max, uniform from base to 3 × the previous wait).
        case decorrelated
    }

    /// Which outcomes are retried.
    public struct Set: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let timeout = Set(rawValue: 1)
        public static let refused = Set(rawValue: 2)
        public static let reset = Set(rawValue: 4)
        public static let status5xx = Set(rawValue: 8)
        /// A 429 answer.
        public static let status429 = Set(rawValue: 16)
        /// The caller's own breaker, bulkhead or limiter said no.
        public static let rejected = Set(rawValue: 32)
        /// Any 4xx answer, 429 included.
        public static let status4xx = Set(rawValue: 64)
        public static let standard: Set = [.timeout, .refused, .reset, .status5xx]
    }
}

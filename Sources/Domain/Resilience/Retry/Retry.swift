public import Timebase

/// When and how often a failed attempt is made again.
///
/// Defaults are resilience4j's: 3 attempts in all, 500 ms apart, no jitter.
public struct Retry: Hashable, Sendable {
    /// Attempts in all, the first included; at least 1.
    public var attempts: Int
    public var backoff: Backoff
    /// What is retried.
    public var on: Set
    /// How much of the traffic may be retries; none means without limit.
    public var budget: Budget?

    public init(
        attempts: Int = 3, backoff: Backoff = Backoff(), on: Set = .standard, budget: Budget? = nil
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.on = on
        self.budget = budget
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
        /// The caller's own breaker or bulkhead said no.
        public static let rejected = Set(rawValue: 32)
        public static let standard: Set = [.timeout, .refused, .reset, .status5xx]
    }

    /// A token bucket that caps retries to a share of the calls, as in Finagle's RetryBudget.
    ///
    /// Each call deposits `ratio`, each retry withdraws 1; `minPerSecond` flows in besides, and
    /// what is older than `ttl` (10 s) has flowed out.
    public struct Budget: Hashable, Sendable {
        /// Retries per call that may be sustained; 0.2 by default.
        public var ratio: Double
        /// Retries a second that are always allowed; Finagle's reserve, 10 by default.
        public var minPerSecond: Double
        public init(ratio: Double = 0.2, minPerSecond: Double = 10) {
            self.ratio = ratio
            self.minPerSecond = minPerSecond
        }
    }
}

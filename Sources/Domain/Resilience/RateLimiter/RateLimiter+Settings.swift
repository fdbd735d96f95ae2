public import Timebase

extension RateLimiter {
    /// How many calls a second, and how many at once. Envoy's words and manner: what is too much is
    /// refused, unless `waitFor` (resilience4j's `timeoutDuration`) lets it wait.
    public struct Settings: Hashable, Sendable {
        /// Calls a second in the long run; above 0.
        public var rate: Double
        /// Calls at once after a pause; at least 1. A second's worth unless it is given.
        public var burst: Int
        public var algorithm: Algorithm
        /// How long a call may wait for its turn; zero refuses at once.
        public var waitFor: Duration

        public init(
            rate: Double, burst: Int? = nil, algorithm: Algorithm = .tokenBucket,
            waitFor: Duration = .zero
        ) {
            self.rate = rate
            self.burst = burst ?? Settings.secondsWorth(of: rate)
            self.algorithm = algorithm
            self.waitFor = waitFor
        }

        /// The calls of one second, rounded up; at least 1.
        public static func secondsWorth(of rate: Double) -> Int {
            max(1, Int(rate.rounded(.up)))
        }
    }

    /// How calls are counted.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        /// A bucket of `burst` tokens that fills at `rate`; a call takes one (Envoy, Guava, AWS).
        case tokenBucket = "token-bucket"
        /// ATM's generic cell rate algorithm: the same bucket, kept as the one instant at which it
        /// will be full (nginx's `limit_req`, Stripe's throttled).
        case gcra
        /// At most `burst` calls in any `burst` ÷ `rate` seconds: a log of the last `burst` calls.
        case slidingWindow = "sliding-window"
    }
}

public import Timebase

extension HealthCheck {
    /// How callers learn that an instance should get no more traffic. Kubernetes' readiness probe:
    /// every 10 s, 1 s of patience, 3 failures take it out, 1 success brings it back.
    public struct Settings: Hashable, Sendable {
        public var every: Duration
        /// Up to so much longer, drawn for each period: Envoy's `interval_jitter`.
        public var jitter: Duration
        public var timeout: Duration
        /// Failures in a row that take an instance out.
        public var down: Int
        /// Successes in a row that bring it back.
        public var up: Int
        public init(
            every: Duration = .seconds(10), jitter: Duration = .zero,
            timeout: Duration = .seconds(1), down: Int = 3, up: Int = 1
        ) {
            self.every = every
            self.jitter = jitter
            self.timeout = timeout
            self.down = down
            self.up = up
        }
    }
}

public import Timebase

extension Probe {
    /// How an instance is asked, and how often until that counts. Kubernetes' probe: every 10 s,
    /// 1 s of patience, 3 failures, 1 success, from the start on.
    public struct Settings: Hashable, Sendable {
        public var question: Question
        /// From the start of the process to the first probe.
        public var initialDelay: Duration
        public var period: Duration
        public var timeout: Duration
        /// Successes in a row that count; 1 but for readiness.
        public var successThreshold: Int
        /// Failures in a row that count.
        public var failureThreshold: Int

        public init(
            question: Question = .get("/health"), initialDelay: Duration = .zero,
            period: Duration = .seconds(10), timeout: Duration = .seconds(1),
            successThreshold: Int = 1, failureThreshold: Int = 3
        ) {
            self.question = question
            self.initialDelay = initialDelay
            self.period = period
            self.timeout = timeout
            self.successThreshold = successThreshold
            self.failureThreshold = failureThreshold
        }
    }

    /// What a probe asks.
    public enum Question: Hashable, Sendable {
        /// An HTTP GET of a path, answered below 400: `httpGet`.
        case get(String)
        /// Whether a connection is accepted: `tcpSocket`. A stopped process still accepts.
        case accepts
    }
}

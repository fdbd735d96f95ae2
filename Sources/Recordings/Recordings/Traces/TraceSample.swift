/// What requests went through: some of them in full, and every failure by its way.
///
/// Requests due before the warm-up's end count nowhere, and not here. Memory is bounded however
/// long the run is.
public struct TraceSample: Hashable, Sendable {
    /// Those that failed, in the order of ``failures``; the slowest; and one usual one a stream.
    public var traces: [Trace]
    /// The ways in which requests failed, the most frequent first.
    public var failures: [FailureCount]
    /// Requests that failed in other ways than the first ``mostWays`` to be met.
    public var otherFailures: Int

    /// The most ways that are told apart.
    public static let mostWays = 64
    /// The most requests that are kept of each way, and in all for having failed.
    public static let mostOfAWay = 2
    public static let mostFailed = 32
    /// The most that are kept for being slow.
    public static let mostSlow = 16

    public init(traces: [Trace] = [], failures: [FailureCount] = [], otherFailures: Int = 0) {
        self.traces = traces
        self.failures = failures
        self.otherFailures = otherFailures
    }

    /// All requests that failed.
    public var failedRequests: Int { failures.reduce(otherFailures) { $0 + $1.requests } }
}

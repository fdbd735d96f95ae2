public import Timebase
public import Topologies

/// What ends a live run early: a figure of a stream that stays beyond its bound for so long.
public struct AbortCondition: Hashable, Sendable {
    public var expect: Figure
    /// Nil: of any stream, each for itself.
    public var stream: StreamID?
    /// What is expected, in the unit of the figure's metric.
    public var bound: Objective.Bound
    /// How long it has to be missed.
    public var hold: Duration
    /// The key path of its object in the scenario, such as `abort[0]`.
    public var path: String

    public init(
        expect: Figure, stream: StreamID? = nil, bound: Objective.Bound, hold: Duration,
        path: String = ""
    ) {
        self.expect = expect
        self.stream = stream
        self.bound = bound
        self.hold = hold
        self.path = path
    }

    /// What can be seen of a stream from second to second; the raw value is the metric's word.
    public enum Figure: String, Hashable, Sendable, CaseIterable {
        case availability, goodput, degraded, rejected, timeouts
        case latencyP50 = "latency.p50"
        case latencyP90 = "latency.p90"
        case latencyP99 = "latency.p99"

        public var metric: Metric { Metric(rawValue: rawValue)! }

        /// The quantile of a latency; nil for any other.
        public var quantile: Double? {
            switch self {
            case .latencyP50: 0.5
            case .latencyP90: 0.9
            case .latencyP99: 0.99
            case .availability, .goodput, .degraded, .rejected, .timeouts: nil
            }
        }
    }
}

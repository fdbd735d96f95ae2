public import Resilience
public import Timebase
public import Topologies

/// How requests of a stream came to fail: the calls on the way from the user's to the one at which
/// it began, and the fault that was met there.
public struct FailureWay: Hashable, Sendable {
    public var stream: StreamID
    public var outcome: RequestOutcome
    /// From the entry edge inwards.
    public var hops: [Hop]
    /// The innermost fault that touched an attempt on the way, as a ledger's number; nil where none
    /// did, as with a request that a breaker refused.
    public var fault: Int?

    /// A call on the way, and what became of its last attempt.
    public struct Hop: Hashable, Sendable {
        public var edge: EdgeID
        public var call: Trace.Ending
        /// Nil: none was sent.
        public var attempt: Trace.Ending?
        public var status: Int

        public init(edge: EdgeID, call: Trace.Ending, attempt: Trace.Ending?, status: Int = 0) {
            self.edge = edge
            self.call = call
            self.attempt = attempt
            self.status = status
        }
    }

    public init(stream: StreamID, outcome: RequestOutcome, hops: [Hop], fault: Int? = nil) {
        self.stream = stream
        self.outcome = outcome
        self.hops = hops
        self.fault = fault
    }
}

/// The requests that failed in one way.
public struct FailureCount: Hashable, Sendable {
    public var way: FailureWay
    public var requests: Int
    /// When the first of them was due.
    public var first: Instant
    /// Those that were kept in full, by their places in ``TraceSample/traces``.
    public var traces: [Int]

    public init(way: FailureWay, requests: Int, first: Instant, traces: [Int] = []) {
        self.way = way
        self.requests = requests
        self.first = first
        self.traces = traces
    }
}

public import Resilience
public import Timebase

/// What crossed the edges into and out of one instance of a program that the harness knows nothing
/// of: the requests that came to it, and its attempts on one edge.
public struct ProgramTraffic: Sendable {
    /// The instance, as the events of a recording count it.
    public var caller: Int
    public var requests: [Request]
    public var attempts: [Attempt]

    /// A request that came to the program.
    public struct Request: Hashable, Sendable {
        public var arrived: Instant
        /// When it was answered, or its client was gone.
        public var ended: Instant
        /// Its client closed before it was answered.
        public var gaveUp: Bool
        public init(arrived: Instant, ended: Instant, gaveUp: Bool = false) {
            self.arrived = arrived
            self.ended = ended
            self.gaveUp = gaveUp
        }
    }

    /// One crossing of the edge.
    public struct Attempt: Hashable, Sendable {
        public var began: Instant
        public var ended: Instant
        /// `timedOut`: the program closed before it was answered.
        public var outcome: AttemptOutcome
        public init(began: Instant, ended: Instant, outcome: AttemptOutcome) {
            self.began = began
            self.ended = ended
            self.outcome = outcome
        }
    }

    /// Both lists may come in any order.
    public init(caller: Int, requests: [Request], attempts: [Attempt]) {
        self.caller = caller
        self.requests = requests.enumerated()
            .sorted { ($0.element.arrived, $0.offset) < ($1.element.arrived, $1.offset) }
            .map(\.element)
        self.attempts = attempts.enumerated()
            .sorted { ($0.element.began, $0.offset) < ($1.element.began, $1.offset) }
            .map(\.element)
    }
}

public import Timebase
public import Topologies

/// How one mechanism did on one edge or service.
public struct MechanismScore: Hashable, Sendable {
    public var mechanism: Mechanism
    public var on: Place
    public var state: State
    /// The equal mean of the measures that have a value; nil when not called for.
    public var score: Double?
    public var measures: [Measure]
    /// What explains it, in order of time.
    public var events: [Explanation]
    /// The key path of the setting that governs it, for its source place.
    public var path: String?
    /// Requests of the control run over the edge: its weight among edges.
    public var weight: Double

    public enum Place: Hashable, Sendable {
        case edge(EdgeID)
        case service(ServiceID)
    }

    public enum State: Hashable, Sendable {
        case present
        /// Seen at work from the outside, in a program of the user's.
        case observed
        /// Called for, but not configured.
        case absent
        /// The reason.
        case notCalledFor(String)
    }

    public struct Explanation: Hashable, Sendable {
        public var at: Instant
        public var what: String
        public init(at: Instant, what: String) {
            self.at = at
            self.what = what
        }
    }

    public init(
        mechanism: Mechanism, on: Place, state: State, score: Double?, measures: [Measure] = [],
        events: [Explanation] = [], path: String? = nil, weight: Double = 0
    ) {
        self.mechanism = mechanism
        self.on = on
        self.state = state
        self.score = score
        self.measures = measures
        self.events = events
        self.path = path
        self.weight = weight
    }
}

public import Chance
public import Timebase
public import Topologies

/// A kind of user: what is asked for, how often, and how patiently.
public struct LoadStream: Hashable, Sendable {
    public var name: String
    public var send: EndpointReference
    public var demand: Demand
    public var policy: PolicyID?
    /// The user's patience, from the due instant over all attempts; not handed to callees.
    public var timeout: Duration
    /// Slower than this is slow; half the timeout by default.
    public var slow: Duration
    public var priority: Priority
    /// How many callers share the stream; each has its own breaker, bulkhead and budget.
    public var clients: Int
    public var ok: OKStatuses
    /// Its requests carry idempotency keys, so that asking again does nothing twice.
    public var isKeyed: Bool

    public init(
        name: String, send: EndpointReference, demand: Demand, policy: PolicyID? = nil,
        timeout: Duration = .seconds(30), slow: Duration? = nil, priority: Priority = .normal,
        clients: Int = 1, ok: OKStatuses = .standard, isKeyed: Bool = false
    ) {
        self.name = name
        self.send = send
        self.demand = demand
        self.policy = policy
        self.timeout = timeout
        self.slow = slow ?? .nanoseconds(timeout.nanoseconds / 2)
        self.priority = priority
        self.clients = clients
        self.ok = ok
        self.isKeyed = isKeyed
    }

    /// When requests are sent.
    public enum Demand: Hashable, Sendable {
        /// Open loop: at these instants, whatever became of the requests before.
        case open(RateShape, Arrivals)
        /// Closed loop: each of `users` thinks, sends, waits for the answer, and thinks again.
        case closed(users: Int, think: Distribution)
    }

    /// How the instants of an open loop are spread at a given rate.
    public enum Arrivals: String, Hashable, Sendable, CaseIterable {
        case poisson, constant
    }

    /// Who is served first where a service sheds; recorded for scoring.
    public enum Priority: String, Hashable, Sendable, CaseIterable {
        case critical, normal, sheddable
    }

    /// Which statuses are ok answers.
    public struct OKStatuses: Hashable, Sendable {
        /// Whole hundreds, such as 2 for `"2xx"`.
        public var classes: [Int]
        public var statuses: [Int]
        public init(classes: [Int], statuses: [Int] = []) {
            self.classes = classes
            self.statuses = statuses
        }
        public static let standard = OKStatuses(classes: [2, 3])
        public func contains(_ status: Int) -> Bool {
            classes.contains(status / 100) || statuses.contains(status)
        }
    }
}

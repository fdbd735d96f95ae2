public import Chance
public import Resilience
public import Timebase
public import Topologies

/// One entry of a scenario's `faults`: what goes wrong, where, when, and how often.
public struct Fault: Hashable, Sendable {
    /// As the file says; nil when it has no name.
    public var name: String?
    public var kind: Kind
    /// Whom it hits; ``Kind/partition(from:direction:)`` has its second side in the kind.
    public var on: [Target]
    public var at: Instant
    /// Nil: to the end of the run; for an instant fault (`kill` without `for`): that instant.
    public var lasts: Duration?
    /// The period at which it starts again, from `at` on.
    public var every: Duration?
    public var side: Side
    /// The share of matching requests it touches.
    public var chance: Double?
    /// Only the first so many matching requests of each window.
    public var first: Int?
    /// Only every so many-th matching request of each window.
    public var nth: Int?
    /// Only requests to the endpoint of this name.
    public var match: String?
    /// The key path of its object in the scenario, such as `faults[0]`.
    public var path: String

    public init(
        name: String? = nil, kind: Kind, on: [Target], at: Instant, lasts: Duration? = nil,
        every: Duration? = nil, side: Side = .request, chance: Double? = nil, first: Int? = nil,
        nth: Int? = nil, match: String? = nil, path: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.on = on
        self.at = at
        self.lasts = lasts
        self.every = every
        self.side = side
        self.chance = chance
        self.first = first
        self.nth = nth
        self.match = match
        self.path = path
    }

    /// What goes wrong.
    public enum Kind: Hashable, Sendable {
        /// Each request waits `delay` ± uniform `jitter`, once.
        case latency(delay: Distribution, jitter: Duration)
        /// Answered with `status` at once; the callee is not reached.
        case error(status: Int)
        /// New connections are refused.
        case refuse
        /// The connection breaks; live ones too.
        case reset
        /// Accepted and never answered; live ones too; what is held is reset at the end.
        case blackhole
        /// The answer breaks off half way (side answer: the work was done).
        case cut
        /// No traffic between the two sides; connecting hangs; what is held is reset at the end.
        case partition(from: [Target], direction: Direction)
        /// A new connection takes that much longer to be established.
        case slowConnect(delay: Distribution)
        /// No more than `rate` a second crosses each connection.
        case bandwidth(rate: ByteCount)
        /// What crosses comes in pieces of `size`, `delay` apart.
        case slice(size: ByteCount, delay: Duration)
        /// After so many bytes the connection is closed as if all had been sent; nil: half of it.
        case truncate(after: ByteCount?)
        /// Each byte is another with this chance.
        case corrupt(share: Double)
        /// The body of an answer trickles.
        case slowBody(Trickle)
        /// The instance dies with all it holds; with `for` it starts again at the end.
        case kill
        /// The instance dies, and dies again `upFor` after every start.
        case crashLoop(upFor: Duration)
        /// The instance stops, its connections stay open, its queue is kept (SIGSTOP).
        case pause
        /// An instance started meanwhile works `factor` times slower, falling to 1 over `ramp`.
        case slowStart(factor: Double, ramp: Duration)
        /// Every instance of the zone dies; with `for` they start again at the end.
        case zoneOutage
        /// `factor` times the stream's rate or users; the extra requests are drawn apart.
        case overload(factor: Double)
        /// So many cores are kept busy beside the instance.
        case cpu(cores: Double)
        /// Memory is taken at `rate` a second, up to `limit`, beside the instance.
        case memory(rate: ByteCount, limit: ByteCount)
        /// Nothing more can be written into the instance's own folder.
        case diskFull
        /// The callers' breakers are put into a state by hand; at the end they are closed.
        case breaker(BreakerState)
        /// The service's autoscaler cannot learn these metrics.
        case autoscalerStuck(metrics: [Autoscaler.Target.Kind])
    }

    /// A state that a breaker can be put into by hand, in resilience4j's words.
    public enum BreakerState: String, Hashable, Sendable, CaseIterable {
        case open, closed, disabled
        case metricsOnly = "metrics-only"
    }

    /// How slowly a body comes.
    public enum Trickle: Hashable, Sendable {
        /// So much a second.
        case rate(ByteCount)
        /// All of it in so long.
        case over(Duration)
    }

    /// Which half of an exchange a network or answer fault falls on.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        /// The callee never saw it.
        case request
        /// The callee did its work; the answer suffers.
        case answer
    }

    /// Which traffic a partition stops, seen from `on`.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        case both, to, from
    }
}

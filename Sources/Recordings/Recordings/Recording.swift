import Faults
public import Timebase
public import Topologies

/// What one run left behind: the ledgers of its streams, edges and services, and what happened.
///
/// Streams, edges and services stand in the scenario's order; names are the scenario's.
public struct Recording: Hashable, Sendable {
    public var engine: String
    public var seed: UInt64
    public var duration: Duration
    public var warmup: Duration
    /// How the run is cut up by phases and fault windows.
    public var windows: Windows
    /// The length of a step of every timeline; 1 s up to an hour, longer for longer runs.
    public var step: Duration
    public var streams: [StreamLedger]
    /// Edges between services, then the entry edge of each stream.
    public var edges: [EdgeLedger]
    public var services: [ServiceLedger]
    /// The faults of the file, then what the monkey drew, then the spikes of the load.
    public var faults: [FaultLedger]
    /// In order of time; at most ``eventLimit``, the first ones.
    public var events: [Event]
    public var droppedEvents: Int
    /// What the protections of the user's programs were seen to do, in order of edges.
    public var observed: [ObservedProtection]
    /// What requests went through on their way; nil: nobody followed them.
    public var traces: TraceSample?
    /// When the run was cut off before its time; nil: it ran to its end. See ``cut(at:)``.
    public var cutAt: Instant?
    /// When a live run began, in nanoseconds since 1970; nil: it has no date.
    public var date: Int64?
    /// The number of the scenario's `abort` condition that cut it off.
    public var abortedBy: Int?
    /// The stream that it struck.
    public var abortedStream: StreamID?

    /// Requests that a live run sent more than ``lateAfter`` after they were due, because the
    /// machine did not keep up.
    public var lateRequests = 0

    /// From when on a request counts as sent late.
    public static let lateAfter = Duration.milliseconds(20)

    public static let eventLimit = 20_000

    public init(
        engine: String, seed: UInt64, duration: Duration, warmup: Duration, windows: Windows,
        step: Duration, streams: [StreamLedger] = [], edges: [EdgeLedger] = [],
        services: [ServiceLedger] = [], faults: [FaultLedger] = [], events: [Event] = [],
        droppedEvents: Int = 0, observed: [ObservedProtection] = [], cutAt: Instant? = nil
    ) {
        self.engine = engine
        self.seed = seed
        self.duration = duration
        self.warmup = warmup
        self.windows = windows
        self.step = step
        self.streams = streams
        self.edges = edges
        self.services = services
        self.faults = faults
        self.events = events
        self.droppedEvents = droppedEvents
        self.observed = observed
        self.cutAt = cutAt
    }

    /// The length of a timeline step for a run: 1 s, or as long as keeps it to 3,600 steps.
    public static func step(for duration: Duration) -> Duration {
        .seconds(max(1, (duration.nanoseconds - 1) / 3_600_000_000_000 + 1))
    }
}

/// The ledger of a load stream.
public struct StreamLedger: Hashable, Sendable {
    /// One a cell of ``Recording/windows``.
    public var cells: [Cell]
    /// One a step of the timeline, by when the request was due.
    public var steps: [Step]

    public struct Cell: Hashable, Sendable {
        public var tally = Tally<StreamCounter>()
        /// Of every request; one that did not succeed counts as its own time or the stream's
        /// `timeout`, whichever is longer.
        public var latency = Histogram()
        /// Of those that succeeded or were degraded.
        public var successLatency = Histogram()
        public init() {}
    }

    public struct Step: Hashable, Sendable {
        public var tally = Tally<StreamCounter>()
        /// Quantiles of the latency of the requests due in this step; nil without requests.
        public var p50: Duration?
        public var p99: Duration?
        public init() {}
    }

    public init(cells: [Cell], steps: [Step]) {
        self.cells = cells
        self.steps = steps
    }
}

/// The ledger of an edge.
public struct EdgeLedger: Hashable, Sendable {
    public var cells: [Cell]
    /// One a step of the timeline, by when the call began.
    public var steps: [Tally<EdgeCounter>]

    public struct Cell: Hashable, Sendable {
        public var tally = Tally<EdgeCounter>()
        /// Of every attempt, however it ended.
        public var latency = Histogram()
        /// From the start of the call until it was rejected, of the calls that were.
        public var rejection = Histogram()
        /// The most calls in flight at once: on the whole edge, and from one caller instance.
        public var peak = 0
        public var peakPerCaller = 0
        /// The age of the oldest stale answer that stood in for one that did not come.
        public var staleAge = Duration.zero
        public init() {}
    }

    public init(cells: [Cell], steps: [Tally<EdgeCounter>]) {
        self.cells = cells
        self.steps = steps
    }
}

/// The ledger of a service.
public struct ServiceLedger: Hashable, Sendable {
    public var cells: [Tally<ServiceCounter>]
    public var steps: [Tally<ServiceCounter>]
    /// Ready and started instances from each instant on; the first is at the start.
    public var instances: [InstanceCount]
    /// Each death of an instance, in order of time.
    public var deaths: [Death]

    public struct InstanceCount: Hashable, Sendable {
        public var at: Instant
        public var ready: Int
        public var started: Int
        public init(at: Instant, ready: Int, started: Int) {
            self.at = at
            self.ready = ready
            self.started = started
        }
    }

    public struct Death: Hashable, Sendable {
        public var instance: Int
        public var at: Instant
        /// Requests it held, in slots and waiting, that died with it.
        public var held: Int
        /// When it, or the instance started in its place, served again; nil: never.
        public var servingAgain: Instant?
        public init(instance: Int, at: Instant, held: Int, servingAgain: Instant? = nil) {
            self.instance = instance
            self.at = at
            self.held = held
            self.servingAgain = servingAgain
        }
    }

    public init(
        cells: [Tally<ServiceCounter>], steps: [Tally<ServiceCounter>],
        instances: [InstanceCount], deaths: [Death]
    ) {
        self.cells = cells
        self.steps = steps
        self.instances = instances
        self.deaths = deaths
    }
}

/// What a fault did.
public struct FaultLedger: Hashable, Sendable {
    public var origin: Origin
    /// The format's word for its kind.
    public var inject: String
    /// Its targets as the format writes them, with the instances drawn.
    public var on: String
    public var name: String?
    /// When it was active, each half open; an instant fault has 5 s.
    public var spans: [Span]
    /// From when its recovery counts: the end of its last span, or an instant fault's instant.
    public var over: Instant
    /// Attempts whose verdict was not pass, or requests an overload added.
    public var requests: Int
    /// Connections held or cut.
    public var connections: Int
    /// Instances hit.
    public var instances: Int
    /// Whether it really began; a leashed monkey's did not.
    public var attempted: Bool
    public var undone: Bool
    /// The edges it falls on, for scoring: from the fault's targets, never from what it touched.
    public var edges: [EdgeID]
    /// The services whose instances it falls on.
    public var services: [ServiceID]

    public enum Origin: Hashable, Sendable {
        /// The n-th of the scenario's `faults`.
        case fault(Int)
        case monkey
        /// The spike of a stream's `rate`.
        case spike(StreamID)
    }

    public struct Span: Hashable, Sendable {
        public var from: Instant
        public var to: Instant
        public init(from: Instant, to: Instant) {
            self.from = from
            self.to = to
        }
    }

    public init(
        origin: Origin, inject: String, on: String, name: String? = nil, spans: [Span],
        over: Instant, requests: Int = 0, connections: Int = 0, instances: Int = 0,
        attempted: Bool = false, undone: Bool = false, edges: [EdgeID] = [],
        services: [ServiceID] = []
    ) {
        self.origin = origin
        self.inject = inject
        self.on = on
        self.name = name
        self.spans = spans
        self.over = over
        self.requests = requests
        self.connections = connections
        self.instances = instances
        self.attempted = attempted
        self.undone = undone
        self.edges = edges
        self.services = services
    }

    public var from: Instant { spans.first?.from ?? over }
    public var to: Instant { spans.last?.to ?? over }
    public var touched: Int { requests + connections + instances }
}

/// Something that happened and explains a figure.
public struct Event: Hashable, Sendable {
    public var at: Instant
    public var what: What

    public enum What: Hashable, Sendable {
        case faultBegan(Int)
        case faultEnded(Int)
        /// The breaker that caller instance `caller` holds on an edge.
        case breakerOpened(EdgeID, caller: Int)
        case breakerHalfOpened(EdgeID, caller: Int)
        case breakerClosed(EdgeID, caller: Int)
        case instanceDied(ServiceID, instance: Int)
        case instanceServing(ServiceID, instance: Int)
        case instancePaused(ServiceID, instance: Int)
        case instanceResumed(ServiceID, instance: Int)
        case instanceDrained(ServiceID, instance: Int)
        /// Its readiness probe took it out of its callers' lists, or put it back.
        case instanceUnready(ServiceID, instance: Int)
        case instanceReady(ServiceID, instance: Int)
        /// Its liveness or startup probe failed, so that it is killed and started again.
        case instanceCondemned(ServiceID, instance: Int)
        /// The autoscaler's decision, from and to so many instances.
        case scaled(ServiceID, from: Int, to: Int)
        /// A caller took an instance out of its list, or put it back.
        case markedDown(EdgeID, instance: Int)
        case markedUp(EdgeID, instance: Int)
        /// Caller instance `caller` ejected an instance as an outlier, or took it back.
        case ejected(EdgeID, instance: Int, caller: Int)
        case readmitted(EdgeID, instance: Int, caller: Int)
        /// Caller instance `caller` uses every instance of its callee since too few are good, or
        /// no longer does.
        case panicBegan(EdgeID, caller: Int)
        case panicEnded(EdgeID, caller: Int)
    }

    public init(at: Instant, _ what: What) {
        self.at = at
        self.what = what
    }
}

public import Faults
public import Microservices
public import Recordings
import Resilience
public import Timebase
public import Topologies

/// What the faults of a run are doing at the moment, and what they have touched.
public struct FaultState: ~Copyable {
    /// The faults of the file, then the monkey's.
    public let planned: [PlannedFault]
    /// One a planned fault, then one a spike.
    public var ledgers: [FaultLedger]
    /// Every window of every fault, in the order in which they are scheduled.
    public var windows: [Window] = []
    /// The network and answer faults on each edge, in order of their windows.
    public internal(set) var onEdge: [[EdgeFault]]
    @usableFromInline var activeCount: Table<Int32>
    /// Instances that are paused at the moment.
    public internal(set) var pausedHosts = 0
    var outages: [(window: Int, zone: ZoneID)] = []
    var crashLoops: [CrashLoop] = []
    var slowStarts: [SlowStart] = []
    var metricOutages: [MetricOutage] = []

    /// One activation of a fault.
    public struct Window {
        /// The fault, as a ledger number.
        public let number: Int
        /// Which of the fault's windows it is.
        public let occurrence: Int
        /// The hosts it hit, to be undone.
        var hosts: [Int] = []
        /// What it does to attempts; it counts over all the edges it is on.
        public var active: ActiveFault?
    }

    /// A fault on an edge, for attempts between these instances.
    public struct EdgeFault: Sendable {
        /// Its window, by number.
        public let window: Int
        /// The fault, as a ledger number.
        public let number: Int
        /// Whether it falls on requests or on answers.
        public let side: Fault.Side
        /// The calling and the called instances it is for.
        public let from: HostFilter
        public let to: HostFilter
    }

    /// Which instances an edge fault is for.
    public enum HostFilter: Sendable {
        case any
        case listed([Int32])
        case zone(ZoneID)
    }

    struct CrashLoop {
        var window: Int
        var host: Int
        var upFor: Duration
        var nextAt = Instant.never
    }

    struct SlowStart {
        var number: Int
        var window: Int
        /// Nil: of every service.
        var service: ServiceID?
        var hosts: HostFilter
        var factor: Double
        var ramp: Duration
    }

    struct MetricOutage {
        var window: Int
        var service: ServiceID
        var kinds: [Autoscaler.Target.Kind]
    }

    init(_ schedule: FaultSchedule, edgeCount: Int) {
        planned = schedule.planned
        ledgers = schedule.ledgers
        onEdge = Array(repeating: [], count: edgeCount)
        activeCount = Table(repeating: 0, count: edgeCount)
    }

    /// Whether any fault is on an edge.
    @inlinable
    public func isActive(on edge: Int32) -> Bool { activeCount[edge] > 0 }
}

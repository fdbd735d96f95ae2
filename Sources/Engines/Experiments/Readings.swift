public import Microservices
import Recordings
public import Timebase
public import Topologies

/// What a fleet's meters say at an instant: totals since the start, whose differences go into the
/// ledgers.
public struct Reading: Hashable, Sendable {
    /// Of each service, in the order of ``ServiceCounter``; what only the platform knows is 0.
    public var services: [[Int64]]
    /// Of each edge.
    public var edges: [EdgeReading]

    /// Nothing yet.
    public init(serviceCount: Int, edgeCount: Int) {
        let none = Array(repeating: Int64(0), count: ServiceCounter.allCases.count)
        services = Array(repeating: none, count: serviceCount)
        edges = Array(repeating: EdgeReading(), count: edgeCount)
    }

    /// What was added since an earlier reading, which this one then becomes; peaks stand as they
    /// are.
    ///
    /// A machine that is late reads its meters for a boundary after what came behind it: they may
    /// then stand lower than at the last one. Nothing is taken away for that; the next gain is
    /// less.
    public func gain(since earlier: inout Reading) -> Reading {
        var gain = self
        for service in services.indices {
            for column in services[service].indices {
                gain.services[service][column] = Reading.gain(
                    services[service][column], since: &earlier.services[service][column])
            }
        }
        for edge in edges.indices { gain.edges[edge].take(since: &earlier.edges[edge]) }
        return gain
    }

    fileprivate static func gain(_ total: Int64, since earlier: inout Int64) -> Int64 {
        let gain = max(0, total &- earlier)
        earlier &+= gain
        return gain
    }
}

/// An edge's running totals at an instant, in nanoseconds, and its peaks since the last one.
public struct EdgeReading: Hashable, Sendable {
    /// Calls in flight × time.
    public var inFlightTime: Int64 = 0
    /// Work that its calls caused, and that part of it that nobody waited for.
    public var workTime: Int64 = 0
    public var wastedTime: Int64 = 0
    /// The most calls in flight: on the whole edge, and from one caller instance.
    public var peak: Int32 = 0
    public var peakPerCaller: Int32 = 0
    /// The age of the oldest stale answer that stood in.
    public var staleAge = Duration.zero

    /// Nothing yet.
    public init() {}

    fileprivate mutating func take(since earlier: inout EdgeReading) {
        inFlightTime = Reading.gain(inFlightTime, since: &earlier.inFlightTime)
        workTime = Reading.gain(workTime, since: &earlier.workTime)
        wastedTime = Reading.gain(wastedTime, since: &earlier.wastedTime)
    }
}

extension Fleet {
    /// Reads every meter; edges' peaks start anew at the present level.
    public mutating func read(at instant: Instant) -> Reading {
        let services = blueprint.topology.services.count
        var reading = Reading(serviceCount: services, edgeCount: blueprint.edgeCount)
        for service in 0..<services {
            reading.services[service] = totals(ofService: service, at: instant)
        }
        for edge in 0..<blueprint.edgeCount {
            let meter = meter(ofEdge: edge)
            reading.edges[edge].inFlightTime = meter.inFlight.integral(at: instant)
            reading.edges[edge].workTime = meter.workTime
            reading.edges[edge].wastedTime = meter.wastedTime
            reading.edges[edge].peak = meter.peak
            reading.edges[edge].peakPerCaller = meter.peakPerCaller
            reading.edges[edge].staleAge = meter.staleAge
        }
        levelPeaks()
        return reading
    }

    /// A service's totals in the order of ``ServiceCounter``.
    public func totals(ofService service: ServiceID, at instant: Instant) -> [Int64] {
        let meter = meter(ofService: service)
        var totals = Array(repeating: Int64(0), count: ServiceCounter.allCases.count)
        func set(_ counter: ServiceCounter, _ value: Int64) { totals[counter.rawValue] = value }
        set(.arrived, Int64(meter.arrived))
        set(.started, Int64(meter.started))
        set(.waited, Int64(meter.waited))
        set(.completed, Int64(meter.completed))
        set(.overflowed, Int64(meter.overflowed))
        set(.dropped, Int64(meter.dropped))
        set(.lost, Int64(meter.lost))
        set(.waitTime, meter.waitTime)
        set(.sojournTime, meter.sojournTime)
        set(.busyTime, meter.busy.integral(at: instant))
        set(.waitingTime, meter.waiting.integral(at: instant))
        set(.workTime, meter.workTime)
        set(.wastedTime, meter.wastedTime)
        return totals
    }
}

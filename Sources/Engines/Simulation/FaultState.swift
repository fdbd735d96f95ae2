import Chance
import Faults
import Microservices
import Recordings
import Timebase
import Topologies

/// What the faults of a run are doing at the moment, and what they have touched.
struct FaultState: ~Copyable {
    let planned: [PlannedFault]
    var ledgers: [FaultLedger]
    /// Every window of every fault, in the order in which they are scheduled.
    var windows: [Window] = []
    /// The network and answer faults on each edge, in order of their windows, and how many.
    var onEdge: [[EdgeFault]]
    var activeCount: Table<Int32>
    var pausedHosts = 0
    var heldBack: [HeldEvent] = []
    /// Zone outages, crash loops and slow starts that are on.
    var outages: [(window: Int, zone: ZoneID)] = []
    var crashLoops: [CrashLoop] = []
    var slowStarts: [SlowStart] = []

    struct Window {
        var number: Int
        var occurrence: Int
        /// The hosts it hit, to be undone.
        var hosts: [Int] = []
        /// What it does to attempts; it counts over all the edges it is on.
        var active: ActiveFault?
    }

    /// A fault on an edge, for attempts between these instances.
    struct EdgeFault {
        var window: Int
        var number: Int
        var side: Fault.Side
        var from: HostFilter
        var to: HostFilter
    }

    enum HostFilter {
        case any
        case listed([Int32])
        case zone(ZoneID)
    }

    struct HeldEvent {
        var host: Int32
        var kind: EventKind
        var handle: Int32
        var due: Instant
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

    init(_ schedule: FaultSchedule, edgeCount: Int) {
        planned = schedule.planned
        ledgers = schedule.ledgers
        onEdge = Array(repeating: [], count: edgeCount)
        activeCount = Table(repeating: 0, count: edgeCount)
    }

    @inline(__always)
    func isActive(on edge: Int32) -> Bool { activeCount[edge] > 0 }
}

/// What becomes of an attempt at the faults on its edge; `hold` names the window that holds it.
enum EdgeVerdict {
    case pass
    case delay(Duration)
    case error(status: Int)
    case refuse, reset
    case hold(window: Int)
}

extension Simulator {
    mutating func judge(_ attempt: Int32, _ side: Fault.Side) -> EdgeVerdict {
        let attempt = fleet.attempts[attempt]
        let service = scenario.callee(of: Int(attempt.edge))
        return judge(
            edge: attempt.edge, from: attempt.from, to: attempt.to, side,
            endpoint: scenario.topology.services[service].endpoints[Int(attempt.endpoint)].name,
            key: attempt.key)
    }

    /// Asks every fault on the edge; overlapping ones combine by ``Verdict/combined(with:)``.
    mutating func judge(
        edge: Int32, from: Int32, to: Int32, _ side: Fault.Side, endpoint: String, key: Key
    ) -> EdgeVerdict {
        var sum = Verdict.pass
        var holder = -1
        var last = -1
        for place in faults.onEdge[Int(edge)].indices {
            let entry = faults.onEdge[Int(edge)][place]
            guard entry.side == side, entry.window != last, matches(from, entry.from),
                matches(to, entry.to)
            else { continue }
            last = entry.window  // Several targets of one fault may cover the attempt.
            let verdict = faults.windows[entry.window].active!.verdict(
                endpoint: endpoint, attempt: key)
            guard verdict != .pass else { continue }
            if verdict == .hold, holder < 0 { holder = entry.window }
            faults.ledgers[entry.number].requests += 1
            sum = sum.combined(with: verdict)
        }
        switch sum {
        case .pass: return .pass
        case .delay(let time): return .delay(time)
        case .error(let status): return .error(status: status)
        case .refuse: return .refuse
        case .reset: return .reset
        case .hold: return .hold(window: holder)
        }
    }

    func matches(_ host: Int32, _ filter: FaultState.HostFilter) -> Bool {
        switch filter {
        case .any: true
        case .listed(let hosts): hosts.contains(host)
        case .zone(let zone): hosts[host].zone == zone
        }
    }
}

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
    /// The network and answer faults on each edge, in ledger order, and how many.
    var onEdge: [[EdgeFault]]
    var activeCount: Table<Int32>
    var pausedHosts = 0
    var heldBack: [HeldEvent] = []
    /// Zone outages, crash loops and slow starts that are on, by ledger number.
    var outages: [(number: Int, zone: ZoneID)] = []
    var crashLoops: [CrashLoop] = []
    var slowStarts: [SlowStart] = []

    struct Window {
        var number: Int
        var occurrence: Int
        /// The hosts it hit, to be undone.
        var hosts: [Int] = []
    }

    /// A fault on an edge, for attempts between these instances.
    struct EdgeFault {
        var fault: ActiveFault
        var window: Int
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
        var service: ServiceID
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
        for place in faults.onEdge[Int(edge)].indices {
            let entry = faults.onEdge[Int(edge)][place]
            guard entry.fault.side == side, matches(from, entry.from), matches(to, entry.to) else {
                continue
            }
            let verdict = faults.onEdge[Int(edge)][place].fault.verdict(
                endpoint: endpoint, attempt: key)
            guard verdict != .pass else { continue }
            if verdict == .hold, holder < 0 { holder = entry.window }
            faults.ledgers[entry.fault.number].requests += 1
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

    // MARK: probes

    mutating func sendProbe(_ probe: Int32) {
        guard let route = fleet.probeRoute(probe) else { return }
        var delay = Duration.zero
        if faults.isActive(on: route.edge) {
            let key = seed.child(.instance).child(Int(probe)).child(Int(now.nanoseconds))
            switch judge(
                edge: route.edge, from: route.from, to: route.to, .request,
                endpoint: "GET /health", key: key)
            {
            case .pass: break
            case .delay(let time): delay = time
            case .error, .refuse, .reset:
                queue.push(.probeFails, probe, at: now)
                return
            case .hold: return
            }
        }
        // Later it would be taken for the answer to the next probe.
        guard now + delay <= route.answerBy else { return }
        queue.push(.probeArrives, probe, at: now + delay)
    }

    mutating func probeArrives(_ probe: Int32) {
        guard let route = fleet.probeRoute(probe), !hosts[route.to].isPaused else { return }
        fleet.probed(probe, success: fleet.isServing(route.to), now: now)
    }
}

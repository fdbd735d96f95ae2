import Chance
import Faults
import Microservices
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// Performs a scenario with an event queue: it knows the network, the faults and the ledgers, and
/// leaves every decision of instances, callers and platform to their machines.
struct Simulator: ~Copyable {
    let scenario: Scenario
    let role: Role
    let seed: Key
    let seedNumber: UInt64
    let end: Instant
    var now = Instant.start
    var queue = EventQueue()
    var lanes: Table<TimerLane>
    var fleet: Fleet
    var platform: Platform
    var recorder: Recorder
    /// The hosts' fault state, by host number.
    var hosts = Table<HostState>()
    var clients: [[Int32]] = []
    var faults: FaultState
    var services: [ServiceState]
    var edgeMarks: Table<EdgeMark>
    var sources: Table<Source>
    var users: [User] = []
    /// Users' requests that have not ended; the run drains until there is none.
    var openRequests = 0
    var sentRequests = 0
    var outlivedTimers = 0
    var isLoadStopped = false
    /// One way within a zone, and between zones.
    let network: Sampler
    let crossZoneNetwork: Sampler
    let hasNetwork: Bool
    let entryEdges: Int32

    /// What faults have done to a host.
    struct HostState {
        var zone: ZoneID?
        /// Faults that pause it.
        var pauses = 0
        /// It drains and has waited long enough to stop.
        var graceIsOver = false
        /// The service's death that its next start makes good, or −1.
        var death = -1

        var isPaused: Bool { pauses > 0 }
    }

    /// A service's gauges for the ledger, and what the autoscaler last saw.
    struct ServiceState {
        var ready = 0
        var started = 0
        var readyTime: Int64 = 0
        var slotTime: Int64 = 0
        var startedTime: Int64 = 0
        var changedAt = Instant.start
        var mark = ServiceMark()
        var look = ServiceMark()
        var deaths = 0
        var starts = 0
        var instances: [ServiceLedger.InstanceCount] = []
        var deathList: [ServiceLedger.Death] = []
    }

    init(_ scenario: Scenario, seed: UInt64, role: Role) {
        self.scenario = scenario
        self.role = role
        self.seed = Key(seed: seed)
        seedNumber = seed
        end = .start + scenario.duration
        let schedule = FaultSchedule(scenario, seed: seed)
        faults = FaultState(schedule, edgeCount: scenario.edgeCount)
        let windows = Windows(
            duration: scenario.duration, warmup: scenario.warmup, faults: schedule.ledgers)
        recorder = Recorder(scenario, windows: windows)
        let blueprint = Blueprint(topology: scenario.topology, load: scenario.load)
        fleet = Fleet(blueprint, key: self.seed)
        platform = Platform(scenario.topology, key: self.seed)
        lanes = Table(count: max(1, blueprint.laneCount)) { TimerLane() }
        services = scenario.topology.services.map { _ in ServiceState() }
        edgeMarks = Table(repeating: EdgeMark(), count: scenario.edgeCount)
        sources = Table()
        network = Sampler(scenario.topology.network)
        crossZoneNetwork = Sampler(
            scenario.topology.crossZoneNetwork ?? scenario.topology.network)
        hasNetwork = !(network.isZero && crossZoneNetwork.isZero)
        entryEdges = Int32(scenario.topology.edges.count)
        prepare()
    }

    private mutating func prepare() {
        for (service, settings) in scenario.topology.services.enumerated() {
            for index in 0..<settings.replicas { addHost(of: service, index: index) }
        }
        for host in 0..<platform.hostCount {
            perform(platform.start(host, startup: nil, now: now))
        }
        for (number, stream) in scenario.load.enumerated() {
            clients.append((0..<stream.clients).map { addClient(of: number, index: $0) })
        }
        if role == .run { scheduleFaults() }
        for (service, settings) in scenario.topology.services.enumerated() {
            guard let autoscale = settings.autoscale, role != .capacity else { continue }
            queue.push(.look, Int32(service), at: .start + autoscale.every)
        }
        queue.push(.loadStops, 0, at: end)
        scheduleLoad()
        for clients in clients { for client in clients { fleet.startProbes(of: client, now: now) } }
        performActions()
    }

    /// Runs to the end: the load stops at `duration`, and the run drains until the last request
    /// has ended.
    mutating func run() {
        while step(), !isLoadStopped || openRequests > 0 {}
        now = max(now, end)
        crossBoundaries(until: now)
        endCallsInFlight()
        readMeters(at: now)
        recorder.closeSteps()
    }

    /// Handles the next event; false when there is none.
    @inline(__always)
    mutating func step() -> Bool {
        guard let event = queue.pop() else { return false }
        if event.due >= recorder.nextBoundary { crossBoundaries(until: event.due) }
        now = event.due
        dispatch(event.kind, event.handle, due: event.due)
        performActions()
        return true
    }

    var effort: Effort { Effort(events: queue.pushed + outlivedTimers, requests: sentRequests) }

    mutating func dispatch(_ kind: EventKind, _ handle: Int32, due: Instant) {
        if faults.pausedHosts > 0, holdsBack(kind, handle, due: due) { return }
        switch kind {
        case .work, .attemptTimeout, .backoff, .bulkheadWait, .probeDue, .probeTimeout:
            let timer = FleetTimer(rawValue: kind.rawValue)!
            fleet.timerFired(timer, handle: handle, due: due, now: now)
        case .arrive: arrive(handle)
        case .answered: deliverAnswer(handle)
        case .closed: deliverClose(handle)
        case .severed: deliverBreak(handle)
        case .lane: fireLane(handle)
        case .arrival: nextArrival(handle)
        case .user: userSends(handle)
        case .faultBegins: faultBegins(handle)
        case .faultEnds: faultEnds(handle)
        case .platform: wake(Int(handle), due: due)
        case .look: look(at: Int(handle))
        case .drained: graceEnds(handle)
        case .crash: crash(handle)
        case .probeArrives: probeArrives(handle)
        case .probeSucceeds: fleet.probed(handle, success: true, now: now)
        case .probeFails: fleet.probed(handle, success: false, now: now)
        case .loadStops: isLoadStopped = true
        }
    }

    /// Performs what the fleet asked for, in order.
    mutating func performActions() {
        var next = 0
        while next < fleet.actions.count {
            perform(fleet.actions[next])
            next += 1
        }
        fleet.actions.count = 0
    }

    private mutating func perform(_ action: Microservices.Action) {
        switch action {
        case .send(let attempt): send(attempt)
        case .close(let attempt): close(attempt)
        case .answer(let attempt, let status, let isDegraded):
            answer(attempt, status: status, isDegraded: isDegraded)
        case .reset(let attempt): breakOff(attempt)
        case .arm(let timer, let handle, let at, let lane):
            if lane >= 0 {
                arm(handle, at: at, lane: lane)
            } else {
                queue.push(EventKind(rawValue: timer.rawValue)!, handle, at: at)
            }
        case .probe(let probe): sendProbe(probe)
        case .requestEnded(let fact): requestEnded(fact)
        case .callEnded(let fact): recorder.callEnded(fact, now: now)
        case .attemptEnded(let fact): recorder.attemptEnded(fact, now: now)
        case .retried(let edge): recorder.retried(edge: edge, now: now)
        case .breaker(let edge, let host, let transition):
            recorder.breaker(transition, edge: edge, caller: fleet.index(of: host), now: now)
        case .marked(let edge, let host, let isUp):
            let index = fleet.index(of: host)
            recorder.record(
                isUp
                    ? .markedUp(Int(edge), instance: index)
                    : .markedDown(Int(edge), instance: index),
                at: now)
        }
    }

    private mutating func arm(_ call: Int32, at: Instant, lane: Int32) {
        lanes[lane].append(TimerLane.Entry(call: call, at: at))
        guard !lanes[lane].isArmed else { return }
        lanes[lane].isArmed = true
        queue.push(.lane, lane, at: at)
    }

    private mutating func fireLane(_ lane: Int32) {
        while let entry = lanes[lane].first {
            if !fleet.isWaiting(entry.call, for: entry.at) {
                lanes[lane].removeFirst()
                outlivedTimers += 1
            } else if entry.at <= now {
                lanes[lane].removeFirst()
                dispatch(.attemptTimeout, entry.call, due: entry.at)
                performActions()
            } else {
                queue.push(.lane, lane, at: entry.at)
                return
            }
        }
        lanes[lane].isArmed = false
    }
}

import Chance
import Experiments
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
    /// Faults, instances, autoscaling.
    var conductor: Conductor
    var load: LoadPlan
    var recorder: Recorder
    /// Follows requests on their way, where that was asked for.
    var tracer: Tracer
    /// The meters at the last boundary.
    var lastReading: Reading
    var clients: [[Int32]] = []
    /// Requests that probes of the platform made, by attempt.
    var questions: [Int32: KeeperQuestion] = [:]
    /// Answers to them that are to be told.
    var heard: [KeeperQuestion] = []
    /// What fell due on paused instances, in due order.
    var heldBack: [HeldEvent] = []
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

    /// An event of a paused instance.
    struct HeldEvent {
        var host: Int32
        var kind: EventKind
        var handle: Int32
        var due: Instant
    }

    init(_ scenario: Scenario, seed: UInt64, role: Role, isTraced: Bool = false) {
        self.scenario = scenario
        self.role = role
        self.seed = Key(seed: seed)
        seedNumber = seed
        end = .start + scenario.duration
        let schedule = FaultSchedule(scenario, seed: seed)
        conductor = Conductor(
            scenario, schedule: schedule, key: self.seed, isFrozen: role == .capacity)
        load = LoadPlan(
            scenario, faults: &conductor.faults, key: self.seed, extent: role.extent)
        let windows = Windows(
            duration: scenario.duration, warmup: scenario.warmup, faults: schedule.ledgers)
        recorder = Recorder(scenario, windows: windows)
        tracer = Tracer(scenario)
        lastReading = Reading(
            serviceCount: scenario.topology.services.count, edgeCount: scenario.edgeCount)
        let blueprint = Blueprint(topology: scenario.topology, load: scenario.load)
        fleet = Fleet(blueprint, key: self.seed)
        fleet.isTracing = isTraced
        lanes = Table(count: max(1, blueprint.laneCount)) { TimerLane() }
        network = Sampler(scenario.topology.network)
        crossZoneNetwork = Sampler(
            scenario.topology.crossZoneNetwork ?? scenario.topology.network)
        hasNetwork = !(network.isZero && crossZoneNetwork.isZero)
        entryEdges = Int32(scenario.topology.edges.count)
        prepare()
    }

    private mutating func prepare() {
        conductor.launchAll(now: now)
        performConducted()
        for (number, stream) in scenario.load.enumerated() {
            clients.append((0..<stream.clients).map { addClient(of: number, index: $0) })
        }
        if role == .run || role == .companion { conductor.scheduleFaults() }
        conductor.scheduleLooks()
        performConducted()
        queue.push(.loadStops, 0, at: end)
        scheduleLoad()
        for clients in clients { for client in clients { fleet.startProbes(of: client, now: now) } }
        performActions()
    }

    /// Clients have a host number as well, in both.
    private mutating func addClient(of stream: StreamID, index: Int) -> Int32 {
        conductor.addClient()
        return fleet.addClient(of: stream, index: index)
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
        if event.due >= recorder.boundaries.next { crossBoundaries(until: event.due) }
        now = event.due
        dispatch(event.kind, event.handle, due: event.due)
        performActions()
        return true
    }

    var effort: Effort { Effort(events: queue.pushed + outlivedTimers, requests: sentRequests) }

    mutating func dispatch(_ kind: EventKind, _ handle: Int32, due: Instant) {
        if conductor.faults.pausedHosts > 0, holdsBack(kind, handle, due: due) { return }
        switch kind {
        case .work, .attemptTimeout, .backoff, .bulkheadWait, .probeDue, .probeTimeout, .hedge,
            .ejectionInterval:
            let timer = FleetTimer(rawValue: kind.rawValue)!
            fleet.timerFired(timer, handle: handle, due: due, now: now)
        case .arrive: arrive(handle)
        case .answered: deliverAnswer(handle)
        case .closed: deliverClose(handle)
        case .started: deliverStart(handle)
        case .severed: deliverBreak(handle)
        case .lane: fireLane(handle)
        case .arrival: nextArrival(handle)
        case .user: userSends(handle)
        case .faultBegins: conduct(.faultBegins, handle, due: due)
        case .faultEnds: conduct(.faultEnds, handle, due: due)
        case .platform: conduct(.platform, handle, due: due)
        case .look: look(at: Int(handle))
        case .drained: conduct(.drained, handle, due: due)
        case .crash: conduct(.crash, handle, due: due)
        case .keeperDue: conduct(.probe, handle, due: due)
        case .keeperSucceeds: keeperAnswered(handle, success: true)
        case .keeperFails: keeperAnswered(handle, success: false)
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
        if fleet.isTracing { fleet.traceFacts.removeAll(keepingCapacity: true) }
    }

    private mutating func perform(_ action: Microservices.Action) {
        switch action {
        case .send(let attempt): send(attempt)
        case .close(let attempt): close(attempt)
        case .answer(let attempt, let status, let isDegraded):
            answer(attempt, status: status, isDegraded: isDegraded)
        case .started(let attempt): sayStarted(attempt)
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
        case .attemptEnded(let fact):
            recorder.attemptEnded(fact, now: now)
            if fact.callee < 0 { conductor.foundNone(of: scenario.callee(of: Int(fact.edge))) }
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
        case .ejected(let edge, let caller, let host, let isOut):
            recorder.ejected(
                fleet.index(of: host), by: fleet.index(of: caller), edge: edge, isOut: isOut,
                now: now)
        case .panicked(let edge, let host, let isOn):
            recorder.panicked(caller: fleet.index(of: host), edge: edge, isOn: isOn, now: now)
        case .traced(let number): follow(fleet.traceFacts[Int(number)])
        }
    }

    private mutating func arm(_ call: Int32, at: Instant, lane: Int32) {
        lanes[lane].append(TimerLane.Entry(call: call, at: at))
        guard !lanes[lane].isArmed else { return }
        lanes[lane].isArmed = true
        queue.push(.lane, lane, at: at)
    }

    private mutating func fireLane(_ lane: Int32) {
        let isOfHedges = lane >= fleet.firstHedgeLane
        while let entry = lanes[lane].first {
            let matters =
                isOfHedges
                ? fleet.isHedging(entry.call, for: entry.at)
                : fleet.isWaiting(entry.call, for: entry.at)
            if !matters {
                lanes[lane].removeFirst()
                outlivedTimers += 1
            } else if entry.at <= now {
                lanes[lane].removeFirst()
                dispatch(isOfHedges ? .hedge : .attemptTimeout, entry.call, due: entry.at)
                performActions()
            } else {
                queue.push(.lane, lane, at: entry.at)
                return
            }
        }
        lanes[lane].isArmed = false
    }
}

public import Chance
import Faults
public import Microservices
public import Recordings
public import Resilience
public import Scenarios
public import Timebase
public import Topologies

/// Carries a scenario through: which faults begin and end when, whom they hit, and what becomes of
/// instances that start, die, drain and are scaled.
///
/// A machine like ``Fleet``: without clock, queue, sockets or processes. Every input says what time
/// it is and appends what is to be done to ``actions``, for an engine to perform in order.
public struct Conductor: ~Copyable {
    public let scenario: Scenario
    let seed: Key
    /// What the engine is to do next, in order.
    public var actions: [Action] = []
    /// The state of every instance; clients have numbers in it as well, as they have in the fleet.
    public internal(set) var platform: Platform
    /// What the faults do at the moment.
    public var faults: FaultState
    /// What faults have done to each host, by host number.
    public internal(set) var hosts = Table<HostState>()
    var services: [ServiceState]
    /// Autoscaling stands still.
    let isFrozen: Bool

    /// What is to be done next.
    public enum Action: Hashable, Sendable {
        /// Call ``timerFired(_:handle:due:now:)``.
        case arm(ConductorTimer, handle: Int32, at: Instant)
        /// The next host, an instance of this service: count it in.
        case launch(host: Int, ServiceID, index: Int)
        /// Start its process; an engine with real ones says ``ready(_:now:)`` in time.
        case start(host: Int)
        /// It takes requests, and no callers are told of it.
        case open(host: Int)
        /// It serves, and callers are told of it.
        case serve(host: Int)
        /// Callers are told to send it no more for a while.
        case withdraw(host: Int)
        /// Its work takes `factor` times as long, falling to 1 over `ramp`.
        case warmUp(host: Int, factor: Double, ramp: Duration)
        /// Callers are told to send no more.
        case drain(host: Int)
        /// Its grace is over: stop it for good as soon as it is idle, and say ``stopped(_:now:)``.
        case stopWhenIdle(host: Int)
        /// Kill its process, and say ``died(_:held:now:)``.
        case kill(host: Int)
        case pause(host: Int)
        case resume(host: Int)
        /// Its process gets the burden of a window's fault, or is relieved of it: a busy core,
        /// memory taken, a full disk. Only engines with real processes are asked for that.
        case burden(host: Int, window: Int)
        case relieve(host: Int, window: Int)
        /// The faults on edges have changed.
        case edgesChanged
        /// The breakers of an edge's callers are put into a state by hand; nil closes them.
        case force(edge: EdgeID, CircuitBreaker.Forced?)
        /// A window's fault strikes what is under way on its edges: it resets it, or holds it.
        case strike(window: Int, isHolding: Bool)
        /// What a window holds is reset.
        case release(window: Int)
        case happened(Event.What)
        /// Ask an instance what its probe asks, see ``question(of:kind:)``, and say
        /// ``answered(_:of:number:success:now:)``.
        case ask(Probe.Kind, host: Int, number: Int32)
        /// Nobody waits for the answer to a probe any more.
        case giveUp(Probe.Kind, host: Int)
    }

    /// What faults have done to a host.
    public struct HostState {
        /// Its zone, nil in a topology without zones.
        public let zone: ZoneID?
        /// Faults that pause it.
        var pauses = 0
        /// It drains and has waited long enough to stop.
        public internal(set) var graceIsOver = false
        /// The service's death that its next start makes good, or −1.
        var death = -1
        /// In its present life it took requests, and callers were told of it.
        var isOpen = false
        var hasServed = false

        /// Whether any fault pauses it.
        public var isPaused: Bool { pauses > 0 }

        init(zone: ZoneID?) { self.zone = zone }
    }

    /// - Parameters:
    ///   - isFrozen: autoscalers do nothing.
    ///   - awaitsProcesses: an instance serves only after ``ready(_:now:)``.
    public init(
        _ scenario: Scenario, schedule: FaultSchedule, key: Key, isFrozen: Bool = false,
        awaitsProcesses: Bool = false
    ) {
        self.scenario = scenario
        self.isFrozen = isFrozen
        seed = key
        faults = FaultState(schedule, edgeCount: scenario.edgeCount)
        platform = Platform(
            scenario.topology, key: key, awaitsProcesses: awaitsProcesses)
        services = scenario.topology.services.map { _ in ServiceState() }
    }

    /// Launches every instance that there is from the beginning on.
    public mutating func launchAll(now: Instant) {
        for (service, settings) in scenario.topology.services.enumerated() {
            for index in 0..<settings.replicas { addHost(of: service, index: index) }
        }
        for host in 0..<platform.hostCount {
            perform(platform.start(host, startup: nil, now: now), now: now)
        }
    }

    /// Counts in a client of a load stream, which has a number in the fleet and needs no care.
    public mutating func addClient() {
        platform.addClient()
        hosts.append(HostState(zone: nil))
    }

    /// Arms every window of every fault.
    public mutating func scheduleFaults() {
        for (number, planned) in faults.planned.enumerated() where !planned.isLeashed {
            for (occurrence, span) in planned.windows.enumerated() {
                let window = Int32(faults.windows.count)
                faults.windows.append(FaultState.Window(number: number, occurrence: occurrence))
                actions.append(.arm(.faultBegins, handle: window, at: span.from))
                actions.append(.arm(.faultEnds, handle: window, at: span.to))
            }
        }
    }

    /// Arms the first look of every autoscaler.
    public mutating func scheduleLooks() {
        guard !isFrozen else { return }
        for (service, settings) in scenario.topology.services.enumerated() {
            guard let autoscale = settings.autoscale else { continue }
            actions.append(.arm(.look, handle: Int32(service), at: .start + autoscale.every))
        }
    }

    /// A timer that was armed is due; ``ConductorTimer/look`` has ``look(at:totals:now:)``.
    public mutating func timerFired(
        _ timer: ConductorTimer, handle: Int32, due: Instant, now: Instant
    ) {
        switch timer {
        case .faultBegins: faultBegins(Int(handle), now: now)
        case .faultEnds: faultEnds(Int(handle), now: now)
        case .platform: wake(Int(handle), due: due, now: now)
        case .drained: graceEnds(of: Int(handle))
        case .crash: crash(Int(handle), due: due)
        case .probe: probeFired(handle, due: due, now: now)
        case .look: preconditionFailure("a look needs totals")
        }
    }

    /// The ledgers of the faults; undone, since the run is over.
    public var faultLedgers: [FaultLedger] {
        faults.ledgers.map {
            var ledger = $0
            ledger.undone = true
            return ledger
        }
    }
}

/// What a timer of the conductor is for; its handle names a window, a host or a service.
public enum ConductorTimer: UInt8, Hashable, Sendable {
    case faultBegins, faultEnds
    /// A start or a restart is due.
    case platform
    /// An autoscaler looks at its service.
    case look
    /// The grace of a draining instance is over.
    case drained
    /// The next death of a crash-looping instance is due.
    case crash
    /// A probe of an instance is due, or its answer is too late.
    case probe
}

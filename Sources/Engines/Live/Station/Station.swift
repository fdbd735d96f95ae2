import Chance
import Experiments
import Microservices
import Resilience
import Scenarios
import Sockets
package import Timebase
import Topologies

/// Instances and clients on one event loop: performs what their machines decide with real HTTP on
/// loopback, and real timers.
///
/// In-process, one station holds all of them; of a subprocess run each instance process has a
/// station with the one instance, and the controller one with the clients. Every station knows all
/// hosts by the same numbers.
package final class Station {
    let loop: EventLoop
    let scenario: Scenario
    let seed: Key
    var fleet: Fleet
    /// What callers here have reported since ``withFacts(_:)``.
    private var facts: [Fact] = []
    /// Empty, but for while it is handed over: its memory is used again.
    private var handedOver: [Fact] = []
    /// Told of users' requests that ended, before they are taken as facts.
    var requestEnded: ((RequestFact) -> Void)?
    /// Told when an instance has answered, which may then be idle.
    var answered: ((Int32) -> Void)?

    /// The instances of this station, by host number.
    var servers: [Int32: Server] = [:]
    let addresses = AddressBook()
    var pools: [PoolName: ConnectionPool] = [:]
    let routes: [[Route]]
    let requestHeads: [[[UInt8]]]
    /// By attempt: the connection on which it came, or on which it was sent, and its trace.
    var arrivals = AttemptTable<ServerConnection>()
    var departures = AttemptTable<ClientConnection>()
    var traces: [TraceContext] = []
    /// For what is being written; reused.
    var scratch: [UInt8] = []
    var date = DateField()
    var unkeyedRequests = 0
    /// Connections that could not be made for want of a descriptor.
    var failedForWant = 0

    let network: Sampler
    let crossZoneNetwork: Sampler
    let hasNetwork: Bool
    let processors = Processors()

    /// The instance here that is just being killed, or −1.
    var dyingHost: Int32 = -1
    private var pausedHosts: Set<Int32> = []
    private var heldBack: [HeldTimer] = []
    private var isPerforming = false

    private struct HeldTimer {
        var host: Int32
        var token: UInt64
        var due: Instant
    }

    /// The most that a timer of a machine that goes on is late.
    private static let mostLateness = Duration.milliseconds(10)

    /// How long a client may take to send one message, unless it is said otherwise.
    package static let clientPatience = Duration.seconds(10)
    let clientPatience: Duration

    init(
        _ scenario: Scenario, seed: UInt64, loop: EventLoop,
        clientPatience: Duration = Station.clientPatience
    ) {
        self.scenario = scenario
        self.loop = loop
        self.clientPatience = clientPatience
        self.seed = Key(seed: seed)
        fleet = Fleet(
            Blueprint(topology: scenario.topology, load: scenario.load), key: self.seed)
        routes = scenario.topology.services.map { $0.endpoints.map { Route($0) } }
        requestHeads = zip(scenario.topology.services, routes).map { service, routes in
            routes.map { ClientConnection.head(of: $0, at: service) }
        }
        network = Sampler(scenario.topology.network)
        crossZoneNetwork = Sampler(
            scenario.topology.crossZoneNetwork ?? scenario.topology.network)
        hasNetwork = !(network.isZero && crossZoneNetwork.isZero)
    }

    var now: Instant { loop.now }

    /// Hands over the facts since the last call, in order, of which there is at least one.
    func withFacts(_ body: ([Fact]) -> Void) {
        guard !facts.isEmpty else { return }
        swap(&facts, &handedOver)
        body(handedOver)
        handedOver.removeAll(keepingCapacity: true)
    }

    /// Time runs: slow clients are looked for from now on.
    func begin() { armSweep() }

    private func armSweep() {
        let due = now + .nanoseconds(clientPatience.nanoseconds / 10)
        loop.arm(self, token: StationTimer.sweep.token(0), at: due)
    }

    private func sweep() {
        for server in servers.values { server.endSlowClients() }
        armSweep()
    }

    // MARK: performing

    /// Performs what the fleet asked for, in order; what that leads to as well.
    func performActions() {
        guard !isPerforming else { return }
        isPerforming = true
        var next = 0
        while next < fleet.actions.count {
            perform(fleet.actions[next])
            next += 1
        }
        fleet.actions.count = 0
        if fleet.isTracing { fleet.traceFacts.removeAll(keepingCapacity: true) }
        isPerforming = false
    }

    private func perform(_ action: Microservices.Action) {
        switch action {
        case .send(let attempt): send(attempt)
        case .close(let attempt): giveUp(attempt)
        case .answer(let attempt, let status, let isDegraded):
            answer(attempt, status: status, isDegraded: isDegraded)
        case .started(let attempt): sayStarted(attempt)
        case .reset(let attempt): breakOff(attempt)
        case .arm(let timer, let handle, let at, _): arm(timer, handle, at: at)
        case .probe(let probe): sendProbe(probe)
        case .requestEnded(let fact):
            note(.requestEnded(fact))
            requestEnded?(fact)
        case .callEnded(let fact): note(.callEnded(fact))
        case .attemptEnded(let fact): note(.attemptEnded(fact))
        case .retried(let edge): note(.retried(edge: edge))
        case .breaker(let edge, let host, let transition):
            let caller = Int32(truncatingIfNeeded: fleet.index(of: host))
            note(.breaker(edge: edge, caller: caller, transition))
        case .marked(let edge, let host, let isUp):
            let instance = Int32(truncatingIfNeeded: fleet.index(of: host))
            note(.marked(edge: edge, instance: instance, isUp: isUp))
        case .ejected(let edge, let caller, let host, let isOut):
            let instance = Int32(truncatingIfNeeded: fleet.index(of: host))
            let by = Int32(truncatingIfNeeded: fleet.index(of: caller))
            note(.ejected(edge: edge, instance: instance, caller: by, isOut: isOut))
        case .panicked(let edge, let host, let isOn):
            let caller = Int32(truncatingIfNeeded: fleet.index(of: host))
            note(.panicked(edge: edge, caller: caller, isOn: isOn))
        case .traced(let number): note(.traced(fleet.numbered(fleet.traceFacts[Int(number)])))
        }
    }

    private func note(_ what: Fact.What) { facts.append(Fact(at: now, what: what)) }

    private func arm(_ timer: FleetTimer, _ handle: Int32, at: Instant) {
        let token = StationTimer.fleet(timer).token(handle)
        if timer == .work, fleet.burnsProcessor(handle) {
            processors.start(
                Processors.Burn(token: token, due: at), time: at - now, waking: loop.remote)
        } else {
            loop.arm(self, token: token, at: at)
        }
    }

    /// Goes on with the `cpu` steps that have ended; to be called after each batch.
    func finishBurns() {
        for burn in processors.takeEnded() { timerFired(token: burn.token, due: burn.due) }
    }

    // MARK: pauses

    /// The instance stops: what is due or arrives waits until ``resume(_:)``.
    func pause(_ host: Int32) {
        guard pausedHosts.insert(host).inserted else { return }
        servers[host]?.pause()
        for (name, pool) in pools where name.from == host { pool.pause() }
    }

    /// The instance goes on: all that fell due meanwhile happens now, in due order.
    func resume(_ host: Int32) {
        guard forgetPause(of: host) else { return }
        for (name, pool) in pools where name.from == host { pool.resume() }
        servers[host]?.resume()
    }

    /// Lets what was held back happen, of which nothing comes when the instance has died.
    @discardableResult
    func forgetPause(of host: Int32) -> Bool {
        guard pausedHosts.remove(host) != nil else { return false }
        let mine = heldBack.filter { $0.host == host }
        heldBack.removeAll { $0.host == host }
        for timer in mine { timerFired(token: timer.token, due: timer.due) }
        return true
    }

    func isPaused(_ host: Int32) -> Bool {
        !pausedHosts.isEmpty && pausedHosts.contains(host)
    }

    /// When a strand's work that was to end at `due` has ended.
    ///
    /// A timer is late by what the machine is late, which is no work of the instance's: with a slot
    /// held for it as well, one that is nearly always taken would be so for longer, and its queue
    /// many times as long. What is late by more than that had stood still, and did no work; and a
    /// processor that was to be kept busy was so until now.
    private func workEnd(of activity: Int32, due: Instant) -> Instant {
        let isLate = now - due > Station.mostLateness
        return isLate || fleet.burnsProcessor(activity) ? now : due
    }

    private func holdsBack(_ timer: StationTimer, _ token: UInt64, due: Instant) -> Bool {
        let handle = StationTimer.handle(of: token)
        let host: Int32?
        switch timer {
        case .fleet(let timer): host = fleet.host(of: timer, handle: handle)
        case .arrives: host = fleet.attempts[handle].to
        case .answers: host = fleet.attempts[handle].to
        case .sweep: host = nil
        }
        guard let host, pausedHosts.contains(host) else { return false }
        heldBack.append(HeldTimer(host: host, token: token, due: due))
        return true
    }
}

extension Station: TimerTarget {
    package func timerFired(token: UInt64, due: Instant) {
        let timer = StationTimer(token)
        let handle = StationTimer.handle(of: token)
        if !pausedHosts.isEmpty, holdsBack(timer, token, due: due) { return }
        switch timer {
        case .fleet(let timer):
            let instant = timer == .work ? workEnd(of: handle, due: due) : now
            fleet.timerFired(timer, handle: handle, due: due, now: instant)
        case .arrives: arrive(handle)
        case .answers: writeAnswer(handle)
        case .sweep: sweep()
        }
        performActions()
    }
}

/// What a timer of a station is for, as a token of the loop: the kind above, a handle below.
enum StationTimer {
    case fleet(FleetTimer)
    /// A request has travelled to its callee, an answer to its caller.
    case arrives, answers
    /// Slow clients are looked for.
    case sweep

    init(_ token: UInt64) {
        switch UInt8(truncatingIfNeeded: token >> 32) {
        case 253: self = .sweep
        case 254: self = .arrives
        case 255: self = .answers
        case let raw: self = .fleet(FleetTimer(rawValue: raw)!)
        }
    }

    func token(_ handle: Int32) -> UInt64 {
        let kind: UInt8
        switch self {
        case .fleet(let timer): kind = timer.rawValue
        case .arrives: kind = 254
        case .answers: kind = 255
        case .sweep: kind = 253
        }
        return UInt64(kind) << 32 | UInt64(UInt32(bitPattern: handle))
    }

    static func handle(of token: UInt64) -> Int32 { Int32(truncatingIfNeeded: token) }
}

/// A value an attempt, by its handle.
struct AttemptTable<Value> {
    private var values: [Value?] = []

    subscript(attempt: Int32) -> Value? {
        get { Int(attempt) < values.count ? values[Int(attempt)] : nil }
        set {
            while Int(attempt) >= values.count { values.append(nil) }
            values[Int(attempt)] = newValue
        }
    }
}

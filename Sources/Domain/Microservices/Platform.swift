public import Chance
public import Resilience
public import Timebase
public import Topologies

/// What keeps instances running: starts, restarts, probes, autoscaling. An orchestrator.
///
/// Like ``Fleet`` a machine without clock or processes: it is told what happened and when, and
/// answers with what is to be done to which instance. Hosts are numbered as in the fleet.
public struct Platform {
    let topology: Topology
    let seed: Key
    var hosts: [Host] = []
    /// The instances of each service, by index.
    var instances: [[Int]]
    var autoscalers: [Autoscaler?]
    /// Whether a host serves only once its process was said to be ready.
    private let awaitsProcesses: Bool

    struct Host {
        var service: ServiceID
        var index: Int
        var state = State.starting
        var zone: ZoneID?
        var restart: Restart?
        var probes: Probes?
        /// When its process was started, when it took requests, and when its readiness changed.
        var startedAt = Instant.start
        var upSince = Instant.start
        var changedAt = Instant.start
        /// When its pending start or restart is due.
        var wakeAt = Instant.never
        /// Its process takes requests.
        var isReady = true
        /// Faults that keep it down.
        var holds = 0
        var starts = 0
    }

    /// What an instance is up to.
    public enum State: Hashable, Sendable {
        case starting
        /// Its process takes requests, and no callers are told of it.
        case unready
        case serving, draining, dead, stopped
    }

    /// What is to be done next.
    public enum Action: Hashable, Sendable {
        /// Call ``timerFired(_:due:now:)`` for this host.
        case arm(host: Int, at: Instant)
        /// Create the next host, of this service and index.
        case launch(ServiceID, index: Int)
        /// Its process begins; engines with real ones call ``ready(_:now:)`` in time.
        case begin(host: Int)
        /// It takes requests from now on.
        case open(host: Int)
        /// Callers are told of it: it serves from now on.
        case serve(host: Int)
        /// Callers are told to send it no more, until it serves again.
        case withdraw(host: Int)
        /// Hand it to no more callers; stop it when it is idle.
        case drain(host: Int)
        case scaled(ServiceID, from: Int, to: Int)
        /// Call ``probeFired(_:of:due:now:)``.
        case armProbe(Probe.Kind, host: Int, at: Instant)
        /// Ask it, and call ``probeAnswered(_:of:number:success:now:)``.
        case ask(Probe.Kind, host: Int, number: Int32)
        /// Nobody waits for the answer any more.
        case giveUp(Probe.Kind, host: Int)
        /// A probe has failed for good: kill its process.
        case condemn(host: Int)
    }

    /// - Parameter awaitsProcesses: a host serves only after ``ready(_:now:)``.
    public init(_ topology: Topology, key: Key, awaitsProcesses: Bool = false) {
        self.topology = topology
        self.awaitsProcesses = awaitsProcesses
        seed = key
        instances = topology.services.map { _ in [] }
        autoscalers = topology.services.map { $0.autoscale.map { Autoscaler($0) } }
    }

    /// Counts a new host in, in the order of the fleet's numbers.
    public mutating func add(service: ServiceID, index: Int) {
        let settings = topology.services[service]
        var host = Host(service: service, index: index)
        host.zone = settings.zone(ofInstance: index, zoneCount: topology.zones.count)
        host.restart = settings.restart.map { Restart($0) }
        host.probes = settings.probes.isEmpty ? nil : Probes(settings.probes)
        instances[service].append(hosts.count)
        hosts.append(host)
    }

    /// Counts in a client of a load stream, which has a number in the fleet and needs no care.
    public mutating func addClient() { hosts.append(Host(service: -1, index: -1, state: .serving)) }

    public func state(of host: Int) -> State { hosts[host].state }
    public func zone(of host: Int) -> ZoneID? { hosts[host].zone }
    public func service(of host: Int) -> ServiceID { hosts[host].service }
    public func index(of host: Int) -> Int { hosts[host].index }
    public func hosts(of service: ServiceID) -> [Int] { instances[service] }
    public var hostCount: Int { hosts.count }

    /// Whether its process takes requests and is not to go.
    public func isUp(_ host: Int) -> Bool {
        hosts[host].state == .serving || hosts[host].state == .unready
    }

    /// How many instances of a service there are.
    public struct Count: Hashable, Sendable {
        /// Those that serve.
        public var ready = 0
        /// Those that take requests, whether callers are told of them or not.
        public var up = 0
        /// Those that are paid for: all but the stopped and the dead.
        public var started = 0
        public init() {}
    }

    public func count(of service: ServiceID) -> Count {
        var count = Count()
        for host in instances[service] {
            switch hosts[host].state {
            case .serving:
                count.ready += 1
                count.up += 1
                count.started += 1
            case .unready:
                count.up += 1
                count.started += 1
            case .starting, .draining: count.started += 1
            case .dead, .stopped: break
            }
        }
        return count
    }

    /// Begins to start a host, which serves once its start-up time has passed; one that a fault
    /// keeps down waits until it is let go.
    public mutating func start(_ host: Int, startup: Distribution?, now: Instant) -> [Action] {
        hosts[host].state = .starting
        guard hosts[host].holds == 0 else { return [] }
        hosts[host].starts += 1
        (hosts[host].startedAt, hosts[host].changedAt) = (now, now)
        let key = seed.child(.instance).child(hosts[host].service).child(hosts[host].index)
            .child(hosts[host].starts)
        let time = startup.map { Sampler($0).sample(key) } ?? .zero
        hosts[host].isReady = !awaitsProcesses
        hosts[host].wakeAt = time > .zero ? now + time : .never
        let begun = [.begin(host: host)] + beginProbes(of: host, now: now)
        guard time > .zero else { return begun + serve(host, now: now) }
        return begun + [.arm(host: host, at: now + time)]
    }

    /// The process of a host takes requests; it serves, unless its start-up time is not over.
    public mutating func ready(_ host: Int, now: Instant) -> [Action] {
        hosts[host].isReady = true
        guard hosts[host].state == .starting, hosts[host].wakeAt == .never,
            hosts[host].holds == 0
        else { return [] }
        return serve(host, now: now)
    }

    private mutating func serve(_ host: Int, now: Instant) -> [Action] {
        guard hosts[host].isReady else { return [] }
        hosts[host].wakeAt = .never
        hosts[host].upSince = now
        let taken = now == .start ? takeOverProbes(of: host) : []
        guard hosts[host].probes?.isReady != false else {
            hosts[host].state = .unready
            return [.open(host: host)]
        }
        return list(host, now: now) + taken
    }

    /// Its callers are told of it.
    mutating func list(_ host: Int, now: Instant) -> [Action] {
        hosts[host].state = .serving
        hosts[host].changedAt = now
        return [.serve(host: host)]
    }

    /// A host's process is gone.
    public mutating func died(_ host: Int, now: Instant) -> [Action] {
        let wasDraining = hosts[host].state == .draining
        hosts[host].state = wasDraining ? .stopped : .dead
        hosts[host].changedAt = now
        hosts[host].wakeAt = .never
        let gone = endProbes(of: host)
        guard !wasDraining, hosts[host].holds == 0, hosts[host].restart != nil else { return gone }
        let wait = hosts[host].restart!.died(at: now, startedAt: hosts[host].startedAt)
        hosts[host].wakeAt = now + wait
        return gone + [.arm(host: host, at: now + wait)]
    }

    /// A start or a restart is due.
    public mutating func timerFired(_ host: Int, due: Instant, now: Instant) -> [Action] {
        guard hosts[host].wakeAt == due, hosts[host].holds == 0 else { return [] }
        switch hosts[host].state {
        case .starting:
            hosts[host].wakeAt = .never
            return serve(host, now: now)
        case .dead:
            let service = topology.services[hosts[host].service]
            return start(host, startup: service.restart?.startup, now: now)
        case .unready, .serving, .draining, .stopped:
            return []
        }
    }

    /// Whether a host serves or will: one that died for good comes back after no fault either.
    public func isKept(_ host: Int) -> Bool {
        switch hosts[host].state {
        case .starting, .unready, .serving: true
        case .dead: hosts[host].wakeAt < .never || hosts[host].holds > 0
        case .draining, .stopped: false
        }
    }

    /// A fault keeps a host down until it is let go again.
    public mutating func hold(_ host: Int) {
        hosts[host].holds += 1
        hosts[host].wakeAt = .never
    }

    /// The fault is over: what it kept down starts again.
    public mutating func letGo(_ host: Int, now: Instant) -> [Action] {
        hosts[host].holds -= 1
        guard hosts[host].holds == 0 else { return [] }
        switch hosts[host].state {
        case .dead, .starting: return start(host, startup: nil, now: now)
        case .unready, .serving, .draining, .stopped: return []
        }
    }

    /// A draining host holds nothing any more.
    public mutating func stopped(_ host: Int) { hosts[host].state = .stopped }
}

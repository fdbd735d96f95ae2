import Experiments
import Faults
import Glibc
import Recordings
import Resilience
import Sockets
import Subprocesses
import Timebase
import Topologies

/// Every instance in an operating-system process of its own.
final class SubprocessHosting: InstanceHosting {
    private unowned let run: LiveRun
    private let station: Station
    private let reaper: Reaper
    /// All that a process has to be told which starts later, as written messages.
    private var roster = FrameWriter()
    private var ports: [Int32: KeptPort] = [:]
    private var instances: [Int32: RunningInstance] = [:]
    private var services: [Int32: ServiceID] = [:]
    /// When the run began, on the monotonic clock; nil before.
    private var origin: Int64?
    private var isOver = false
    private let queries = QueryBook()
    private var peaks: PeakBook
    private var programs: ProgramHosting!
    private let burdens: BurdenBook
    private var onceFinished: (() -> Void)?

    /// How long a process may take to report what is left, and then to end.
    private static let finishLimit = Duration.seconds(2)

    init(_ run: LiveRun) throws(LiveError) {
        self.run = run
        station = run.station
        peaks = PeakBook(edgeCount: run.scenario.edgeCount)
        do throws(SpawnError) {
            reaper = try Reaper(executable: run.options.executable)
        } catch {
            throw LiveError("\(error)")
        }
        burdens = BurdenBook(under: reaper, on: run.loop)
        if run.options.ownsChildren { reaper.adoptOrphans() }
        programs = ProgramHosting(run, under: reaper) { [unowned self] in announce($0, $1) }
    }

    // MARK: the roster

    private func announce(_ host: Int32, _ port: UInt16) {
        station.addresses.set(port, of: host)
        broadcast(.address(host: host, port: port))
    }

    private func broadcast(_ order: Order, isKept: Bool = true) {
        var frame = FrameWriter()
        order.write(to: &frame)
        if isKept { order.write(to: &roster) }
        for instance in instances.values { instance.channel.send(written: frame.bytes) }
    }

    func launch(_ host: Int32, of service: ServiceID, index: Int) throws(LiveError) {
        services[host] = service
        station.addInstance(of: service, index: index, as: Int(host))
        broadcast(.launch(host: host, service: Int32(service), index: Int32(index)))
        switch run.scenario.topology.services[service].implementation {
        case .reference: break
        case .command(let program):
            try programs.launch(host, of: service, index: index, program)
            if run.fillsDisk(of: service) { try cap(host) }
        case .external(let address): announce(host, UInt16(address.port))
        }
    }

    private func cap(_ host: Int32) throws(LiveError) {
        do throws(SystemError) {
            try burdens.cap(programs.folder(of: host), of: host)
        } catch {
            throw LiveError(
                "disk-full needs the right to mount file systems, as root has: \(error)")
        }
    }

    private func isExternal(_ host: Int32) -> Bool {
        if case .external = run.scenario.topology.services[services[host]!].implementation {
            return true
        }
        return false
    }

    func setProxy(_ port: UInt16, of host: Int32, on edge: Int32) {
        station.addresses.setProxy(port, of: host, on: edge)
        broadcast(.proxy(host: host, edge: edge, port: port))
    }

    func addClient(of stream: StreamID, index: Int) -> Int32 {
        broadcast(.client(stream: Int32(stream), index: Int32(index)))
        return station.fleet.addClient(of: stream, index: index)
    }

    func begin(at origin: Int64) {
        self.origin = origin
        broadcast(.begin(origin: origin), isKept: false)
    }

    // MARK: processes

    func start(_ host: Int32) throws(LiveError) {
        if programs.owns(host) { return try programs.start(host) }
        if isExternal(host) { return run.ready(host) }
        do {
            let port = try port(of: host)
            instances[host] = try RunningInstance(
                host: host, port: port, under: reaper, options: run.options, on: run.loop)
        } catch {
            throw LiveError("\(error)")
        }
        let instance = instances[host]!
        instance.channel.onMessage = { [unowned self, unowned instance] kind, frame in
            heard(Notice(kind, &frame), from: instance)
        }
        instance.child.onExit = { [unowned self, unowned instance] _ in ended(instance) }
        instance.channel.send(
            .configure(
                definition: run.options.definition, seed: run.seed, host: host,
                isTraced: run.options.isTraced))
        instance.channel.send(written: roster.bytes)
        instance.channel.send(.listen)
        if let origin { instance.channel.send(.begin(origin: origin)) }
    }

    private func port(of host: Int32) throws -> KeptPort {
        if let port = ports[host] { return port }
        let port = try KeptPort()
        ports[host] = port
        announce(host, port.port)
        return port
    }

    private func heard(_ notice: Notice, from instance: RunningInstance) {
        switch notice {
        case .ready:
            instance.isReady = true
            run.ready(instance.host)
        case .facts(let facts): for fact in facts { run.book(fact) }
        case .reading(let cell, let step, let gain):
            run.book(gain, of: instance.host, cell: Int(cell), step: step < 0 ? nil : Int(step))
            peaks.note(gain, of: instance.host, cell: Int(cell))
            for (edge, _) in gain.edges {
                let (peak, perCaller) = peaks.peaks(ofEdge: Int(edge), cell: Int(cell))
                run.recorder.raisePeaks(
                    ofEdge: Int(edge), to: peak, perCaller: perCaller, cell: Int(cell))
            }
        case .totals(let number, let totals):
            instance.totals = totals
            queries.answered(number, by: instance.host)
        case .stopped, .done: instance.isExpectedToEnd = true
        }
    }

    private func ended(_ instance: RunningInstance) {
        let host = instance.host
        burdens.relieveAll(of: host)
        instance.channel.close()
        instances[host] = nil
        queries.retire(instance.totals, of: services[host]!)
        queries.answeredAll(by: host)
        defer { finishIfAlone() }
        if isOver { return }
        guard instance.isReady else {
            let ending = instance.child.ending.map { "\($0)" } ?? "ended"
            return run.fail(LiveError("an instance process \(ending) before it was ready"))
        }
        if instance.isExpectedToEnd {
            ports[host] = nil
            run.stopped(host)
        } else {
            run.died(host, held: instance.held.get(), isAsked: instance.isKilled)
        }
    }

    func kill(_ host: Int32) {
        burdens.relieveAll(of: host)
        if programs.owns(host) { return programs.kill(host) }
        guard let instance = instances[host] else { return run.died(host, held: 0, isAsked: true) }
        instance.isKilled = true
        instance.child.send(SIGKILL)
    }

    func pause(_ host: Int32) {
        programs.pause(host)
        instances[host]?.child.send(SIGSTOP)
    }

    func resume(_ host: Int32) {
        programs.resume(host)
        instances[host]?.child.send(SIGCONT)
    }

    func burden(_ host: Int32, with kind: Fault.Kind, window: Int) throws(LiveError) {
        try burdens.put(kind, on: host, window: window)
    }

    func relieve(_ host: Int32, window: Int) { burdens.relieve(host, window: window) }

    // MARK: orders

    /// Its own process has taken requests since it listens.
    func open(_ host: Int32) {}

    func serve(_ host: Int32) {
        instances[host]?.channel.send(.serve(host: host))
        station.open(host)
        var frame = FrameWriter()
        Order.serve(host: host).write(to: &frame)
        Order.serve(host: host).write(to: &roster)
        for (other, instance) in instances where other != host {
            instance.channel.send(written: frame.bytes)
        }
    }

    func warmUp(_ host: Int32, factor: Double, ramp: Duration) {
        instances[host]?.channel.send(.warmUp(host: host, factor: factor, ramp: ramp))
    }

    func drain(_ host: Int32) {
        station.drain(host)
        broadcast(.drain(host: host))
    }

    func force(_ edge: EdgeID, _ forced: CircuitBreaker.Forced?) {
        station.force(edge, forced)
        broadcast(.force(edge: Int32(edge), forced))
    }

    func stopWhenIdle(_ host: Int32) {
        programs.stop(host)
        instances[host]?.channel.send(.stopWhenIdle)
    }

    func withTotals(of service: ServiceID, _ body: @escaping ([Int64]) -> Void) {
        let asked = instances.values.filter { services[$0.host] == service && $0.isReady }
        let number = queries.begin(asking: asked.map(\.host)) { [unowned self] in
            let current = instances.values.filter { services[$0.host] == service }
            body(queries.sum(of: service, with: current.map(\.totals)))
        }
        for instance in asked { instance.channel.send(.query(number: number)) }
        run.callBack(in: QueryBook.patience) { [weak self] in self?.queries.giveUp(number) }
    }

    // MARK: the end

    func finish(_ body: @escaping () -> Void) {
        isOver = true
        onceFinished = body
        station.fleet.cancelAllCalls(now: station.now)
        station.performActions()
        broadcast(.finish, isKept: false)
        for instance in instances.values { instance.child.send(SIGCONT) }
        programs.finish(within: SubprocessHosting.finishLimit) { [unowned self] in
            finishIfAlone()
        }
        run.callBack(in: SubprocessHosting.finishLimit) { [weak self] in self?.finished() }
        finishIfAlone()
    }

    private func finishIfAlone() {
        if isOver, instances.isEmpty, programs.haveEnded { finished() }
    }

    private func finished() {
        let body = onceFinished
        onceFinished = nil
        body?()
    }

    func close() {
        isOver = true
        station.closeAll()
        for instance in instances.values { instance.child.send(SIGKILL) }
        programs.close()
        reaper.finish(within: SubprocessHosting.finishLimit)
    }
}

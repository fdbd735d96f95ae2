import Experiments
import Glibc
import Microservices
import Recordings
import Scenarios
import Sockets
import Subprocesses
import Timebase
import Topologies

/// The life of one instance in a process of its own: obeys its run, and reports.
final class InstanceProcess {
    private let loop: EventLoop
    private let channel: ControlChannel
    private let read: ([UInt8]) -> Scenario?
    private let held: LastingCount?
    private var station: Station!
    private var host: Int32 = -1
    private var boundaries: Boundaries!
    private var lastReading: Reading!
    private var isStopping = false
    private var status: Int32 = 0

    /// The descriptors that it inherits: the pipe to its run, its bound socket, and the shared
    /// count of what it holds.
    enum Descriptor {
        static let channel: Int32 = 3
        static let socket: Int32 = 4
        static let held: Int32 = 5
    }

    init(reading read: @escaping ([UInt8]) -> Scenario?) throws(SystemError) {
        self.read = read
        loop = try EventLoop(clock: MonotonicClock())
        channel = ControlChannel(Descriptor.channel, on: loop)
        held = LastingCount(descriptor: Descriptor.held)
    }

    func run() -> Int32 {
        channel.onMessage = { [unowned self] kind, frame in obey(Order(kind, &frame)) }
        channel.onEnd = { [unowned self] in end(status) }
        loop.afterBatch = { [unowned self] in afterBatch() }
        loop.run()
        return status
    }

    private func end(_ status: Int32) {
        self.status = status
        loop.stop()
    }

    // MARK: orders

    private func obey(_ order: Order) {
        switch order {
        case .configure(let definition, let seed, let host, let isTraced):
            configure(definition, seed: seed, host: host)
            station?.fleet.isTracing = isTraced
        case .launch(let host, let service, let index):
            station.addInstance(of: Int(service), index: Int(index), as: Int(host))
        case .client(let stream, let index):
            _ = station.fleet.addClient(of: Int(stream), index: Int(index))
        case .address(let host, let port): station.addresses.set(port, of: host)
        case .proxy(let host, let edge, let port):
            station.addresses.setProxy(port, of: host, on: edge)
        case .listen: listen()
        case .begin(let origin): begin(at: origin)
        case .serve(let host): station.open(host)
        case .drain(let host): station.drain(host)
        case .warmUp(let host, let factor, let ramp):
            station.fleet.warmUp(host, factor: factor, ramp: ramp, now: loop.now)
        case .force(let edge, let forced): station.force(Int(edge), forced)
        case .query(let number): channel.send(.totals(number: number, totals))
        case .stopWhenIdle:
            isStopping = true
            stopIfIdle()
        case .finish: finish()
        }
    }

    private func configure(_ definition: [UInt8], seed: UInt64, host: Int32) {
        guard let scenario = read(definition) else { return end(2) }
        self.host = host
        station = Station(scenario, seed: seed, loop: loop)
        station.answered = { [unowned self] _ in stopIfIdle() }
        let faults = FaultSchedule(scenario, seed: seed).ledgers
        let windows = Windows(
            duration: scenario.duration, warmup: scenario.warmup, faults: faults)
        boundaries = Boundaries(windows: windows, duration: scenario.duration)
        lastReading = Reading(
            serviceCount: scenario.topology.services.count, edgeCount: scenario.edgeCount)
    }

    /// All that the run knows of has been counted in.
    private func listen() {
        do {
            try station.start(host, on: Descriptor.socket)
            station.fleet.open(host, now: loop.now)
            channel.send(.ready)
        } catch {
            end(1)
        }
    }

    /// Time runs by the run's clock from now on.
    private func begin(at origin: Int64) {
        loop.rebase(to: MonotonicClock(origin: origin))
        station.begin()
        while boundaries.next <= loop.now, boundaries.next < .never { boundaries.cross() }
        armBoundary()
    }

    private func armBoundary() {
        if boundaries.next < .never { loop.arm(self, token: 0, at: boundaries.next) }
    }

    private func stopIfIdle() {
        guard isStopping, station.stopIfIdle(host) else { return }
        report()
        channel.send(.stopped)
        end(0)
    }

    private func finish() {
        station.fleet.cancelAllCalls(now: loop.now)
        station.performActions()
        report()
        channel.send(.done)
        end(0)
    }

    /// Sends everything that has not been reported yet.
    private func report() {
        sendFacts()
        sendReading(at: loop.now)
    }

    // MARK: reports

    private func afterBatch() {
        guard let station else { return }
        station.finishBurns()
        sendFacts()
        // A batch may end between being configured and being told of its own launch.
        if station.fleet.hostCount > Int(host) { held?.set(station.fleet.held(by: host)) }
    }

    private func sendFacts() {
        station.withFacts { channel.send(.facts($0)) }
    }

    private var service: ServiceID { station.fleet.service(of: host)! }

    private var totals: [Int64] { station.fleet.totals(ofService: service, at: loop.now) }

    private func crossBoundary() {
        while boundaries.next <= loop.now, boundaries.next < .never {
            sendReading(at: boundaries.next)
            boundaries.cross()
        }
        armBoundary()
    }

    private func sendReading(at instant: Instant) {
        let reading = station.fleet.read(at: instant)
        let difference = reading.gain(since: &lastReading)
        let edges = difference.edges.enumerated().filter { $0.element != EdgeReading() }
        let gain = Gain(
            service: Int32(service), totals: difference.services[service],
            edges: edges.map { (Int32($0.offset), $0.element) })
        let step = boundaries.timelineStep.map { Int32($0) } ?? -1
        channel.send(.reading(cell: Int32(boundaries.cell), step: step, gain))
    }
}

extension InstanceProcess: TimerTarget {
    /// A boundary of the ledgers.
    func timerFired(token: UInt64, due: Instant) { crossBoundary() }
}

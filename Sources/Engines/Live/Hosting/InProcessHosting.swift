import Experiments
import Faults
import Resilience
import Sockets
import Timebase
import Topologies

/// Every instance in this process, on the run's own loop, each with its own port.
final class InProcessHosting: InstanceHosting {
    private unowned let run: LiveRun
    private let station: Station
    /// Drained instances that stop when they are idle.
    private var stopping: Set<Int32> = []
    /// Servers that run already, elsewhere.
    private var external: Set<Int32> = []

    init(_ run: LiveRun) {
        self.run = run
        station = run.station
        station.answered = { [unowned self] host in
            if stopping.contains(host) { stopIfIdle(host) }
        }
    }

    func launch(_ host: Int32, of service: ServiceID, index: Int) {
        station.addInstance(of: service, index: index, as: Int(host))
        let implementation = run.scenario.topology.services[service].implementation
        if case .external(let address) = implementation {
            external.insert(host)
            station.addresses.set(UInt16(address.port), of: host)
        }
    }

    func setProxy(_ port: UInt16, of host: Int32, on edge: Int32) {
        station.addresses.setProxy(port, of: host, on: edge)
    }

    func start(_ host: Int32) throws(LiveError) {
        if let service = station.fleet.service(of: host),
            case .external(let address) = run.scenario.topology.services[service].implementation
        {
            station.addresses.set(UInt16(address.port), of: host)
            return run.ready(host)
        }
        if !external.contains(host) { try listen(host) }
        run.ready(host)
    }

    private func listen(_ host: Int32) throws(LiveError) {
        do {
            try station.start(host)
        } catch {
            throw LiveError("cannot listen for an instance: \(error)")
        }
    }

    func open(_ host: Int32) { station.fleet.accept(host) }
    func serve(_ host: Int32) { station.open(host) }

    func warmUp(_ host: Int32, factor: Double, ramp: Duration) {
        station.fleet.warmUp(host, factor: factor, ramp: ramp, now: station.now)
    }

    func drain(_ host: Int32) { station.drain(host) }

    func force(_ edge: EdgeID, _ forced: CircuitBreaker.Forced?) { station.force(edge, forced) }

    func stopWhenIdle(_ host: Int32) {
        stopping.insert(host)
        stopIfIdle(host)
    }

    private func stopIfIdle(_ host: Int32) {
        guard station.stopIfIdle(host) else { return }
        stopping.remove(host)
        run.stopped(host)
    }

    func kill(_ host: Int32) {
        stopping.remove(host)
        run.died(host, held: station.kill(host), isAsked: true)
    }

    func pause(_ host: Int32) { station.pause(host) }
    func resume(_ host: Int32) { station.resume(host) }

    func burden(_ host: Int32, with kind: Fault.Kind, window: Int) throws(LiveError) {
        throw LiveError("\(kind.word) needs an instance with a process of its own")
    }

    func relieve(_ host: Int32, window: Int) {}

    func addClient(of stream: StreamID, index: Int) -> Int32 {
        station.fleet.addClient(of: stream, index: index)
    }

    func begin(at origin: Int64) {}

    func withTotals(of service: ServiceID, _ body: @escaping ([Int64]) -> Void) {
        body(station.fleet.totals(ofService: service, at: station.now))
    }

    func finish(_ body: @escaping () -> Void) {
        station.fleet.cancelAllCalls(now: station.now)
        station.performActions()
        body()
    }

    func close() { station.closeAll() }
}

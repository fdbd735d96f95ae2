import Scenarios
package import Sockets
import Synchronization
package import Timebase
package import Topologies

/// The instances of a topology on a thread of their own, without a run: nobody sends them load, and
/// nothing goes wrong with them but what is asked for. External services are called where they are.
package final class StationThread: Sendable {
    /// The instances' ports, by host: services in the topology's order, their instances in theirs.
    package let ports: [UInt16]
    private let thread: LoopThread
    private let requests: Requests

    /// Starts them all, and returns when they answer.
    ///
    /// - Parameter clientPatience: how long a client may take to send one message.
    package init(
        _ topology: Topology, clientPatience: Duration = Station.clientPatience
    ) throws(SystemError) {
        let requests = Requests()
        let scenario = Scenario(title: "", topology: topology, duration: .seconds(1), load: [])
        self.requests = requests
        thread = try LoopThread(clock: MonotonicClock()) { loop in
            let station = Station(scenario, seed: 0, loop: loop, clientPatience: clientPatience)
            station.begin()
            loop.afterBatch = { [unowned station] in
                station.finishBurns()
                station.withFacts { _ in }
                for request in requests.take() { request(station) }
            }
            loop.run()
            station.closeAll()
        }
        switch try requests.ask(thread.remote, { $0.startAll() }) {
        case .success(let ports): self.ports = ports
        case .failure(let error):
            thread.stop()
            throw error
        }
    }

    /// Ends the instances and the thread.
    package func stop() { thread.stop() }

    // MARK: what is done to them

    package func pause(_ host: Int32) throws { try ask { $0.pause(host) } }
    package func resume(_ host: Int32) throws { try ask { $0.resume(host) } }
    /// - Returns: how many requests it held.
    @discardableResult
    package func kill(_ host: Int32) throws -> Int { try ask { $0.kill(host) } }

    // MARK: what is seen of them

    /// Requests in slots and waiting.
    package func held(by host: Int32) throws -> Int { try ask { $0.fleet.held(by: host) } }
    /// Connections from clients.
    package func connections(to host: Int32) throws -> Int {
        try ask { $0.servers[host]?.connectionCount ?? 0 }
    }
    /// Connections to other instances.
    package func pooledConnections(of host: Int32) throws -> Int {
        try ask { $0.pooledConnections(of: host) }
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (Station) -> Answer
    ) throws(SystemError) -> Answer {
        try requests.ask(thread.remote, question)
    }
}

/// What other threads ask of the station, until its own comes round to it.
private final class Requests: Sendable {
    typealias Request = @Sendable (Station) -> Void

    private let waiting = Mutex<[Request]>([])

    func take() -> [Request] {
        waiting.withLock { requests in
            defer { requests.removeAll() }
            return requests
        }
    }

    func ask<Answer: Sendable>(
        _ remote: LoopRemote, _ question: @escaping @Sendable (Station) -> Answer
    ) throws(SystemError) -> Answer {
        let reply = try Reply<Answer>()
        waiting.withLock { $0.append { station in reply.give(question(station)) } }
        remote.wake()
        return reply.take()
    }
}

/// An answer that is awaited.
private final class Reply<Answer: Sendable>: Sendable {
    private let answer = Mutex<Answer?>(nil)
    private let isThere: Latch

    init() throws(SystemError) { isThere = try Latch() }

    func give(_ answer: Answer) {
        self.answer.withLock { $0 = answer }
        isThere.open()
    }

    func take() -> Answer {
        isThere.wait()
        return answer.withLock { $0! }
    }
}

extension Station {
    /// Starts and opens every instance of the topology at its initial size.
    ///
    /// - Returns: their ports.
    fileprivate func startAll() -> Result<[UInt16], SystemError> {
        do throws(SystemError) {
            var host: Int32 = 0
            for (service, settings) in scenario.topology.services.enumerated() {
                for index in 0..<settings.replicas {
                    addInstance(of: service, index: index, as: Int(host))
                    if case .external(let address) = settings.implementation {
                        addresses.set(UInt16(address.port), of: host)
                    } else {
                        try start(host)
                    }
                    open(host)
                    host += 1
                }
            }
            return .success((0..<host).map { addresses.address(of: $0)!.port })
        } catch {
            return .failure(error)
        }
    }
}

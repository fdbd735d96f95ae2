import Resilience
import Sockets
import Timebase
import Topologies

/// What an engine does to the instances of a station.
extension Station {
    /// Counts in the next host, here or elsewhere.
    func addInstance(of service: ServiceID, index: Int, as host: Int) {
        let number = fleet.addInstance(of: service, index: index)
        assert(Int(number) == host, "host \(host) is \(number) in the fleet")
    }

    /// Starts an instance here, or starts it again on its old port.
    func start(_ host: Int32) throws(SystemError) {
        if let server = servers[host] { return try server.revive() }
        let server = try Server(host: host, station: self)
        servers[host] = server
        addresses.set(server.port, of: host)
    }

    /// Starts an instance here, on a socket that is bound already.
    func start(_ host: Int32, on descriptor: Int32) throws(SystemError) {
        let server = try Server(host: host, station: self, descriptor: descriptor)
        servers[host] = server
        addresses.set(server.port, of: host)
    }

    /// Callers send to the instance from now on.
    func open(_ host: Int32) {
        fleet.open(host, now: now)
        if servers[host] != nil { fleet.startProbes(of: host, now: now) }
        performActions()
    }

    /// Callers are told to send it no more.
    func drain(_ host: Int32) {
        fleet.drain(host, now: now)
        performActions()
    }

    /// An instance here dies: its connections break, its own calls are abandoned.
    ///
    /// - Returns: how many requests it held.
    func kill(_ host: Int32) -> Int {
        dyingHost = host
        servers[host]?.die()
        dyingHost = -1
        let held = fleet.kill(host, now: now)
        performActions()
        closePools(of: host)
        forgetPause(of: host)
        return held
    }

    /// A drained instance here that holds nothing stops for good.
    ///
    /// - Returns: whether it has stopped.
    func stopIfIdle(_ host: Int32) -> Bool {
        guard fleet.isServing(host), fleet.held(by: host) == 0 else { return false }
        fleet.stop(host)
        servers[host]?.close()
        servers[host] = nil
        closePools(of: host)
        return true
    }

    /// How often accepting had to wait, or a connection failed, for want of a descriptor.
    var shortages: Int { servers.values.reduce(failedForWant) { $0 + $1.shortages } }

    /// Connections that an instance or a client here holds to instances.
    func pooledConnections(of host: Int32) -> Int {
        pools.filter { $0.key.from == host }.reduce(0) { $0 + $1.value.count }
    }

    private func closePools(of host: Int32) {
        for (name, pool) in pools where name.from == host {
            pool.closeAll()
            pools[name] = nil
        }
    }

    /// Ends what is open: the run is over.
    func closeAll() {
        for server in servers.values { server.close() }
        servers.removeAll()
        for pool in pools.values { pool.closeAll() }
        pools.removeAll()
    }

    /// Puts the breakers that callers here have on an edge into a state by hand, or closes them.
    func force(_ edge: EdgeID, _ forced: CircuitBreaker.Forced?) {
        fleet.force(edge, forced, now: now)
        performActions()
    }
}

import Glibc
import Sockets

/// An instance's port and the connections to it.
final class Server {
    let host: Int32
    private unowned let station: Station
    private var listener: Listener!
    private var connections: [ObjectIdentifier: ServerConnection] = [:]
    /// What it has counted.
    var meters = ServerMeters()

    /// Listens on a port that the kernel chooses.
    init(host: Int32, station: Station) throws(SystemError) {
        self.host = host
        self.station = station
        listener = try Listener(on: station.loop, delegate: self)
    }

    /// Listens on a socket that is bound already.
    init(host: Int32, station: Station, descriptor: Int32) throws(SystemError) {
        self.host = host
        self.station = station
        listener = try Listener(on: station.loop, descriptor: descriptor, delegate: self)
    }

    var port: UInt16 { listener.port }
    var connectionCount: Int { connections.count }
    /// How often accepting had to wait for want of a descriptor.
    var shortages: Int { listener.shortages }

    func remove(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// The process dies: connections are reset, and new ones refused.
    func die() {
        listener.refuse()
        for connection in connections.values { connection.reset() }
        connections.removeAll()
    }

    /// The process has started again.
    func revive() throws(SystemError) {
        meters = ServerMeters()
        try listener.listenAgain()
    }

    /// Connections are accepted by the kernel and nothing is read.
    func pause() {
        listener.pauseAccepting()
        for connection in connections.values { connection.pause() }
    }

    func resume() {
        listener.resumeAccepting()
        for connection in connections.values { connection.resume() }
    }

    func close() {
        listener.close()
        for connection in connections.values { connection.close() }
        connections.removeAll()
    }

    /// Ends connections whose client has been sending one head, or one body, for too long.
    func endSlowClients() {
        for connection in connections.values { connection.endIfSlow() }
    }
}

extension Server: ListenerDelegate {
    func accepted(_ descriptor: Int32, by listener: Listener) {
        let connection = ServerConnection(descriptor, at: self, of: station)
        connections[ObjectIdentifier(connection)] = connection
    }
}

import Sockets
import Timebase

/// Whose connections to whom: one caller instance's to one callee instance over one edge.
struct PoolName: Hashable {
    var from: Int32
    var edge: Int32
    var to: Int32
}

/// The keep-alive connections of one caller instance to one callee instance.
final class ConnectionPool {
    private let name: PoolName
    private unowned let station: Station
    /// Idle ones, the latest used last; the oldest of too many are closed.
    private var idle: [ClientConnection] = []
    private var all: [ObjectIdentifier: ClientConnection] = [:]

    private static let mostIdle = 256

    init(_ name: PoolName, of station: Station) {
        self.name = name
        self.station = station
    }

    var count: Int { all.count }

    /// An idle connection, or a new one; nil: nobody knows where the instance is.
    func take() -> ClientConnection? {
        if let connection = idle.popLast() { return connection }
        guard let address = station.addresses.address(of: name.to, on: name.edge) else {
            return nil
        }
        let connection = ClientConnection(to: address, in: self, of: station)
        all[ObjectIdentifier(connection)] = connection
        return connection
    }

    /// A connection is free for another request.
    func putBack(_ connection: ClientConnection) {
        idle.append(connection)
        guard idle.count > ConnectionPool.mostIdle else { return }
        let oldest = idle.removeFirst()
        oldest.close()
        all[ObjectIdentifier(oldest)] = nil
    }

    func remove(_ connection: ClientConnection) {
        all[ObjectIdentifier(connection)] = nil
        if connection.isIdle { idle.removeAll { $0 === connection } }
    }

    func pause() { for connection in all.values { connection.pause() } }
    func resume() { for connection in all.values { connection.resume() } }

    func closeAll() {
        for connection in all.values { connection.close() }
        all.removeAll()
        idle.removeAll()
    }
}

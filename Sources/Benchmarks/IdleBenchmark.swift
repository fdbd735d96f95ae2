import Foundation
import Glibc
import Sockets

/// What an idle proxied connection costs in the proxy's own memory: its two sockets' state, without
/// the kernel's.
enum IdleBenchmark {
    private static let count = 5000
    private static let request = [UInt8]("GET / HTTP/1.1\r\nhost: x\r\n\r\n".utf8)

    static func run() {
        do {
            for asks in [false, true] {
                // Anew each time: memory that was freed costs nothing to take again.
                let park = try ServerPark()
                defer { park.stop() }
                for way in park.ways {
                    guard let proxy = way.proxy else { continue }
                    let bytes = try cost(proxy, way.port, asks: asks)
                    print("\(way.name): \(bytes) bytes", terminator: "")
                    print(asks ? " after a request" : " when new")
                }
            }
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    /// Bytes a connection, over 5,000 of them.
    private static func cost(_ proxy: PeerProgram, _ port: UInt16, asks: Bool) throws -> Int {
        // What a proxy takes once, whatever it carries, is not a connection's.
        close(try ask(through: port))
        let before = proxy.ownMemory
        var connections: [Int32] = []
        for _ in 0..<count {
            connections.append(try asks ? ask(through: port) : ClientSocket.connect(to: port))
        }
        usleep(300_000)  // The proxy may still be connecting to its server.
        let after = proxy.ownMemory
        for connection in connections { close(connection) }
        usleep(300_000)
        return (after - before) / count
    }

    private static func ask(through port: UInt16) throws -> Int32 {
        let connection = try ClientSocket.connect(to: port)
        send(connection, request, request.count, Int32(MSG_NOSIGNAL))
        var answer = [UInt8](repeating: 0, count: 4096)
        guard recv(connection, &answer, answer.count, 0) > 0 else {
            throw PeerProgram.NotInstalled(description: "no answer came")
        }
        return connection
    }
}

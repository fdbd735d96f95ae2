import Foundation
import Glibc
import Sockets
import Timebase

/// A server that answers everything at once and notes when it came: `Benchmarks counter`, a process
/// of its own, so that the load generator's time is its own.
final class CountingServer: ListenerDelegate, TCPDelegate {
    private let loop: EventLoop
    private var listener: Listener!
    private var connections: [ObjectIdentifier: TCPConnection] = [:]
    /// Requests by the 100 ms in which they came.
    private var counts: [Int] = []
    private static let slot: Int64 = 100_000_000
    private static let answer = Array(
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n".utf8)

    private init() throws(SystemError) {
        loop = try EventLoop(clock: MonotonicClock())
        listener = try Listener(on: loop, delegate: self)
    }

    static func start() throws -> (program: PeerProgram, port: UInt16) {
        let program = try PeerProgram([Bundle.main.executablePath!, "counter"])
        _ = program.readLine()  // The benchmark's own heading.
        guard let port = UInt16(program.readLine()) else {
            throw PeerProgram.NotInstalled(description: "the counting server did not start")
        }
        return (program, port)
    }

    /// The process: prints its port, serves until its input ends, and prints its counts.
    static func run() {
        do {
            let server = try CountingServer()
            print(server.listener.port)
            fflush(nil)
            let remote = server.loop.remote
            Thread.detachNewThread {
                while readLine() != nil {}
                remote.perform { $0.stop() }
            }
            server.loop.run()
            print(server.counts.map(String.init).joined(separator: " "))
        } catch {
            print("cannot count: \(error)")
        }
    }

    func accepted(_ descriptor: Int32, by listener: Listener) {
        let connection = TCPConnection(accepted: descriptor, on: loop, delegate: self)
        connections[ObjectIdentifier(connection)] = connection
    }

    func connected(_ connection: TCPConnection) {}

    /// Each caller has one request under way, which comes in one piece.
    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        let slot = Int(loop.refresh().nanoseconds / CountingServer.slot)
        while counts.count <= slot { counts.append(0) }
        counts[slot] += 1
        connection.send(CountingServer.answer)
    }

    func peerFinished(_ connection: TCPConnection) {
        connection.close()
        connections[ObjectIdentifier(connection)] = nil
    }

    func drained(_ connection: TCPConnection) {}

    func closed(_ connection: TCPConnection, error: SystemError?) {
        connections[ObjectIdentifier(connection)] = nil
    }
}

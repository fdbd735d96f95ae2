import Foundation
import Glibc
import Sockets
import Timebase

/// A server that answers everything at once, or a time after it came, and notes when that was:
/// `Benchmarks counter [MILLISECONDS]`, a process of its own, so that the load generator's time is
/// its own.
final class CountingServer: ListenerDelegate, TCPDelegate, TimerTarget {
    private let loop: EventLoop
    private var listener: Listener!
    private var connections: [ObjectIdentifier: TCPConnection] = [:]
    /// Requests by the 100 ms in which they came.
    private var counts: [Int] = []
    private static let slot: Int64 = 100_000_000
    private static let answer = Array(
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n".utf8)

    private let delay: Duration
    /// Who waits for an answer, in the order in which answers are due.
    private var waiting: [TCPConnection] = []
    private var answered = 0

    private init(delay: Duration) throws(SystemError) {
        self.delay = delay
        loop = try EventLoop(clock: MonotonicClock())
        listener = try Listener(on: loop, delegate: self)
    }

    static func start(
        delayMilliseconds: Int = 0
    ) throws -> (program: PeerProgram, port: UInt16) {
        let program = try PeerProgram(
            [Bundle.main.executablePath!, "counter", "\(delayMilliseconds)"])
        _ = program.readLine()  // The benchmark's own heading.
        guard let port = UInt16(program.readLine()) else {
            throw PeerProgram.NotInstalled(description: "the counting server did not start")
        }
        return (program, port)
    }

    /// The process: prints its port, serves until its input ends, and prints its counts.
    static func run() {
        do {
            let delay = Int64(CommandLine.arguments.last ?? "") ?? 0
            let server = try CountingServer(delay: .milliseconds(delay))
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
        guard delay > .zero else { return connection.send(CountingServer.answer) }
        waiting.append(connection)
        loop.arm(self, token: 0, at: loop.now + delay)
    }

    func timerFired(token: UInt64, due: Instant) {
        waiting[answered].send(CountingServer.answer)
        answered += 1
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

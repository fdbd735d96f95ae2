import Sockets
import Timebase

/// Requests at a constant rate, over connections in turn, each timed from its sending.
final class ConstantLoad: TimerTarget, TCPDelegate {
    private(set) var milliseconds: [Double] = []
    private let loop: EventLoop
    private var connections: [TCPConnection] = []
    /// When the request under way on each connection was sent.
    private var sent: [ObjectIdentifier: Instant] = [:]
    private let gap: Duration
    private let count: Int
    private var next = 0
    private let request = [UInt8]("GET / HTTP/1.1\r\nhost: x\r\n\r\n".utf8)

    init(to port: UInt16, rate: Int, connections: Int, count: Int) throws {
        loop = try EventLoop(clock: MonotonicClock())
        gap = .nanoseconds(Int64(1_000_000_000 / rate))
        self.count = count
        milliseconds.reserveCapacity(count)
        for _ in 0..<connections {
            self.connections.append(
                TCPConnection(connectingTo: .loopback(port), on: loop, delegate: self))
        }
    }

    /// Until every answer has come, or half a minute more than that should take.
    func run() {
        let begin = loop.refresh() + .milliseconds(500)
        loop.arm(self, token: 0, at: begin)
        loop.arm(self, token: 1, at: begin + gap * Double(count) + .seconds(30))
        loop.run()
        for connection in connections { connection.close() }
    }

    func timerFired(token: UInt64, due: Instant) {
        guard token == 0 else { return loop.stop() }
        let connection = connections[next % connections.count]
        next += 1
        // One that still waits is left out, and the next one takes its turn.
        if sent[ObjectIdentifier(connection)] == nil {
            sent[ObjectIdentifier(connection)] = loop.refresh()
            connection.send(request)
        }
        if next < count { loop.arm(self, token: 0, at: due + gap) }
    }

    func connected(_ connection: TCPConnection) {}

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        // nginx sends its answer in one piece: what follows it belongs to it.
        guard let sent = sent.removeValue(forKey: ObjectIdentifier(connection)) else { return }
        milliseconds.append(Double((loop.refresh() - sent).nanoseconds) / 1e6)
        if next == count, self.sent.isEmpty { loop.stop() }
    }

    func peerFinished(_ connection: TCPConnection) {}
    func drained(_ connection: TCPConnection) {}
    func closed(_ connection: TCPConnection, error: SystemError?) {
        print("a connection ended: \(error.map(\.description) ?? "closed")")
    }
}

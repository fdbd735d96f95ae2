import Glibc
import Sockets
import Timebase
import XCTest

final class ListenerTests: XCTestCase {
    /// What a connect to the port comes to: nil when it is accepted.
    private func attempt(_ run: LoopRun, _ port: UInt16) -> Int32? {
        let client = Peer(on: run.loop)
        client.onEvent = { _, _ in run.loop.stop() }
        client.connect(to: port)
        run.loop.run()
        defer { client.connection?.close() }
        guard case .closed(let code)? = client.events.first else { return nil }
        return code
    }

    /// What binding the port comes to for a socket that shares none.
    private func bindErrno(_ port: UInt16) -> Int32 {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(other) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return result == 0 ? 0 : errno
    }

    func test_connectsAreRefused_whileListenerRefuses_andThePortStays() throws {
        let run = try LoopRun()
        let server = Peer(on: run.loop)
        let listener = try Listener(on: run.loop, delegate: server)
        for _ in 0..<3 {
            XCTAssertNil(attempt(run, listener.port))
            listener.refuse()
            XCTAssertEqual(attempt(run, listener.port), ECONNREFUSED)
            XCTAssertEqual(bindErrno(listener.port), EADDRINUSE)
            try listener.listenAgain()
        }
        XCTAssertNil(attempt(run, listener.port))
        listener.close()
        XCTAssertEqual(attempt(run, listener.port), ECONNREFUSED)
    }

    /// Neither a lost connection nor a busy loop: callers wait until there are descriptors again.
    func test_connectionsWait_whileNoDescriptorIsLeft() throws {
        let run = try LoopRun()
        let server = Peer(on: run.loop)
        let listener = try Listener(on: run.loop, delegate: server)
        let client = Peer(on: run.loop)
        client.connect(to: listener.port)  // Has its descriptor before there is none.
        var batches = 0
        run.loop.afterBatch = { batches += 1 }

        let limit = DescriptorLimit(3)
        defer { limit.lift() }
        let pause = StopTimer(run.loop)
        run.loop.arm(pause, token: 0, at: run.loop.refresh() + .milliseconds(105))
        run.run()
        XCTAssertNil(server.connection)
        // Every 10 ms in 105 ms: ten or eleven pauses, and hardly more batches than those.
        XCTAssertGreaterThan(listener.shortages, 3)
        XCTAssertLessThanOrEqual(listener.shortages, 11)
        XCTAssertLessThan(batches, 40)

        limit.lift()
        server.onEvent = { _, _ in run.loop.stop() }
        run.run()
        XCTAssertEqual(server.events, [.connected])
    }

    private final class StopTimer: TimerTarget {
        private let loop: EventLoop
        init(_ loop: EventLoop) { self.loop = loop }
        func timerFired(token: UInt64, due: Instant) { loop.stop() }
    }
}

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
}

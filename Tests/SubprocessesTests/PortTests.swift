import Glibc
import Sockets
import Subprocesses
import XCTest

final class PortTests: XCTestCase {
    /// Connects, and gives the error number, 0 for none.
    private func connectError(to port: UInt16) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let result = withLoopback(port) { connect(descriptor, $0, $1) }
        return result == 0 ? 0 : errno
    }

    private func withLoopback(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    func test_keptPortRefuses_untilAProcessListens_andAfterItEnds() throws {
        let port = try KeptPort()
        for _ in 0..<3 {
            XCTAssertEqual(connectError(to: port.port), ECONNREFUSED)
            let socket = try port.makeSocket()
            XCTAssertEqual(connectError(to: port.port), ECONNREFUSED)
            XCTAssertEqual(listen(socket, 8), 0)
            XCTAssertEqual(connectError(to: port.port), 0)
            close(socket)
        }
        XCTAssertEqual(connectError(to: port.port), ECONNREFUSED)
    }

    func test_keptPortIsRefused_whileSomeoneListens() throws {
        let port = try KeptPort()
        let socket = try port.makeSocket()
        XCTAssertEqual(listen(socket, 8), 0)
        XCTAssertThrowsError(try port.makeSocket()) { error in
            XCTAssertEqual((error as? SystemError)?.code, EADDRINUSE)
        }
        close(socket)
    }

    func test_lentPortsDiffer_andLieBelowTheEphemeralOnes() throws {
        let range = LogTail.lines(1, of: "/proc/sys/net/ipv4/ip_local_port_range")
        let first = try XCTUnwrap(range.first?.split(separator: "\t").first.flatMap { UInt16($0) })
        var ports = try (0..<100).map { _ in try LentPort() }
        XCTAssertEqual(Set(ports.map(\.port)).count, 100)
        XCTAssertTrue(ports.allSatisfy { (1_024..<first).contains($0.port) })
        // Given back, they are lent again.
        let lent = Set(ports.map(\.port))
        ports = []
        XCTAssertTrue(lent.contains(try LentPort().port))
    }

    func test_portIsNotLent_whileSomeoneHasIt() throws {
        var lent: LentPort? = try LentPort()
        let port = try XCTUnwrap(lent?.port)
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(other) }
        XCTAssertEqual(withLoopback(port) { bind(other, $0, $1) }, 0)
        lent = nil
        XCTAssertNotEqual(try LentPort().port, port)
    }
}

import FaultProxies
import Glibc
import XCTest

/// Off means off: without a fault nothing passes otherwise than it would without a proxy.
final class TransparencyTests: XCTestCase {
    private func random(_ count: Int, _ seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    /// 64 MiB each way at once: more than all buffers on the way, so that both directions stall.
    func test_everyByteArrivesInOrder_inBothDirectionsAtOnce() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let (caller, callee) = try proxied.connect()
            let (there, back) = (random(64 << 20, 1), random(64 << 20, 2))
            let sending = [(caller, there), (callee, back)].map { socket, bytes in
                Background {
                    try socket.send(bytes)
                    socket.finishSending()
                }
            }
            let atCallee = Background { try callee.receiveAll() }
            let atCaller = try caller.receiveAll()
            XCTAssertTrue(atCaller == back, "\(mode)")
            XCTAssertTrue(try atCallee.value() == there, "\(mode)")
            for sender in sending { XCTAssertNoThrow(try sender.value()) }
        }
    }

    func test_singleBytesArrive_oneByOne() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let (caller, callee) = try proxied.connect()
            let bytes = [UInt8]("GET /a HTTP/1.1\r\nhost: x\r\n\r\n\u{0}\u{1}garbage".utf8)
            for byte in bytes {
                try caller.send([byte])
                XCTAssertEqual(try callee.receive(), [byte], "\(mode)")
            }
            for byte in random(300, 3) {
                try callee.send([byte])
                XCTAssertEqual(try caller.receive(), [byte], "\(mode)")
            }
        }
    }
}

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

    func test_halfClosePassesAsHalfClose_inEitherDirection() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let (caller, callee) = try proxied.connect()
            try caller.send("to the callee")
            caller.finishSending()
            XCTAssertEqual(try callee.receiveAll(), [UInt8]("to the callee".utf8))
            try callee.send("and back")
            XCTAssertEqual(try caller.receive(exactly: 8), [UInt8]("and back".utf8))
            callee.finishSending()
            XCTAssertEqual(try caller.receiveAll(), [])
        }
    }

    func test_calleeClosesFirst_callerStillSends() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let (caller, callee) = try proxied.connect()
            callee.finishSending()
            XCTAssertEqual(try caller.receiveAll(), [])
            try caller.send("late")
            XCTAssertEqual(try callee.receive(), [UInt8]("late".utf8))
        }
    }

    func test_resetPassesAsReset_inEitherDirection() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let first = try proxied.connect()
            first.caller.reset()
            XCTAssertThrowsError(try first.callee.receive()) {
                XCTAssertEqual(($0 as? PlainSocket.Failure)?.code, ECONNRESET)
            }
            let second = try proxied.connect()
            second.callee.reset()
            XCTAssertThrowsError(try second.caller.receive()) {
                XCTAssertEqual(($0 as? PlainSocket.Failure)?.code, ECONNRESET)
            }
        }
    }

    func test_connectsAreRefused_whenTheRouteDoesNotServe() throws {
        let proxied = try ProxiedServer()
        proxied.fleet.setServing(false, route: proxied.route)
        try proxied.fleet.finishCommands()
        XCTAssertThrowsError(try proxied.connect()) {
            XCTAssertEqual(($0 as? PlainSocket.Failure)?.code, ECONNREFUSED)
        }
        proxied.fleet.setServing(true, route: proxied.route)
        try proxied.fleet.finishCommands()
        XCTAssertNoThrow(try proxied.connect())
    }

    func test_callerIsReset_whenTheCalleeIsGoneAndNobodySaidSo() throws {
        let proxied = try ProxiedServer()
        proxied.server.close()
        let caller = try PlainSocket.connected(to: proxied.port)
        XCTAssertThrowsError(try caller.receive()) {
            XCTAssertEqual(($0 as? PlainSocket.Failure)?.code, ECONNRESET)
        }
    }

    /// A real server closes its idle connections: what a client sees must be the same.
    func test_everyPipelinedAnswerPasses_whenRequestsComeInOneWrite() throws {
        let proxied = try ProxiedServer()
        let (caller, callee) = try proxied.connect()
        let request = "POST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"
        let all = [UInt8](String(repeating: request, count: 50).utf8)
        try caller.send(all)
        XCTAssertEqual(try callee.receive(exactly: all.count), all)
        let answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        let answers = [UInt8](String(repeating: answer, count: 50).utf8)
        try callee.send(answers)
        XCTAssertEqual(try caller.receive(exactly: answers.count), answers)
    }
}

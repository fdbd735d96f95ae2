import FaultProxies
import Foundation
import Glibc
import Timebase
import XCTest

/// Peers that behave badly: the proxy passes on what they do, keeps its other traffic on time and
/// its memory bounded.
final class BadPeerTests: ProxyTestCase {
    /// The median time of 50 exchanges on a connection of their own, in milliseconds.
    private func usualTime(_ proxied: ProxiedServer) throws -> Double {
        let pair = try proxied.connect()
        let times = try (0..<50).map { _ in try milliseconds { try exchange(pair) } }
        return times.sorted()[25]
    }

    private func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }

    func test_otherRequestsAreOnTime_whileHeadsTrickleIn() throws {
        let proxied = try ProxiedServer()
        let slow = try (0..<200).map { _ in try proxied.connect() }
        let head = [UInt8]("GET /a HTTP/1.1\r\nhost: x\r\nx-endless: ".utf8)
        for round in 0..<100 {
            for pair in slow {
                try pair.caller.send([round < head.count ? head[round] : UInt8(ascii: "a")])
            }
        }
        XCTAssertLessThan(try usualTime(proxied), 50)
        for pair in slow { XCTAssertEqual(try pair.callee.receive(exactly: 100).count, 100) }
    }

    func test_headOfAMegabytePassesUnchanged() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        let value = String(repeating: "v", count: 1 << 20)
        let request = [UInt8]("GET /a HTTP/1.1\r\nhost: x\r\nx-large: \(value)\r\n\r\n".utf8)
        let received = Background { try pair.callee.receive(exactly: request.count) }
        try pair.caller.send(request)
        XCTAssertTrue(try received.value() == request)
        try pair.callee.send("HTTP/1.1 431 Too Large\r\ncontent-length: 0\r\n\r\n")
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 431 "))
    }

    /// A chunk that never ends, to a callee that never reads: its sender has to wait.
    func test_senderWaits_andMemoryIsBounded_whenAnEndlessChunkMeetsAPeerThatNeverReads() throws {
        let proxied = try ProxiedServer()
        let pairs = try (0..<8).map { _ in try proxied.connect() }
        let before = residentBytes()
        let head = "POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
        for pair in pairs {
            try pair.caller.send(head + "fffffffffff\r\n")
            let sent = pair.caller.sendUntilItWouldBlock([UInt8](repeating: 7, count: 65_536))
            XCTAssertLessThan(sent, 64 << 20)
        }
        // Our share: at most one read of 1 MiB a connection, in a buffer that may be twice that.
        XCTAssertLessThan(residentBytes() - before, 8 * (2 << 20) + (8 << 20))
        XCTAssertLessThan(try usualTime(proxied), 50)
    }

    func test_garbagePasses_inBothDirections() throws {
        let proxied = try ProxiedServer(isRecorded: true)
        let pair = try proxied.connect()
        let garbage = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 2) }
        for (from, to) in [(pair.caller, pair.callee), (pair.callee, pair.caller)] {
            try from.send(garbage)
            XCTAssertTrue(try to.receive(exactly: garbage.count) == garbage)
        }
    }

    func test_calleeSeesTheReset_whenTheCallerBreaksOffInAHead() throws {
        let proxied = try ProxiedServer(isRecorded: true)
        let pair = try proxied.connect()
        try pair.caller.send("GET /a HTTP/1.1\r\nho")
        XCTAssertEqual(try pair.callee.receive(exactly: 19).count, 19)
        pair.caller.reset()
        XCTAssertEqual(code { _ = try pair.callee.receive() }, ECONNRESET)
        try proxied.fleet.finishCommands()
        XCTAssertEqual(proxied.fleet.takeRecords(), [])
    }

    /// As many connects as two threads manage, which is more than 10,000 a second where nothing
    /// else runs: all of them are carried, none is left.
    func test_otherRequestsAreOnTime_inAStormOfConnects() throws {
        let proxied = try ProxiedServer(.tcp)
        let route = proxied.port
        let measured = try proxied.connect()
        let server = proxied.server
        let accepting = Background {
            for _ in 0..<10_000 { try server.accept().reset() }
        }
        let connecting = Background {
            for _ in 0..<10_000 { try PlainSocket.awaitEndOfConnection(to: route) }
        }
        var times: [Double] = []
        while !connecting.isOver { times.append(try milliseconds { try exchange(measured) }) }
        XCTAssertNoThrow(try accepting.value())
        XCTAssertNoThrow(try connecting.value())
        XCTAssertLessThan(times.sorted()[times.count / 2], 50)
    }
}

import FaultProxies
import Faults
import Glibc
import Timebase
import XCTest

/// What faults do to connections of which no requests are known.
final class ConnectionFaultTests: ProxyTestCase {
    func test_everyPieceWaits_andTheEndWithIt_onASlowEdge() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.latency(delay: .constant(.milliseconds(30)), jitter: .zero))
        let time = try milliseconds {
            try pair.caller.send("one")
            XCTAssertEqual(try pair.callee.receive(exactly: 3), [UInt8]("one".utf8))
        }
        XCTAssertGreaterThanOrEqual(time, 30)
        let end = try milliseconds {
            try pair.caller.send("two")
            pair.caller.finishSending()
            XCTAssertEqual(try pair.callee.receiveAll(), [UInt8]("two".utf8))
        }
        XCTAssertGreaterThanOrEqual(end, 30)
        XCTAssertEqual(proxied.touched().connections, 1)
    }

    /// Pieces wait side by side: ten of them, 2 ms apart, take 118 ms and not 1,000.
    func test_piecesAreUnderWayTogether_onASlowEdge() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.latency(delay: .constant(.milliseconds(100)), jitter: .zero))
        let time = try milliseconds {
            for number in 0..<10 {
                try pair.caller.send([UInt8(number)])
                usleep(2000)
            }
            XCTAssertEqual(try pair.callee.receive(exactly: 10), (0..<10).map { UInt8($0) })
        }
        XCTAssertGreaterThanOrEqual(time, 118)
        XCTAssertLessThan(time, 500)
    }

    func test_liveAndNewConnectionsAreHeld_inABlackhole() throws {
        let proxied = try ProxiedServer(.tcp)
        let live = try proxied.connect()
        proxied.begin(.blackhole)
        let new = try proxied.connect()
        for pair in [live, new] {
            try pair.caller.send("anyone?")
            try pair.callee.send("hello?")
        }
        for socket in [live.caller, live.callee, new.caller, new.callee] {
            XCTAssertTrue(socket.isSilent(forMilliseconds: 5))
        }
        proxied.end()
        for socket in [live.caller, live.callee, new.caller, new.callee] {
            XCTAssertEqual(code { _ = try socket.receive() }, ECONNRESET)
        }
        XCTAssertEqual(proxied.touched().connections, 2)
    }

    func test_onlyThatHalfIsStopped_inAPartitionOfAnswers() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.partition(from: [], direction: .from), side: .answer)
        try pair.caller.send("there")
        XCTAssertEqual(try pair.callee.receive(exactly: 5), [UInt8]("there".utf8))
        try pair.callee.send("back")
        XCTAssertTrue(pair.caller.isSilent(forMilliseconds: 5))
        proxied.end()
        XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
    }

    func test_everySecondConnectionIsReset_whenTheFaultSaysSo() throws {
        let proxied = try ProxiedServer(.tcp)
        proxied.begin(.reset, nth: 2)
        for number in 1...6 {
            let caller = try PlainSocket.connected(to: proxied.port)
            let callee = try proxied.server.accept()
            if number.isMultiple(of: 2) {
                XCTAssertEqual(code { _ = try caller.receive() }, ECONNRESET)
            } else {
                try caller.send("x")
                XCTAssertEqual(try callee.receive(), [UInt8]("x".utf8))
            }
        }
        XCTAssertEqual(proxied.touched().connections, 3)
    }

    func test_exchangesAreRecorded_fromTheFirstByteToTheFirstOfTheAnswer() throws {
        let proxied = try ProxiedServer(.tcp, caller: 4, isRecorded: true)
        let pair = try proxied.connect()
        for _ in 0..<2 {
            try pair.caller.send("PING\r\n")
            XCTAssertEqual(try pair.callee.receive(exactly: 6).count, 6)
            try pair.callee.send("+PONG\r\n")
            XCTAssertEqual(try pair.caller.receive(exactly: 7).count, 7)
        }
        try pair.caller.send("PING\r\n")
        XCTAssertEqual(try pair.callee.receive(exactly: 6).count, 6)
        pair.callee.reset()
        XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
        try proxied.fleet.finishCommands()
        let records = proxied.fleet.takeRecords()
        XCTAssertEqual(records.map(\.outcome), [.succeeded, .succeeded, .reset])
        for record in records {
            XCTAssertEqual(record.caller, 4)
            XCTAssertEqual(record.callee, 7)
            XCTAssertLessThanOrEqual(record.began, record.ended)
        }
    }
}

import FaultProxies
import Faults
import Glibc
import Timebase
import XCTest

/// What the faults on bytes do, to messages and to connections without any.
final class ByteFaultTests: ProxyTestCase {
    private let kibibyte = [UInt8](repeating: 0x61, count: 1024)

    func test_bytesTakeTheirTime_atALimitedBandwidth() throws {
        for mode in [ProxyRoute.Mode.tcp, .http] {
            let proxied = try ProxiedServer(mode)
            let pair = try proxied.connect()
            proxied.begin(.bandwidth(rate: ByteCount(50_000)))
            // 1,024 bytes and a head of about 60 at 50,000 a second: 20.5 to 22 ms.
            let body = mode == .http ? "content-length: 1024\r\n\r\n" : ""
            let head = mode == .http ? "POST /b HTTP/1.1\r\nhost: x\r\n\(body)" : ""
            let time = try milliseconds {
                try pair.caller.send([UInt8](head.utf8) + kibibyte)
                XCTAssertEqual(
                    try pair.callee.receive(exactly: head.utf8.count + 1024),
                    [UInt8](head.utf8) + kibibyte)
            }
            XCTAssertGreaterThanOrEqual(time, 20.4, "\(mode)")
            XCTAssertLessThan(time, 200, "\(mode)")
            XCTAssertEqual(proxied.touched().requests, mode == .http ? 1 : 0)
            XCTAssertEqual(proxied.touched().connections, mode == .http ? 0 : 1)
        }
    }

    func test_whatIsHeldBackComesAtOnce_whenTheLimitEnds() throws {
        // Ten minutes' worth of either: all of it slowly, or a first piece and then the others.
        for kind in [
            Fault.Kind.bandwidth(rate: ByteCount(1000)),
            .slice(size: ByteCount(20), delay: .seconds(600)),
        ] {
            let proxied = try ProxiedServer(.tcp)
            let pair = try proxied.connect()
            proxied.begin(kind)
            try pair.caller.send([UInt8](repeating: 1, count: 600_000))
            XCTAssertEqual(try pair.callee.receive(exactly: 20).count, 20)
            proxied.end()
            XCTAssertEqual(try pair.callee.receive(exactly: 599_980).count, 599_980)
        }
    }

    func test_piecesAreSmall_andApart_whenSliced() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.slice(size: ByteCount(100), delay: .milliseconds(4)))
        var pieces: [Int] = []
        let time = try milliseconds {
            try pair.caller.send([UInt8](repeating: 1, count: 550))
            while pieces.reduce(0, +) < 550 { pieces.append(try pair.callee.receive().count) }
        }
        // Six pieces, five gaps of 4 ms; a reader that is late may see two as one.
        XCTAssertGreaterThanOrEqual(time, 20)
        XCTAssertGreaterThanOrEqual(pieces.count, 4)
        XCTAssertEqual(pieces.first, 100)
    }

    func test_connectionClosesAfterSoManyBytes_whenTruncated() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.truncate(after: ByteCount(1500)), side: .answer)
        try pair.callee.send(kibibyte)
        try pair.callee.send(kibibyte)
        XCTAssertEqual(try pair.caller.receiveAll().count, 1500)
    }

    func test_halfOfTheAnswerComes_thenTheEnd_whenTruncated() throws {
        let proxied = try ProxiedServer(.http)
        let pair = try proxied.connect()
        proxied.begin(.truncate(after: nil), side: .answer)
        try pair.caller.send(HTTPText.get())
        _ = try pair.callee.receiveHead()
        let answer = HTTPText.ok(String(repeating: "x", count: 1000))
        for byte in answer.utf8 { try pair.callee.send([byte]) }
        XCTAssertEqual(try pair.caller.receiveAll().count, answer.utf8.count / 2)
    }

    func test_someBytesAreOthers_whenCorrupted() throws {
        let proxied = try ProxiedServer(.tcp)
        let pair = try proxied.connect()
        proxied.begin(.corrupt(share: 0.01))
        let sent = [UInt8](repeating: 0x61, count: 100_000)
        try pair.caller.send(sent)
        let received = try pair.callee.receive(exactly: sent.count)
        let changed = received.count { $0 != 0x61 }
        // 1,000 are expected, with a standard deviation of 31.5: five of them either way.
        XCTAssertEqual(changed, 1000, accuracy: 158)
        proxied.end()
        try pair.caller.send(sent)
        XCTAssertTrue(try pair.callee.receive(exactly: sent.count) == sent)
    }

    func test_headComesAtOnce_andTheBodyTrickles() throws {
        let proxied = try ProxiedServer(.http)
        let pair = try proxied.connect()
        proxied.begin(.slowBody(.over(.milliseconds(200))))
        try pair.caller.send(HTTPText.get())
        _ = try pair.callee.receiveHead()
        try pair.callee.send(HTTPText.ok(String(repeating: "x", count: 1000)))
        let head = try milliseconds { _ = try pair.caller.receiveHead() }
        let body = try milliseconds { _ = try pair.caller.receive(exactly: 1000) }
        XCTAssertLessThan(head, 150)
        XCTAssertGreaterThanOrEqual(head + body, 199)
        XCTAssertLessThan(body, 600)
    }

    func test_firstBytesWait_thenNoneDo_whenConnectingIsSlow() throws {
        let proxied = try ProxiedServer(.http)
        proxied.begin(.slowConnect(delay: .constant(.milliseconds(150))))
        let time = try milliseconds {
            let pair = try proxied.connect()
            try exchange(pair)
            XCTAssertLessThan(try milliseconds { try exchange(pair) }, 150)
        }
        XCTAssertGreaterThanOrEqual(time, 150)
        XCTAssertEqual(proxied.touched().connections, 1)
    }
}

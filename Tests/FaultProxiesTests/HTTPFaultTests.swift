import FaultProxies
import Faults
import Glibc
import Timebase
import XCTest

/// What each fault does to requests, as seen from both ends of a proxied connection.
final class HTTPFaultTests: ProxyTestCase {
    func test_requestWaitsItsDelayOnce_thenPassesUnchanged() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.latency(delay: .constant(.milliseconds(150)), jitter: .zero))
        let time = try milliseconds { try exchange(pair) }
        XCTAssertGreaterThanOrEqual(time, 150)
        XCTAssertLessThan(time, 300)  // Twice would be 300.
        proxied.end()
        XCTAssertLessThan(try milliseconds { try exchange(pair) }, 150)
        XCTAssertEqual(proxied.touched().requests, 1)
    }

    func test_answerWaits_whenTheFaultIsOnAnswers() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.latency(delay: .constant(.milliseconds(100)), jitter: .zero), side: .answer)
        try pair.caller.send(HTTPText.get())
        let there = try milliseconds { _ = try pair.callee.receiveHead() }
        XCTAssertLessThan(there, 100)
        let back = try milliseconds {
            try pair.callee.send(HTTPText.ok("body"))
            _ = try pair.caller.receiveHead()
        }
        XCTAssertGreaterThanOrEqual(back, 100)
        XCTAssertEqual(try pair.caller.receive(exactly: 4), [UInt8]("body".utf8))
    }

    func test_delayedRequestStillArrives_whenItsCallerHasGivenUp() throws {
        let proxied = try ProxiedServer()
        for isReset in [false, true] {
            let pair = try proxied.connect()
            proxied.begin(.latency(delay: .constant(.milliseconds(20)), jitter: .zero))
            try pair.caller.send(HTTPText.get())
            if isReset { pair.caller.reset() } else { pair.caller.close() }
            XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
            XCTAssertEqual(code { _ = try pair.callee.receive() }, isReset ? ECONNRESET : nil)
            proxied.end()
        }
    }

    func test_statusIsAnsweredByTheProxy_andTheConnectionStays() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        try exchange(pair)
        proxied.begin(.error(status: 503))
        try pair.caller.send("POST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nab")
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 503 "))
        try pair.caller.send("c" + HTTPText.get())
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 503 "))
        XCTAssertTrue(pair.callee.isSilent(forMilliseconds: 5))
        proxied.end()
        try exchange(pair)
        XCTAssertEqual(proxied.touched().requests, 2)
    }

    func test_statusComesInItsTurn_whenAnEarlierRequestIsUnanswered() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.error(status: 500), match: "POST /b")
        try pair.caller.send(
            HTTPText.get() + "POST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
                + HTTPText.get())
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
        XCTAssertTrue(pair.caller.isSilent(forMilliseconds: 5))
        try pair.callee.send(HTTPText.ok() + HTTPText.ok())
        XCTAssertEqual(try pair.caller.receiveHead(), HTTPText.ok())
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 500 "))
        XCTAssertEqual(try pair.caller.receiveHead(), HTTPText.ok())
    }

    func test_answerIsReplaced_whenTheErrorIsOnAnswers() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.error(status: 502), side: .answer, first: 1)
        try pair.caller.send(HTTPText.get())
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
        try pair.callee.send(HTTPText.ok("secret"))
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 502 "))
        try exchange(pair)
    }

    func test_bothSidesSeeAReset_whenTheConnectionIsLiveOrNew() throws {
        let proxied = try ProxiedServer()
        let live = try proxied.connect()
        proxied.begin(.reset)
        XCTAssertEqual(code { _ = try live.caller.receive() }, ECONNRESET)
        XCTAssertEqual(code { _ = try live.callee.receive() }, ECONNRESET)
        let new = try proxied.connect()
        try new.caller.send(HTTPText.get())
        XCTAssertEqual(code { _ = try new.caller.receive() }, ECONNRESET)
        XCTAssertEqual(code { _ = try new.callee.receive() }, ECONNRESET)
        let touched = proxied.touched()
        XCTAssertEqual(touched.connections, 1)
        XCTAssertEqual(touched.requests, 1)
    }

    func test_halfOfTheAnswerComes_thenAReset_whenItIsCut() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.cut, side: .answer)
        try pair.caller.send(HTTPText.get())
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
        let answer = HTTPText.ok(String(repeating: "x", count: 1000))
        try pair.callee.send(answer)
        // Half of the head's and the body's bytes.
        let half = Array([UInt8](answer.utf8).prefix(answer.utf8.count / 2))
        XCTAssertEqual(try pair.caller.receive(exactly: half.count), half)
        XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
    }

    func test_silenceUntilTheEnd_thenAReset_inABlackhole() throws {
        let proxied = try ProxiedServer()
        let (live, idle) = (try proxied.connect(), try proxied.connect())
        try live.caller.send(HTTPText.get())
        XCTAssertEqual(try live.callee.receiveHead(), HTTPText.get())
        proxied.begin(.blackhole)
        try live.callee.send(HTTPText.ok())
        let new = try proxied.connect()
        try new.caller.send(HTTPText.get())
        for socket in [live.caller, new.caller, new.callee, idle.caller] {
            XCTAssertTrue(socket.isSilent(forMilliseconds: 5))
        }
        proxied.end()
        XCTAssertEqual(code { _ = try live.caller.receive() }, ECONNRESET)
        XCTAssertEqual(code { _ = try new.caller.receive() }, ECONNRESET)
        XCTAssertEqual(proxied.touched(), touched(requests: 1, connections: 1))
        try exchange(idle)
    }

    private func touched(requests: Int, connections: Int) -> ProxyFault.Touched {
        var touched = ProxyFault.Touched()
        touched.requests = requests
        touched.connections = connections
        return touched
    }

    func test_kernelRefuses_andLiveConnectionsGoOn_whileAFaultRefuses() throws {
        let proxied = try ProxiedServer()
        let live = try proxied.connect()
        proxied.begin(.refuse)
        XCTAssertEqual(code { _ = try proxied.connect() }, ECONNREFUSED)
        try exchange(live)
        proxied.end()
        try exchange(try proxied.connect())
    }

    func test_answersOfRequestsUnderWayPass_inAPartitionOfRequests() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        try pair.caller.send(HTTPText.get())
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get())
        proxied.begin(.partition(from: [], direction: .to))
        try pair.callee.send(HTTPText.ok())
        XCTAssertEqual(try pair.caller.receiveHead(), HTTPText.ok())
        try pair.caller.send(HTTPText.get())
        XCTAssertTrue(pair.callee.isSilent(forMilliseconds: 5))
        proxied.end()
        XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
    }

    func test_onlyListedCallersSuffer_whenTheyNameThemselves() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.error(status: 500), from: .listed([3]))
        try exchange(pair, tag: "key=00000000000000ff;from=2;edge=0")
        try pair.caller.send(HTTPText.get(tag: "key=00000000000000ff;from=3;edge=0"))
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 500 "))
        try exchange(pair)
    }

    /// A program that passes on the field of its own caller, and asks again when it is refused.
    func test_eachAttemptIsDrawnAnew_whenAProgramPassesOnAnothersTag() throws {
        let proxied = try ProxiedServer(caller: 4)
        proxied.begin(.error(status: 500), chance: 0.5)
        var errors = 0
        for _ in 0..<40 {
            let pair = try proxied.connect()
            try pair.caller.send(HTTPText.get(tag: "key=00000000000000ff;from=2;edge=0"))
            for _ in 0..<5000 {
                if !pair.caller.isSilent(forMilliseconds: 1) { break }
                if !pair.callee.isSilent(forMilliseconds: 1) { break }
            }
            if !pair.caller.isSilent(forMilliseconds: 0) { errors += 1 }
        }
        XCTAssertTrue((10...30).contains(errors), "\(errors) of 40")  // 20 ± 3 × 3.2
    }

    /// Requests that began when nobody asked who sent them.
    func test_onlyListedCallersSuffer_whenTheFaultBeginsWhileTheyWait() throws {
        let proxied = try ProxiedServer()
        let pairs = try (2...3).map { number in
            let pair = try proxied.connect()
            let tag = "key=000000000000000\(number);from=\(number)"
            try pair.caller.send(HTTPText.get(tag: tag))
            _ = try pair.callee.receiveHead()
            return pair
        }
        proxied.begin(.error(status: 503), window: 0, side: .answer, match: "GET /a")
        proxied.begin(.reset, window: 1, from: .listed([3]))
        XCTAssertEqual(code { _ = try pairs[1].caller.receive() }, ECONNRESET)
        try pairs[0].callee.send(HTTPText.ok())
        XCTAssertTrue(try pairs[0].caller.receiveHead().hasPrefix("HTTP/1.1 503 "))
    }

    func test_onlyTheCallersOfAZoneSuffer_whenTheFaultIsOnAZone() throws {
        let proxied = try ProxiedServer()
        proxied.fleet.setZone(1, of: 3)
        let pair = try proxied.connect()
        proxied.begin(.error(status: 500), from: .zone(1))
        try exchange(pair, tag: "key=0000000000000001;from=2")
        try pair.caller.send(HTTPText.get(tag: "key=0000000000000001;from=3"))
        XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 500 "))
    }

    func test_everyNthRequestSuffers_whenTheFaultSaysSo() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        proxied.begin(.error(status: 500), nth: 3)
        for number in 1...9 {
            if number % 3 > 0 {
                try exchange(pair)
            } else {
                try pair.caller.send(HTTPText.get())
                XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 500 "))
            }
        }
    }

    /// The same attempt keys draw the same fates as in a simulation.
    func test_chanceIsDrawnFromTheAttemptsKey_whenItBringsOne() throws {
        let proxied = try ProxiedServer()
        let pair = try proxied.connect()
        var fault = ActiveFault(
            Fault(kind: .error(status: 500), on: [], at: .start, chance: 0.5),
            key: .init(seed: 0))
        proxied.begin(.error(status: 500), chance: 0.5)
        for number in 0..<40 {
            let bits = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let digits = String(bits, radix: 16)
            let tag = "key=\(String(repeating: "0", count: 16 - digits.count))\(digits);from=1"
            if fault.verdict(endpoint: "GET /a", attempt: .init(bits: bits)) == .pass {
                try exchange(pair, tag: tag)
            } else {
                try pair.caller.send(HTTPText.get(tag: tag))
                XCTAssertTrue(try pair.caller.receiveHead().hasPrefix("HTTP/1.1 500 "))
            }
        }
    }
}

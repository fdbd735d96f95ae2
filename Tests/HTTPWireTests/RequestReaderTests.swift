import HTTPWire
import XCTest

final class RequestReaderTests: XCTestCase {
    private func lines(_ text: String) -> [String] { Transcript.requests(Array(text.utf8)).lines }

    func test_requestsFollowEachOther_onOneConnection() {
        XCTAssertEqual(
            lines("GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\nhost:y\r\n\r\n"),
            ["GET /a 1.1 | Host: x", "end", "HEAD /b 1.1 | host: y", "end"])
    }

    func test_contentEndsWhereItsLengthSays() {
        XCTAssertEqual(
            lines(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 03\r\n\r\n"
                    + "abcGET / HTTP/1.0\r\n\r\n"),
            [
                "POST / 1.1 | length 3 | Host: x | Content-Length: 03", "body abc", "end",
                "GET / 1.0 | closes", "end",
            ])
    }

    func test_chunksAreJoined_andTheirExtensionsPassedOver() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
        XCTAssertEqual(
            lines(
                head + "3;a\r\nabc\r\n00B ; n=\"v;w\"\r\n0123456789d\r\n0\r\nSum: 14\r\nOk:\r\n\r\n"
            ),
            [
                "POST / 1.1 | chunked | Host: x | Transfer-Encoding: Chunked",
                "body abc0123456789d", "end | Sum: 14 | Ok: ",
            ])
    }

    func test_trailersAreThoseOfTheMessageThatEnded() {
        let chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        let other = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        let lines = lines(chunked + "A: 1\r\n\r\n" + chunked + "\r\n" + other)
        XCTAssertEqual([lines[1], lines[3], lines[5]], ["end | A: 1", "end", "end"])
    }

    func test_emptyLinesBeforeARequest_areIgnored_andNoRequestOfTheirOwn() {
        XCTAssertEqual(
            lines("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n\r\n"), ["GET / 1.1 | Host: x", "end"])
    }

    func test_connectionPersists_asVersionAndFieldsSay() {
        let table = [
            ("1.1", "", true), ("1.1", "Connection: close\r\n", false),
            ("1.1", "Connection: a, CLOSE ,b\r\n", false), ("1.1", "Connection: closed\r\n", true),
            ("1.1", "Connection: close\r\nConnection: keep-alive\r\n", false),
            ("1.0", "", false), ("1.0", "Connection: Keep-Alive\r\n", true),
            ("1.0", "Connection: keep-alive\r\nConnection: close\r\n", false), ("1.7", "", true),
        ]
        for (version, field, persists) in table {
            let line = lines("GET / HTTP/\(version)\r\nHost: x\r\n\(field)\r\n")[0]
            XCTAssertEqual(!line.contains("closes"), persists, "\(version) \(field)")
        }
    }

    func test_expectation_countsInHTTP11Alone() {
        let rest = "\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\na"
        XCTAssertTrue(lines("PUT / HTTP/1.1" + rest)[0].contains("expects 100"))
        XCTAssertFalse(lines("PUT / HTTP/1.0" + rest)[0].contains("expects 100"))
    }

    func test_fieldsAreFound_whateverTheirCase() {
        let text =
            "GET / HTTP/1.1\r\nHost: x\r\nChaos-Attempt: \t42 \r\nACCEPT: a, B\r\n\r\n"
        let head = firstHead(text)
        XCTAssertEqual(head.fields.text(of: "chaos-attempt"), "42")
        XCTAssertEqual(head.fields.withValue(of: "accept") { Array($0) }, Array("a, B".utf8))
        XCTAssertNil(head.fields.text(of: "chaos"))
    }

    func test_headStays_whileTheNextIsIncomplete() {
        var reader = RequestReader()
        let text = Array("GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHo".utf8)
        text.withUnsafeBytes { input in
            var offset = 0
            while reader.next(input, &offset) != nil {}
            XCTAssertEqual(offset, text.count)
        }
        XCTAssertTrue(reader.head.pathEquals("/first"))
        XCTAssertTrue(reader.hasPartialHead)
    }

    func test_stateTellsIdleFromSlow() {
        var reader = RequestReader()
        func feed(_ text: String) {
            Array(text.utf8).withUnsafeBytes { input in
                var offset = 0
                while reader.next(input, &offset) != nil {}
            }
        }
        XCTAssertTrue(reader.isBetweenMessages)
        for half in ["\r", "\n"] {
            feed(half)
            XCTAssertTrue(reader.isBetweenMessages, "an empty line is no request")
        }
        feed("P")
        XCTAssertTrue(reader.hasPartialHead && !reader.isBetweenMessages)
        feed("OST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        XCTAssertTrue(!reader.hasPartialHead && !reader.isBetweenMessages)
        feed("b")
        XCTAssertTrue(reader.isBetweenMessages)
    }

    func test_endOfConnection_isTruncation_onlyWithinAMessage() {
        let whole = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
        for length in 0...whole.utf8.count {
            let lines = Transcript.requests(Array(whole.utf8.prefix(length))).lines
            let isWhole = length == 0 || length == whole.utf8.count
            let isTruncated = lines.last == "failed \(HTTPProblem.truncated)"
            XCTAssertEqual(isTruncated, !isWhole, "\(length) bytes")
        }
    }

    private func firstHead(_ text: String) -> RequestHead {
        var reader = RequestReader()
        Array(text.utf8).withUnsafeBytes { input in
            var offset = 0
            XCTAssertEqual(reader.next(input, &offset), .head)
        }
        return reader.head
    }
}

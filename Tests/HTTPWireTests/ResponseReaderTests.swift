import HTTPWire
import XCTest

final class ResponseReaderTests: XCTestCase {
    private func lines(_ text: String, to methods: [HTTPMethod] = [.get]) -> [String] {
        Transcript.responses(Array(text.utf8), to: methods).lines
    }

    func test_responsesFollowEachOther() {
        XCTAssertEqual(
            lines(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                    + "HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n",
                to: [.get, .get]),
            [
                "200 1.1 | length 2 | Content-Length: 2", "body ok", "end",
                "503 1.1 | length 0 | Content-Length: 0", "end",
            ])
    }

    func test_noContent_whereTheRequestOrTheStatusForbidsIt() {
        let next = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
        for (method, status) in [(HTTPMethod.head, 200), (.get, 204), (.get, 304), (.head, 404)] {
            let lines = lines(
                "HTTP/1.1 \(status) x\r\nContent-Length: 7\r\n\r\n" + next, to: [method, .get])
            XCTAssertEqual(lines.count, 5, "\(method) \(status): \(lines)")
            XCTAssertEqual(lines.dropFirst(3).first, "body a", "\(method) \(status)")
        }
    }

    func test_interimResponses_leaveTheRequestOpen() {
        XCTAssertEqual(
            lines(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
            ),
            ["100 1.1 | length 0", "end", "103 1.1 | length 0", "end", "204 1.1 | length 0", "end"])
    }

    func test_contentGoesOnUntilTheEnd_withoutALength() {
        XCTAssertEqual(
            lines("HTTP/1.1 200 OK\r\nA: b\r\n\r\nHTTP/1.1 200"),
            ["200 1.1 | until close | closes | A: b", "body HTTP/1.1 200", "end"])
    }

    func test_connectionBecomesATunnel() {
        for (method, status) in [(HTTPMethod.get, 101), (.connect, 200)] {
            let lines = lines("HTTP/1.1 \(status) x\r\nContent-Length: 1\r\n\r\nraw", to: [method])
            XCTAssertTrue(lines[0].contains("tunnel"), "\(lines)")
            XCTAssertEqual(lines.dropFirst(), ["body raw", "end"], "\(method) \(status)")
        }
        let refused = "HTTP/1.1 403 x\r\nContent-Length: 1\r\n\r\na"
        XCTAssertEqual(lines(refused, to: [.connect]).dropFirst(), ["body a", "end"])
    }

    func test_responseToNoRequest_isRefused() {
        XCTAssertEqual(
            lines("HTTP/1.1 204 x\r\n\r\nHTTP/1.1 408 x\r\n\r\n").last,
            "failed \(HTTPProblem.unexpectedResponse)")
    }

    func test_contradictionsAreRefused() {
        let table: [(String, HTTPProblem)] = [
            ("Content-Length: 1\r\nContent-Length: 1\r\n", .repeatedContentLength),
            ("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", .lengthAndTransferEncoding),
            ("Transfer-Encoding: gzip, chunked\r\n", .unknownTransferCoding),
            ("Transfer-Encoding: gzip\r\n", .invalidTransferEncoding),
            ("A : b\r\n", .spaceBeforeColon), ("A: b\r\n c\r\n", .foldedField),
        ]
        for (fields, problem) in table {
            XCTAssertEqual(
                lines("HTTP/1.1 200 OK\r\n\(fields)\r\na"), ["failed \(problem)"], fields)
        }
        for line in [
            "", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1 099 x", "HTTP/1.1  200",
            "HTTP/1.1 20x", "HTTP/1.1 200\tx", "ICY 200 OK", "HTTP/1.1 200 a\0b",
        ] {
            XCTAssertEqual(
                lines(line + "\r\nA: b\r\n\r\n"), ["failed \(HTTPProblem.invalidStartLine)"], line)
        }
        XCTAssertEqual(lines("HTTP/2 200\r\n\r\n"), ["failed \(HTTPProblem.invalidStartLine)"])
        XCTAssertEqual(lines("HTTP/3.0 200\r\n\r\n"), ["failed \(HTTPProblem.unsupportedVersion)"])
    }

    func test_endOfConnection_isTruncation_whereALengthWasAnnounced() {
        XCTAssertEqual(
            lines("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").last,
            "failed \(HTTPProblem.truncated)")
        XCTAssertEqual(
            lines("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n").last,
            "failed \(HTTPProblem.truncated)")
        XCTAssertEqual(lines("").last, "failed \(HTTPProblem.truncated)", "a request is unanswered")
        XCTAssertEqual(lines("", to: []), [])
    }

    /// A thousand requests in flight, answered one by one: the queue of methods stays in order.
    func test_longPipelines_keepTheirOrder() {
        var reader = ResponseReader()
        var ends = 0
        for number in 0..<1000 { reader.expect(number % 3 == 0 ? .head : .get) }
        for number in 0..<1000 {
            let body = number % 3 == 0 ? "" : "x"
            Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(body)".utf8).withUnsafeBytes {
                input in
                var offset = 0
                while let event = reader.next(input, &offset) { if event == .end { ends += 1 } }
            }
            reader.expect(.get)
            XCTAssertEqual(reader.awaitedCount, 1000)
        }
        XCTAssertEqual(ends, 1000)
    }
}

import HTTPWire
import XCTest

final class MessageWriterTests: XCTestCase {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var buffer: [UInt8] = []
        write(&buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    func test_statusLines_haveTheReasonOfTheRegistry() {
        let table = [
            (200, "HTTP/1.1 200 OK\r\n"), (404, "HTTP/1.1 404 Not Found\r\n"),
            (503, "HTTP/1.1 503 Service Unavailable\r\n"),
            (101, "HTTP/1.1 101 Switching Protocols\r\n"),
            (299, "HTTP/1.1 299 \r\n"), (999, "HTTP/1.1 999 \r\n"),
        ]
        for (status, line) in table {
            XCTAssertEqual(written { MessageWriter.statusLine(status, into: &$0) }, line)
        }
    }

    func test_everyStatusThatAProblemHas_hasAReason() {
        for status in Set(HTTPProblem.allCases.map(\.status)) {
            let line = written { MessageWriter.statusLine(status, into: &$0) }
            XCTAssertFalse(line.hasSuffix(" \r\n"), line)
        }
    }

    func test_wholeResponse() {
        XCTAssertEqual(
            written { MessageWriter.response(502, body: "no\n".utf8, close: true, into: &$0) },
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\nconnection: close\r\n\r\nno\n")
    }

    func test_continueIsAHeadAlone() {
        XCTAssertEqual(
            written { MessageWriter.continueResponse(into: &$0) }, "HTTP/1.1 100 Continue\r\n\r\n")
    }

    func test_numbers_inBothBases() {
        for (number, hexadecimal) in [
            (1, "1"), (9, "9"), (10, "a"), (16, "10"), (255, "ff"), (4096, "1000"),
            (Int.max, "7fffffffffffffff"),
        ] {
            XCTAssertEqual(
                written { MessageWriter.field("n", number, into: &$0) }, "n: \(number)\r\n")
            XCTAssertEqual(
                written { MessageWriter.chunkSize(number, into: &$0) }, "\(hexadecimal)\r\n")
        }
        XCTAssertEqual(written { MessageWriter.field("n", 0, into: &$0) }, "n: 0\r\n")
    }

    func test_targetMayBeOfEitherKind() {
        let line = "PUT /a HTTP/1.1\r\n"
        XCTAssertEqual(written { MessageWriter.requestLine(.put, "/a", into: &$0) }, line)
        XCTAssertEqual(
            written { MessageWriter.requestLine(.put, Array("/a".utf8), into: &$0) }, line)
    }
}

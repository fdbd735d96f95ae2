import HTTPWire
import XCTest

/// What two readers could understand differently is refused, and ends the connection.
///
/// - SeeAlso: RFC 9112, sections 2.2, 3, 5, 6 and 11.2.
final class SmugglingTests: XCTestCase {
    /// After the line `GET / HTTP/1.1`; `Host: x` included where it does not matter.
    private static let fields: [(String, HTTPProblem)] = [
        ("X: y\r\n", .missingHost),
        ("Host: x\r\nhost: x\r\n", .repeatedHost),
        ("Host: a/b\r\n", .invalidHost), ("Host: a b\r\n", .invalidHost),
        ("Host: a@b\r\n", .invalidHost),
        ("Host: x\r\n X: y\r\n", .foldedField), ("Host: x\r\n\tX: y\r\n", .foldedField),
        (" Host: x\r\n", .foldedField),
        ("Host : x\r\n", .spaceBeforeColon), ("Host: x\r\nX\t: y\r\n", .spaceBeforeColon),
        ("Host: x\r\n: y\r\n", .invalidFieldName), ("Host: x\r\nX\r\n", .invalidFieldName),
        ("Host: x\r\nX(y): z\r\n", .invalidFieldName), ("Host: x\r\nX\0: z\r\n", .invalidFieldName),
        ("Host: x\r\n\u{e9}: z\r\n", .invalidFieldName),
        ("Host: x\r\nX: a\0b\r\n", .invalidFieldValue),
        ("Host: x\r\nX: a\u{7f}\r\n", .invalidFieldValue),
        ("Host: x\r\nX: a\u{b}b\r\n", .invalidFieldValue),
        ("Host: x\r\nX: a\rb\r\n", .bareCarriageReturn),
        ("Host: x\r\nX: a\r\r\n", .bareCarriageReturn),
        ("Host: x\r\n\rX: a\r\n", .bareCarriageReturn),
        ("Host: x\nX: a\r\n", .bareLineFeed), ("Host: x\r\nX: a\n", .bareLineFeed),
        ("Host: x\r\nX\n", .bareLineFeed), ("Host: x\r\n\n", .bareLineFeed),
        ("Host: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .repeatedContentLength),
        ("Host: x\r\nContent-Length: 1\r\ncontent-length: 2\r\n", .repeatedContentLength),
    ]

    func test_fieldsAreRefused() {
        for (fields, problem) in Self.fields { expect("GET / HTTP/1.1\r\n\(fields)\r\n", problem) }
    }

    func test_contentLengthsAreRefused_unlessPlainDecimal() {
        for value in ["", "+1", "-1", "1,1", "1, 1", "0x1", "1 1", "1.0", "\u{0660}", "1;"] {
            expect(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\na",
                .invalidContentLength)
        }
        // 2⁶⁴ + 1 must not wrap around to 1.
        expect(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551617\r\n\r\na",
            .bodyTooLarge)
    }

    func test_transferEncodings_otherThanChunkedAreRefused() {
        let table: [(String, HTTPProblem)] = [
            ("identity", .invalidTransferEncoding), ("xchunked", .invalidTransferEncoding),
            ("chunked, identity", .invalidTransferEncoding), ("chunked,", .invalidTransferEncoding),
            ("", .invalidTransferEncoding), ("chunked, chunked", .invalidTransferEncoding),
            ("chunked;q=1", .invalidTransferEncoding), ("\"chunked\"", .invalidTransferEncoding),
            ("chunked\r\nTransfer-Encoding: chunked", .invalidTransferEncoding),
            ("chunked\r\nTransfer-Encoding: x", .invalidTransferEncoding),
            ("gzip, chunked", .unknownTransferCoding), (", chunked", .invalidTransferEncoding),
            ("chunked\r\nContent-Length: 3", .lengthAndTransferEncoding),
            ("x\r\nContent-Length: 3", .lengthAndTransferEncoding),
        ]
        for (value, problem) in table {
            expect(
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(value)\r\n\r\n0\r\n\r\n",
                problem)
        }
        expect(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .transferEncodingInHTTP10)
    }

    func test_requestLinesAreRefused() {
        let table: [(String, HTTPProblem)] = [
            ("GET  / HTTP/1.1", .invalidStartLine), ("GET /  HTTP/1.1", .invalidStartLine),
            ("GET\t/ HTTP/1.1", .invalidStartLine), (" GET / HTTP/1.1", .invalidStartLine),
            ("GET / HTTP/1.1 ", .invalidStartLine), ("GET /", .invalidStartLine),
            ("GET", .invalidStartLine), ("G(T / HTTP/1.1", .invalidStartLine),
            ("GET /\u{7f} HTTP/1.1", .invalidStartLine),
            ("GET /\u{e9} HTTP/1.1", .invalidStartLine),
            ("GET / http/1.1", .invalidStartLine), ("GET / HTTP/1.x", .invalidStartLine),
            ("GET / HTTP/x.1", .invalidStartLine),
            ("GET / HTTP/11", .invalidStartLine), ("GET / HTTPS/1.1", .invalidStartLine),
            ("GET / HTTP/2.0", .unsupportedVersion), ("GET / HTTP/0.9", .unsupportedVersion),
            ("PRI * HTTP/2.0", .unsupportedVersion), ("\u{16}\u{3}\u{1}", .invalidStartLine),
            ("GET / HTTP/1.1\r", .bareCarriageReturn), ("GET /\rX HTTP/1.1", .invalidStartLine),
        ]
        for (line, problem) in table { expect("\(line)\r\nHost: x\r\n\r\n", problem) }
        expect("GET / HTTP/1.1\nHost: x\r\n\r\n", .bareLineFeed)
        expect("\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", .bareLineFeed)
    }

    func test_chunksAreRefused() {
        let table: [(String, HTTPProblem)] = [
            ("x\r\n", .invalidChunkSize), ("\r\n", .invalidChunkSize),
            (" 1\r\na\r\n", .invalidChunkSize),
            ("-1\r\n", .invalidChunkSize), ("0x1\r\n", .invalidChunkSize),
            (";a\r\n", .invalidChunkSize),
            ("1 \r\na\r\n0\r\n\r\n", .invalidChunkSize), ("1 a\r\n", .invalidChunkSize),
            ("10000000000000001\r\na", .invalidChunkSize),
            ("1;a\0\r\n", .invalidChunkSize), ("1\na\r\n", .bareLineFeed),
            ("1;a\na\r\n", .bareLineFeed),
            ("1\ra\r\n", .bareCarriageReturn), ("1;a\r\ra", .bareCarriageReturn),
            ("1\r\nab\r\n", .invalidChunkEnd), ("1\r\na\n", .invalidChunkEnd),
            ("1\r\na\r0\r\n", .bareCarriageReturn),
            ("0\r\n folded: x\r\n\r\n", .foldedField), ("0\r\nA : x\r\n\r\n", .spaceBeforeColon),
            ("0\r\nA: x\n\r\n", .bareLineFeed), ("0\r\n\n", .bareLineFeed),
        ]
        for (body, problem) in table {
            expect(
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body, problem)
        }
    }

    func test_statusIsThatOfTheProblem() {
        let others: [HTTPProblem: Int] = [
            .startLineTooLong: 414, .fieldLineTooLong: 431, .sectionTooLarge: 431,
            .tooManyFields: 431,
            .bodyTooLarge: 413, .unknownTransferCoding: 501, .unsupportedVersion: 505,
        ]
        for problem in HTTPProblem.allCases {
            XCTAssertEqual(problem.status, others[problem] ?? 400, "\(problem)")
        }
        XCTAssertEqual(
            Set(HTTPProblem.allCases.map(\.description)).count, HTTPProblem.allCases.count)
    }

    /// It fails so, and what follows is swallowed without another event.
    private func expect(
        _ text: String, _ problem: HTTPProblem, line: UInt = #line
    ) {
        let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        let lines = Transcript.requests(Array((text + smuggled).utf8)).lines
        let failures = lines.filter { $0.hasPrefix("failed") }
        XCTAssertEqual(
            failures, ["failed \(problem)"], "\(text.debugDescription): \(lines)", line: line)
        XCTAssertEqual(lines.last, failures.last, "events after the failure", line: line)
        XCTAssertFalse(lines.contains { $0.contains("/smuggled") }, "\(lines)", line: line)
    }
}

import HTTPWire
import XCTest

/// What is at a limit passes, and one byte more is refused.
final class LimitTests: XCTestCase {
    private static let roomy = HTTPLimits(line: 1000, section: 1000, fields: 100, body: 1000)

    private func problem(_ text: String, _ limits: HTTPLimits) -> String? {
        Transcript.requests(Array(text.utf8), finished: false, limits: limits).lines
            .first { $0.hasPrefix("failed") }
    }

    func test_startLine() {
        var limits = Self.roomy
        limits.line = "GET /abc HTTP/1.1\r\n".utf8.count
        XCTAssertNil(problem("GET /abc HTTP/1.1\r\nHost: x\r\n\r\n", limits))
        XCTAssertEqual(
            problem("GET /abcd HTTP/1.1\r\nHost: x\r\n\r\n", limits),
            "failed \(HTTPProblem.startLineTooLong)")
        XCTAssertEqual(
            problem("GET /a" + String(repeating: "b", count: 20), limits),
            "failed \(HTTPProblem.startLineTooLong)", "before its end has come")
    }

    func test_fieldLine() {
        var limits = Self.roomy
        limits.line = "GET / HTTP/1.1\r\n".utf8.count
        let start = "GET / HTTP/1.1\r\nHost: x\r\n"
        XCTAssertNil(problem(start + "A: 34567890123\r\n\r\n", limits))
        XCTAssertEqual(
            problem(start + "A: 345678901234\r\n\r\n", limits),
            "failed \(HTTPProblem.fieldLineTooLong)")
    }

    func test_section() {
        let head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        var limits = Self.roomy
        limits.section = head.utf8.count
        XCTAssertNil(problem(head, limits))
        XCTAssertEqual(problem("\r\n" + head, limits), "failed \(HTTPProblem.sectionTooLarge)")
        limits.section -= 1
        XCTAssertEqual(problem(head, limits), "failed \(HTTPProblem.sectionTooLarge)")
    }

    func test_fields() {
        var limits = Self.roomy
        limits.fields = 2
        let start = "GET / HTTP/1.1\r\nHost: x\r\n"
        XCTAssertNil(problem(start + "A: 1\r\n\r\n", limits))
        XCTAssertEqual(
            problem(start + "A: 1\r\nB: 2\r\n\r\n", limits), "failed \(HTTPProblem.tooManyFields)")
    }

    func test_body() {
        var limits = Self.roomy
        limits.body = 4
        let start = "POST / HTTP/1.1\r\nHost: x\r\n"
        XCTAssertNil(problem(start + "Content-Length: 4\r\n\r\nabcd", limits))
        XCTAssertEqual(
            problem(start + "Content-Length: 5\r\n\r\n", limits),
            "failed \(HTTPProblem.bodyTooLarge)")
        let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
        XCTAssertNil(problem(chunked + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", limits))
        XCTAssertEqual(
            problem(chunked + "3\r\nabc\r\n2\r\n", limits), "failed \(HTTPProblem.bodyTooLarge)")
    }

    func test_bodyThatEndsWithTheConnection() {
        var limits = Self.roomy
        limits.body = 4
        let head = "HTTP/1.1 200 OK\r\n\r\n"
        XCTAssertEqual(
            Transcript.responses(Array((head + "abcd").utf8), limits: limits).lines.last, "end")
        XCTAssertEqual(
            Transcript.responses(Array((head + "abcde").utf8), limits: limits).lines.last,
            "failed \(HTTPProblem.bodyTooLarge)")
    }

    func test_trailersAndChunkSizes_haveTheLimitsOfSections() {
        var limits = Self.roomy
        limits.line = 64
        limits.fields = 2
        let start = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        let long = String(repeating: "a", count: 64)
        XCTAssertEqual(
            problem(start + "1;\(long)\r\n", limits), "failed \(HTTPProblem.invalidChunkSize)")
        XCTAssertEqual(
            problem(start + String(repeating: "0", count: 65), limits),
            "failed \(HTTPProblem.invalidChunkSize)")
        XCTAssertEqual(
            problem(start + "0\r\nA: \(long)", limits), "failed \(HTTPProblem.fieldLineTooLong)")
        XCTAssertEqual(
            problem(start + "0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits),
            "failed \(HTTPProblem.tooManyFields)")
        limits.section = 100
        XCTAssertEqual(
            problem(
                start + "0\r\nA: \(long.dropLast(10))\r\nB: \(long.dropLast(10))\r\n\r\n", limits),
            "failed \(HTTPProblem.sectionTooLarge)")
    }

    func test_aMegabyteOfHead_isRefusedByTheStandardLimits() {
        let line = "X: " + String(repeating: "y", count: 1 << 20)
        XCTAssertEqual(
            problem("GET / HTTP/1.1\r\nHost: x\r\n" + line, .standard),
            "failed \(HTTPProblem.fieldLineTooLong)")
    }
}

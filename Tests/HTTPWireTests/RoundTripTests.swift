import Chance
import HTTPWire
import XCTest

/// What the writer writes, the readers read back.
final class RoundTripTests: XCTestCase {
    private static let names: [StaticString] = ["accept", "x-y", "chaos-attempt", "traceparent"]

    func test_randomRequests_areReadBack() {
        for seed in 0..<2000 {
            var generator = Generator(Key(seed: UInt64(seed)))
            var bytes: [UInt8] = []
            var expected: [String] = []
            for _ in 0...generator.below(3) { write(&bytes, &expected, &generator) }
            XCTAssertEqual(Transcript.requests(bytes).lines, expected, "seed \(seed)")
        }
    }

    func test_randomResponses_areReadBack() {
        for seed in 0..<2000 {
            var generator = Generator(Key(seed: UInt64(seed)))
            var bytes: [UInt8] = []
            let status = 200 + generator.below(400)
            let body = content(below: 3000, &generator)
            MessageWriter.response(status, body: body, into: &bytes)
            let hasBody = status != 204 && status != 304
            if !hasBody { bytes.removeLast(body.count) }
            var expected = [
                "\(status) 1.1 | length \(hasBody ? body.count : 0) | content-length: \(body.count)"
            ]
            if hasBody && !body.isEmpty { expected.append("body " + text(body)) }
            XCTAssertEqual(
                Transcript.responses(bytes).lines, expected + ["end"], "seed \(seed)")
        }
    }

    private func write(
        _ bytes: inout [UInt8], _ expected: inout [String], _ generator: inout Generator
    ) {
        let method: HTTPMethod = [.get, .post, .put, .delete, .patch][generator.below(5)]
        let target = "/" + text(content(below: 30, &generator))
        MessageWriter.requestLine(method, Array(target.utf8), into: &bytes)
        MessageWriter.field("host", "127.0.0.1", into: &bytes)
        var fields = ["host: 127.0.0.1"]
        for name in Self.names where generator.happens(0.5) {
            let value = content(below: 60, &generator)
            MessageWriter.field(name, value, into: &bytes)
            fields.append("\(name): \(text(value))")
        }
        let body = content(below: 3000, &generator)
        let isChunked = generator.happens(0.5)
        if isChunked {
            MessageWriter.chunkedEncoding(into: &bytes)
            fields.append("transfer-encoding: chunked")
        } else {
            MessageWriter.field("content-length", body.count, into: &bytes)
            fields.append("content-length: \(body.count)")
        }
        MessageWriter.endHead(into: &bytes)
        let framing = isChunked ? ["chunked"] : body.isEmpty ? [] : ["length \(body.count)"]
        expected.append(
            (["\(method.word) \(target) 1.1"] + framing + fields).joined(separator: " | "))
        if !body.isEmpty { expected.append("body \(text(body))") }
        guard isChunked else {
            bytes += body
            return expected.append("end")
        }
        expected.append(writeChunks(body, &bytes, &generator))
    }

    /// - Returns: the line of the end, with the trailer if there is one.
    private func writeChunks(
        _ body: [UInt8], _ bytes: inout [UInt8], _ generator: inout Generator
    ) -> String {
        var rest = body[...]
        while !rest.isEmpty {
            let size = generator.below(rest.count) + 1
            MessageWriter.chunk(rest.prefix(size), into: &bytes)
            rest = rest.dropFirst(size)
        }
        MessageWriter.chunk([], into: &bytes)  // Writes nothing, and so ends nothing.
        guard generator.happens(0.5) else {
            MessageWriter.lastChunk(into: &bytes)
            return "end"
        }
        MessageWriter.beginTrailers(into: &bytes)
        MessageWriter.field("sum", body.count, into: &bytes)
        MessageWriter.endHead(into: &bytes)
        return "end | sum: \(body.count)"
    }

    /// Visible characters, up to `bound` of them.
    private func content(below bound: Int, _ generator: inout Generator) -> [UInt8] {
        (0..<generator.below(bound)).map { _ in UInt8(0x21 + generator.below(0x5E)) }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

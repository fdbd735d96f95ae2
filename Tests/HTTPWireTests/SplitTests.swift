import Chance
import HTTPWire
import XCTest

/// The events of a connection do not depend on how its bytes were cut into reads.
final class SplitTests: XCTestCase {
    private func methods(_ words: [String]) -> [HTTPMethod] {
        words.compactMap { word in HTTPMethod.allCases.first { "\($0.word)" == word } }
    }

    func test_sameEvents_atEveryCut() {
        for text in Corpus.requests {
            expectSame(Array(text.utf8)) { Transcript.requests($0, cuts: $1) }
        }
        for (text, words) in Corpus.responses {
            let methods = methods(words)
            expectSame(Array(text.utf8)) { Transcript.responses($0, to: methods, cuts: $1) }
        }
    }

    func test_sameFailure_atEveryCut_whereSeveralLimitsAreNear() {
        let text = Array("GET /abcdefgh HTTP/1.1\r\nHost: abc\r\nLong: abcdefghijklm\r\n\r\n".utf8)
        for line in 1...26 {
            for section in [line, 24, 30, 36, 40, 50, 60] {
                let limits = HTTPLimits(line: line, section: section, fields: 1, body: 0)
                expectSame(text) { Transcript.requests($0, cuts: $1, limits: limits) }
            }
        }
    }

    /// Whole, cut at every place, in single bytes, and with an empty read between any two.
    private func expectSame(_ bytes: [UInt8], _ transcript: ([UInt8], [Int]) -> Transcript) {
        let whole = transcript(bytes, [])
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        let everywhere = Array(1..<bytes.count)
        XCTAssertEqual(transcript(bytes, everywhere).lines, whole.lines, text)
        XCTAssertEqual(transcript(bytes, everywhere.flatMap { [$0, $0] }).lines, whole.lines, text)
        for cut in everywhere {
            XCTAssertEqual(transcript(bytes, [cut]).lines, whole.lines, "\(text) cut at \(cut)")
        }
    }

    /// What a proxy needs to change no byte: message by message, it is what came.
    func test_consumedBytes_areTheMessages() {
        for text in Corpus.requests {
            let bytes = Array(text.utf8)
            for cuts in [[], Array(1..<bytes.count)] {
                let transcript = Transcript.requests(bytes, cuts: cuts)
                XCTAssertEqual(transcript.consumed.flatMap { $0 }, bytes, text.debugDescription)
            }
        }
        let first =
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1;a\r\nb\r\n0\r\nc: d\r\n\r\n"
        let second = "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for cuts in [[], Array(1..<(first + second).utf8.count)] {
            let transcript = Transcript.requests(Array((first + second).utf8), cuts: cuts)
            XCTAssertEqual(
                transcript.consumed.map { String(decoding: $0, as: UTF8.self) },
                [first, second, ""])
        }
    }

    func test_headBytes_areThoseThatCame() {
        let head = "\r\nGET /a HTTP/1.1\r\nHost:x\r\nB: \t c \r\n\r\n"
        var reader = RequestReader()
        for byte in head.utf8 {
            [byte].withUnsafeBytes { input in
                var offset = 0
                if reader.next(input, &offset) == .head {
                    XCTAssertEqual(reader.head.bytes, Array(head.utf8))
                }
            }
        }
        XCTAssertEqual(reader.head.path, "/a")
    }
}

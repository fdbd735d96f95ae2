import HTTPWire
import XCTest

/// What a reader says about the bytes of a connection, as lines of text, and what it consumed.
///
/// Neighbouring ranges of content are joined, so that transcripts of differently cut reads can be
/// compared. The rules that hold for every call are asserted on the way.
struct Transcript: Equatable {
    var lines: [String] = []
    /// The bytes consumed for each message, in the order of the messages.
    var consumed: [[UInt8]] = [[]]
    private var content: [UInt8] = []

    /// The requests of a connection whose bytes come in pieces that end at `cuts`.
    static func requests(
        _ bytes: [UInt8], cuts: [Int] = [], finished: Bool = true, limits: HTTPLimits = .standard
    ) -> Transcript {
        var reader = RequestReader(limits: limits)
        var transcript = Transcript()
        for piece in pieces(of: bytes, cuts) {
            transcript.read(
                piece, next: { reader.next($0, &$1) }, head: { describe(reader.head) },
                trailers: { reader.trailers })
        }
        if finished { transcript.note(reader.peerFinished(), head: { "" }, trailers: { nil }) }
        return transcript
    }

    /// The responses to requests of `methods`, in pieces that end at `cuts`.
    static func responses(
        _ bytes: [UInt8], to methods: [HTTPMethod] = [.get], cuts: [Int] = [],
        finished: Bool = true, limits: HTTPLimits = .standard
    ) -> Transcript {
        var reader = ResponseReader(limits: limits)
        for method in methods { reader.expect(method) }
        var transcript = Transcript()
        for piece in pieces(of: bytes, cuts) {
            transcript.read(
                piece, next: { reader.next($0, &$1) }, head: { describe(reader.head) },
                trailers: { reader.trailers })
        }
        if finished {
            transcript.note(
                reader.peerFinished(), head: { "" }, trailers: { reader.trailers })
        }
        return transcript
    }

    private static func pieces(of bytes: [UInt8], _ cuts: [Int]) -> [[UInt8]] {
        let ends = cuts + [bytes.count]
        return zip([0] + cuts, ends).map { Array(bytes[$0..<$1]) }
    }

    private mutating func read(
        _ piece: [UInt8], next: (UnsafeRawBufferPointer, inout Int) -> HTTPEvent?,
        head: () -> String, trailers: () -> FieldSection?
    ) {
        piece.withUnsafeBytes { input in
            var offset = 0
            // No event but `end` and `failed` comes without a byte of its own.
            for _ in 0..<(2 * piece.count + 4) {
                let start = offset
                let event = next(input, &offset)
                XCTAssertLessThanOrEqual(offset, input.count)
                consumed[consumed.count - 1] += input[start..<offset]
                guard let event else {
                    XCTAssertEqual(offset, input.count, "what is not an event is not consumed")
                    return
                }
                if case .body(let range) = event { content += input[range] }
                note(event, head: head, trailers: trailers)
            }
            XCTFail("the events do not end")
        }
    }

    private mutating func note(
        _ event: HTTPEvent?, head: () -> String, trailers: () -> FieldSection?
    ) {
        if case .body = event { return }
        if !content.isEmpty { lines.append("body \(String(decoding: content, as: UTF8.self))") }
        content = []
        switch event {
        case .head: lines.append(head())
        case .failed(let problem): lines.append("failed \(problem)")
        case .end:
            lines.append((["end"] + fields(trailers())).joined(separator: " | "))
            consumed.append([])
        case .body, nil: break
        }
    }
}

extension Transcript {
    fileprivate static func describe(_ head: RequestHead) -> String {
        var parts = ["\(text(head.methodRange, head.bytes)) \(head.target) 1.\(head.minorVersion)"]
        if head.isChunked { parts.append("chunked") }
        if let length = head.contentLength, length > 0 { parts.append("length \(length)") }
        if !head.keepsAlive { parts.append("closes") }
        if head.expectsContinue { parts.append("expects 100") }
        return (parts + fields(head.fields)).joined(separator: " | ")
    }

    fileprivate static func describe(_ head: ResponseHead) -> String {
        var parts = ["\(head.status) 1.\(head.minorVersion)"]
        parts.append(
            head.isChunked ? "chunked" : head.contentLength.map { "length \($0)" } ?? "until close")
        if !head.keepsAlive { parts.append("closes") }
        if head.opensTunnel { parts.append("tunnel") }
        return (parts + fields(head.fields)).joined(separator: " | ")
    }

    private static func text(_ range: Range<Int>, _ bytes: [UInt8]) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private static func fields(_ section: FieldSection?) -> [String] {
        guard let section else { return [] }
        return (0..<section.count).map { place in
            let (name, value) = section[place]
            return "\(text(name, section.bytes)): \(text(value, section.bytes))"
        }
    }

    private func fields(_ section: FieldSection?) -> [String] { Self.fields(section) }
}

/// Reads the line before a chunk's content: `size [; extension] CRLF`.
///
/// Extensions are passed over. A blank is allowed only before `;`, and LF alone ends no line, since
/// what disagrees about either can be made to disagree about where a message ends.
/// - SeeAlso: RFC 9112, sections 7.1 and 7.1.1.
struct ChunkSizeLine: Hashable {
    enum Progress {
        case incomplete
        case complete(Int)
        case failed(HTTPProblem)
    }
    private enum Stage { case size, blank, `extension`, lineFeed }

    private var stage = Stage.size
    private var size = 0
    /// Of the line so far.
    private var length = 0

    mutating func read(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, limit: Int
    ) -> Progress {
        while offset < input.count {
            let byte = input[offset]
            offset += 1
            length += 1
            if length > limit { return .failed(.invalidChunkSize) }
            if stage == .lineFeed {
                return byte == Characters.lineFeed ? .complete(size) : .failed(.bareCarriageReturn)
            }
            if let problem = pass(byte) { return .failed(problem) }
        }
        return .incomplete
    }

    private mutating func pass(_ byte: UInt8) -> HTTPProblem? {
        if stage == .size, let digit = Self.digit(byte) {
            guard size <= Int.max >> 4 else { return .invalidChunkSize }
            size = size << 4 | digit
            return nil
        }
        guard length > 1 else { return .invalidChunkSize }
        switch byte {
        case Characters.carriageReturn where stage != .blank: stage = .lineFeed
        case Characters.lineFeed: return .bareLineFeed
        case UInt8(ascii: ";"): stage = .extension
        case Characters.space, Characters.tab: if stage == .size { stage = .blank }
        default:
            return stage == .extension && byte > Characters.space && byte != 0x7F
                ? nil : .invalidChunkSize
        }
        return nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        let decimal = byte &- 0x30
        if decimal < 10 { return Int(decimal) }
        let letter = Characters.lowercased(byte) &- 0x61
        return letter < 6 ? Int(letter) + 10 : nil
    }
}

/// Finds the content of one message, and the message's end.
struct BodyReader: Hashable, Sendable {
    private enum Stage: Hashable {
        case none
        case length(left: Int)
        case untilClose(left: Int)
        case chunkSize(ChunkSizeLine)
        /// With nothing left, the CR behind the chunk is due.
        case chunk(left: Int)
        case chunkLineFeed
        case trailers
    }

    private var stage = Stage.none
    /// Content that may still come before the body is too large.
    private var allowance = 0
    /// Of the message that ended last.
    private(set) var trailers = FieldSection()

    /// Whether the end of the connection is the end of this body.
    var endsWithConnection: Bool { if case .untilClose = stage { true } else { false } }

    mutating func begin(_ framing: Framing, limits: HTTPLimits) {
        allowance = limits.body
        trailers.removeAll()
        switch framing {
        case .none: stage = .none
        case .length(let length): stage = .length(left: length)
        case .untilClose: stage = .untilClose(left: limits.body)
        case .chunked: stage = .chunkSize(ChunkSizeLine())
        }
    }

    /// Everything that follows is content.
    mutating func beginTunnel() { stage = .untilClose(left: .max) }

    /// Consumes `input[offset...]` up to the next event; nil when it needs more.
    mutating func next(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, _ section: inout SectionCollector,
        limits: HTTPLimits
    ) -> HTTPEvent? {
        while true {
            switch stage {
            case .none, .length(left: 0): return .end
            case .length(let left):
                guard let range = take(left, input, &offset) else { return nil }
                stage = .length(left: left - range.count)
                return .body(range)
            case .untilClose(let left):
                if left == 0 && offset < input.count { return .failed(.bodyTooLarge) }
                guard let range = take(left, input, &offset) else { return nil }
                stage = .untilClose(left: left - range.count)
                return .body(range)
            case .chunk(let left) where left > 0:
                guard let range = take(left, input, &offset) else { return nil }
                stage = .chunk(left: left - range.count)
                return .body(range)
            case .trailers:
                return readTrailers(input, &offset, &section, limits: limits)
            case .chunkSize, .chunk, .chunkLineFeed:
                guard offset < input.count else { return nil }
                if let problem = pass(input, &offset, limits: limits) { return .failed(problem) }
            }
        }
    }

    private func take(
        _ left: Int, _ input: UnsafeRawBufferPointer, _ offset: inout Int
    ) -> Range<Int>? {
        guard offset < input.count else { return nil }
        let start = offset
        offset += min(left, input.count - start)
        return start..<offset
    }

    /// Passes one piece of what stands between two chunks' content (RFC 9112, section 7.1).
    private mutating func pass(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, limits: HTTPLimits
    ) -> HTTPProblem? {
        switch stage {
        case .chunkSize(var line):
            switch line.read(input, &offset, limit: limits.line) {
            case .incomplete: stage = .chunkSize(line)
            case .complete(0): stage = .trailers
            case .complete(let size):
                guard size <= allowance else { return .bodyTooLarge }
                allowance -= size
                stage = .chunk(left: size)
            case .failed(let problem): return problem
            }
        case .chunkLineFeed:
            guard input[offset] == Characters.lineFeed else { return .bareCarriageReturn }
            offset += 1
            stage = .chunkSize(ChunkSizeLine())
        case .chunk:
            guard input[offset] == Characters.carriageReturn else { return .invalidChunkEnd }
            offset += 1
            stage = .chunkLineFeed
        case .none, .length, .untilClose, .trailers:
            preconditionFailure("no chunk is being read: \(stage)")
        }
        return nil
    }

    private mutating func readTrailers(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, _ section: inout SectionCollector,
        limits: HTTPLimits
    ) -> HTTPEvent? {
        switch section.collect(input, &offset, limits: limits) {
        case .incomplete: return nil
        case .failed(let problem): return .failed(problem)
        case .complete:
            section.exchange(for: &trailers.bytes)
            do throws(HTTPProblem) {
                try trailers.readLines(from: 0, limits: limits)
            } catch {
                return .failed(error)
            }
            return .end
        }
    }
}

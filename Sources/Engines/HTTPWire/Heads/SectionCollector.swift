/// Gathers the bytes of one head or trailer section, however they are cut into reads, up to the
/// empty line that ends it. What they mean is read once they are all there.
struct SectionCollector: Hashable, Sendable {
    enum Kind { case requestHead, responseHead, trailers }
    enum Progress {
        case incomplete, complete
        case failed(HTTPProblem)
    }

    private var kind: Kind
    private var bytes: [UInt8] = []
    /// Of the line that is being read, and whether it begins with CR.
    private var lineLength = 0
    private var lineStartsWithReturn = false
    /// Lines that were complete and not empty.
    private var completeLines = 0

    init(_ kind: Kind) { self.kind = kind }

    /// Whether more than empty lines has come.
    var hasBegun: Bool { completeLines > 0 || lineLength > (lineStartsWithReturn ? 1 : 0) }

    /// Hands the section over in exchange for bytes whose memory it reuses.
    mutating func exchange(for section: inout [UInt8]) { swap(&bytes, &section) }

    /// Begins another section.
    mutating func begin(_ kind: Kind) {
        self.kind = kind
        bytes.removeAll(keepingCapacity: true)
        completeLines = 0
    }

    /// Consumes `input[offset...]` up to the end of the section.
    mutating func collect(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, limits: HTTPLimits
    ) -> Progress {
        let start = offset
        var progress = Progress.incomplete
        while offset < input.count {
            let hasEnd = passLine(input, &offset)
            let before = bytes.count + offset - start - lineLength
            if lineLength > min(limits.line, limits.section - before) {
                return .failed(excess(isOfLine: limits.line <= limits.section - before))
            }
            if hasEnd && endLine() {
                progress = .complete
                break
            }
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[start..<offset]))
        return progress
    }

    /// Moves `offset` behind the next LF, or to the end of the input when it has none.
    @inline(__always)
    private mutating func passLine(_ input: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
        if lineLength == 0 { lineStartsWithReturn = input[offset] == Characters.carriageReturn }
        let end = input.firstLineFeed(from: offset)
        let next = min(end + 1, input.count)
        lineLength += next - offset
        offset = next
        return end < input.count
    }

    /// Notes the end of a line, and says whether it ends the section.
    @inline(__always)
    private mutating func endLine() -> Bool {
        let isEmpty = lineLength == 1 || (lineLength == 2 && lineStartsWithReturn)
        lineLength = 0
        guard isEmpty else {
            completeLines += 1
            return false
        }
        // A server ignores empty lines before a request line (RFC 9112, section 2.2).
        return completeLines > 0 || kind != .requestHead
    }

    private func excess(isOfLine: Bool) -> HTTPProblem {
        guard isOfLine else { return .sectionTooLarge }
        return completeLines == 0 && kind != .trailers ? .startLineTooLong : .fieldLineTooLong
    }
}

/// Where one field stands within the bytes of its section.
struct FieldLine: Hashable, Sendable {
    // 32 bits each, for a section has at most 16 MiB (``HTTPLimits``) and a proxy many of these.
    private let nameStart: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32
    let known: KnownField

    /// Without the colon.
    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// Without the blanks around it.
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

    init(name: Range<Int>, value: Range<Int>, known: KnownField) {
        nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
        nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.known = known
    }

    /// Reads the line that begins at `at`, and moves `at` behind its CRLF.
    ///
    /// - SeeAlso: RFC 9112, section 5: no blank before the colon, no continued line, no CR or LF
    ///   alone. A value may hold bytes above 0x7F (`obs-text`), which are left as they are.
    static func read(_ bytes: Span<UInt8>, at: inout Int) throws(HTTPProblem) -> FieldLine {
        let start = at
        while at < bytes.count, Characters.isToken(bytes[at]) { at += 1 }
        guard at > start, at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
            throw problemOfName(bytes, from: start, to: at)
        }
        let name = start..<at
        let valueStart = at + 1
        let lineEnd = bytes.firstControl(from: valueStart)
        at = try bytes.endOfLine(at: lineEnd, else: .invalidFieldValue)
        return FieldLine(
            name: name, value: bytes.trimmed(valueStart..<lineEnd), known: KnownField(bytes, name))
    }

    private static func problemOfName(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> HTTPProblem {
        guard end < bytes.count else { return .invalidFieldName }
        switch bytes[end] {
        case Characters.space, Characters.tab:
            return end == start ? .foldedField : .spaceBeforeColon
        case Characters.lineFeed: return .bareLineFeed
        default: return .invalidFieldName
        }
    }
}

/// The bytes of a head or a trailer section, and where its fields stand in them.
///
/// Nothing is copied out of them: what asks for a field gets a range, or a look at its bytes.
/// Ask for names in lower case; those of the message may have any.
public struct FieldSection: Hashable, Sendable {
    /// As they arrived: start line (of a head), fields and the empty line, to be forwarded as is.
    public internal(set) var bytes: [UInt8] = []
    var lines: [FieldLine] = []

    /// The number of fields.
    public var count: Int { lines.count }

    /// Where the name and the value of a field stand in ``bytes``, in the order of the message.
    public subscript(place: Int) -> (name: Range<Int>, value: Range<Int>) {
        (lines[place].name, lines[place].value)
    }

    /// Where the value of the first field of that name stands in ``bytes``.
    public func range(of name: StaticString) -> Range<Int>? {
        let bytes = bytes.span
        let place = lines.firstIndex { bytes.equals($0.name, ignoringCaseOf: name) }
        return place.map { lines[$0].value }
    }

    /// Hands the value of the first field of that name to `body`; nil when there is none.
    public func withValue<Answer>(
        of name: StaticString, _ body: (UnsafeRawBufferPointer) -> Answer
    ) -> Answer? {
        guard let range = range(of: name) else { return nil }
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The first field of that name, for what is not on the hot path.
    public func text(of name: StaticString) -> String? {
        range(of: name).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Leaves no fields, and keeps the memory.
    mutating func removeAll() {
        if bytes.isEmpty { return }
        bytes.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
    }

    /// Reads the fields that follow `at` up to and with the empty line that ends the section.
    mutating func readLines(from start: Int, limits: HTTPLimits) throws(HTTPProblem) {
        lines.removeAll(keepingCapacity: true)
        let held = bytes  // Not a copy: `lines` is what changes.
        let bytes = held.span
        var at = start
        while at < bytes.count, bytes[at] != Characters.carriageReturn {
            guard lines.count < limits.fields else { throw .tooManyFields }
            lines.append(try FieldLine.read(bytes, at: &at))
        }
        _ = try bytes.endOfLine(at: at, else: .truncated)
    }
}

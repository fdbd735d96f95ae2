import Scenarios

/// Reads JSON5 text into a ``SyntaxTree``, stopping at the first error.
///
/// Works on the bytes in one pass and keeps line and column as it goes, so that a place costs
/// nothing. Differs from JSON5 in refusing `NaN`, `Infinity` and escapes in unquoted keys, which
/// no scenario can mean, and duplicate keys, which JSON5 leaves open.
/// - SeeAlso: <https://spec.json5.org>
package struct SyntaxReader {
    /// How deep lists and objects may nest.
    package static let deepest = 200

    let bytes: [UInt8]  // with a zero behind the last one, so that looking ahead is never outside
    let end: Int
    let file: SourceSpot.File
    var at = 0
    var line = 1
    var lineStart = 0  // moved right by bytes that are no character of their own
    var depth = 0
    var duplicates: [Problem] = []
    /// The place of a value whose bytes are asked for, and those bytes.
    private var wanted: SourcePlace?
    private var found: Range<Int>?

    /// Reads one JSON5 value and nothing behind it; the second part is a problem a duplicate key.
    package static func read(
        _ text: [UInt8], file: String
    ) throws(Problem) -> (tree: SyntaxTree, duplicates: [Problem]) {
        var reader = SyntaxReader(text, file: file)
        try reader.checkEncoding()
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { (reader.at, reader.lineStart) = (3, 3) }
        try reader.skipSpace()
        let tree = try reader.value()
        try reader.skipSpace()
        guard reader.at == reader.end else {
            throw reader.problem(
                "\(reader.spokenCharacter) stands behind the end of the value",
                expected: "nothing more")
        }
        return (tree, reader.duplicates)
    }

    /// The bytes of the value that stands at a place; nil where none begins there.
    static func range(ofValueAt place: SourcePlace, in text: [UInt8]) -> Range<Int>? {
        var reader = SyntaxReader(text, file: place.file)
        reader.wanted = place
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { (reader.at, reader.lineStart) = (3, 3) }
        guard (try? reader.skipSpace()) != nil, (try? reader.value()) != nil else { return nil }
        return reader.found
    }

    private init(_ text: [UInt8], file: String) {
        bytes = text + [0]
        end = text.count
        self.file = SourceSpot.File(file)
    }

    /// The byte to read next; zero at the end.
    var next: UInt8 {
        @inline(__always) get { bytes[at] }
    }

    /// Where the next byte stands.
    var place: SourcePlace { spot.place }

    var spot: SourceSpot {
        @inline(__always) get { SourceSpot(file: file, line: line, column: at - lineStart + 1) }
    }

    mutating func value() throws(Problem) -> SyntaxTree {
        guard let wanted else { return try anyValue() }
        let (isWanted, start) = (place == wanted, at)
        let value = try anyValue()
        if isWanted { found = start..<at }
        return value
    }

    private mutating func anyValue() throws(Problem) -> SyntaxTree {
        let spot = spot
        switch next {
        case UInt8(ascii: "{"): return SyntaxTree(value: .object(try object()), spot: spot)
        case UInt8(ascii: "["): return SyntaxTree(value: .array(try array()), spot: spot)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return SyntaxTree(value: .string(try string()), spot: spot)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            return SyntaxTree(value: .number(try number()), spot: spot)
        default:
            return SyntaxTree(value: try word(), spot: spot)
        }
    }

    private mutating func array() throws(Problem) -> [SyntaxTree] {
        let start = spot
        try enter()
        var elements: [SyntaxTree] = []
        try skipSpace()
        while next != UInt8(ascii: "]") {
            elements.append(try value())
            try separator(closing: "]", of: "list", from: start)
        }
        leave()
        return elements
    }

    private mutating func object() throws(Problem) -> [SyntaxTree.Member] {
        let start = spot
        try enter()
        var members: [SyntaxTree.Member] = []
        members.reserveCapacity(4)
        var known: [String: Int] = [:]
        try skipSpace()
        while next != UInt8(ascii: "}") {
            let keySpot = spot
            let key = try key(in: start)
            try skipSpace()
            guard next == UInt8(ascii: ":") else {
                throw problem(
                    "\(spokenCharacter) follows the key \(quoted(key))", expected: "\":\"")
            }
            at += 1
            try skipSpace()
            let member = SyntaxTree.Member(key: key, keySpot: keySpot, value: try value())
            if members.count == 8 {
                for (index, member) in members.enumerated() { known[member.key] = index }
            }
            let first =
                members.count < 8 ? members.indices.first { members[$0].key == key } : known[key]
            if let first {
                addDuplicate(member, first: members[first])
            } else {
                if members.count >= 8 { known[key] = members.count }
                members.append(member)
            }
            try separator(closing: "}", of: "object", from: start)
        }
        leave()
        return members
    }

    private mutating func addDuplicate(_ member: SyntaxTree.Member, first: SyntaxTree.Member) {
        guard duplicates.count <= 2 * Problems.limit else { return }
        let place = first.keyPlace
        duplicates.append(
            Problem(
                at: member.keyPlace,
                found: "the key \(quoted(member.key)) stands here a second time",
                expected:
                    "each key once; the first is at line \(place.line), column \(place.column)"))
    }

    /// Reads a comma, or sees the closing bracket; a comma may stand before it.
    private mutating func separator(
        closing: Unicode.Scalar, of what: StaticString, from start: SourceSpot
    ) throws(Problem) {
        try skipSpace()
        if next == UInt8(ascii: ",") {
            at += 1
            try skipSpace()
        } else if next != UInt8(ascii: closing) {
            if at == end { throw unclosed(what, from: start) }
            throw problem("\(spokenCharacter) follows a value", expected: "\",\" or \"\(closing)\"")
        }
        if at == end { throw unclosed(what, from: start) }
    }

    func unclosed(_ what: StaticString, from start: SourceSpot) -> Problem {
        let bracket = "\(what)" == "list" ? "]" : "}"
        return Problem(
            at: start.place, found: "the \(what) that begins here never ends",
            expected: "\"\(bracket)\" before the end of the file")
    }

    private mutating func enter() throws(Problem) {
        depth += 1
        guard depth <= Self.deepest else {
            throw problem(
                "lists and objects nest too deep here",
                expected: "at most \(Self.deepest) of them inside one another")
        }
        at += 1
    }

    private mutating func leave() {
        depth -= 1
        at += 1
    }
}

extension SyntaxReader {
    /// Reads `true`, `false` or `null`; anything else is a problem that says what to quote.
    mutating func word() throws(Problem) -> SyntaxTree.Value {
        let start = place
        let name = identifier()
        switch name {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "NaN", "Infinity":
            throw Problem(
                at: start, found: "\(name) is no number here", expected: "a finite number")
        case "":
            guard at < end else {
                throw problem("the file ends here", expected: "a value")
            }
            throw problem("\(spokenCharacter) is no value", expected: "a value")
        default:
            throw Problem(
                at: start, found: "\(escaped(name)) is no value",
                expected: "a value; a text needs quotes, such as \(quoted(name))")
        }
    }

    /// Reads a key: a string or an unquoted name.
    mutating func key(in start: SourceSpot) throws(Problem) -> String {
        if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { return try string() }
        guard at < end else { throw unclosed("object", from: start) }
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
        let name = isDigit ? "" : identifier()
        guard !name.isEmpty else {
            throw problem(
                "\(spokenCharacter) begins no key",
                expected: "a key; only letters, digits, _ and $ may stand without quotes")
        }
        let ends: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "/"), 0x20, 0x09, 0x0A, 0x0D]
        guard ends.contains(next) || next >= 0x80 || at == end else {
            throw problem(
                "\(spokenCharacter) follows the key \(quoted(name))",
                expected: "\":\"; a key of other than letters, digits, _ and $ needs quotes")
        }
        return name
    }

    /// Reads letters of any script, digits, `_` and `$`; empty when none stands here.
    mutating func identifier() -> String {
        let start = at
        loop: while true {
            switch bytes[at] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
                at += 1
            case 0x80...:
                let (scalar, length) = scalarHere
                guard scalar.properties.isIDContinue || scalar == "\u{200C}" || scalar == "\u{200D}"
                else { break loop }
                at += length
                lineStart += length - 1
            default: break loop
            }
        }
        return text(start..<at)
    }

    /// The text of some bytes, which are known to be UTF-8.
    func text(_ range: Range<Int>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }

    /// The character to read next and its length in bytes. The text is known to be UTF-8.
    var scalarHere: (scalar: Unicode.Scalar, length: Int) {
        let length =
            switch next {
            case ..<0x80: 1
            case ..<0xE0: 2
            case ..<0xF0: 3
            default: 4
            }
        let text = text(at..<min(at + length, end + 1))
        return (text.unicodeScalars.first ?? "\u{FFFD}", length)
    }

    /// The next character as a problem names it.
    var spokenCharacter: String {
        at == end ? "the end of the file" : quoted(String(scalarHere.scalar))
    }

    func problem(_ found: String, expected: String? = nil) -> Problem {
        Problem(at: place, found: found, expected: expected)
    }
}

import Scenarios

extension SyntaxReader {
    /// Skips white space, line ends and comments.
    mutating func skipSpace() throws(Problem) {
        while true {
            switch bytes[at] {
            case 0x20, 0x09, 0x0B, 0x0C: at += 1
            case 0x0A, 0x0D: skipLineEnd()
            case UInt8(ascii: "/"): try skipComment()
            case 0x80...: guard skipWideSpace() else { return }
            default: return
            }
        }
    }

    /// Skips LF, CR or CRLF and begins the next line.
    mutating func skipLineEnd() {
        at += next == 0x0D && bytes[at + 1] == 0x0A ? 2 : 1
        line += 1
        lineStart = at
    }

    /// Skips a space beyond ASCII (Unicode's Zs, line separators, a byte order mark), if any.
    private mutating func skipWideSpace() -> Bool {
        let (scalar, length) = scalarHere
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: break
        default: guard scalar == "\u{FEFF}" else { return false }
        }
        at += length
        lineStart += length - 1
        return true
    }

    private mutating func skipComment() throws(Problem) {
        let start = place
        switch bytes[at + 1] {
        case UInt8(ascii: "/"):
            at += 2
            while at < end, next != 0x0A, next != 0x0D { skipCharacter() }
        case UInt8(ascii: "*"):
            at += 2
            while !(next == UInt8(ascii: "*") && bytes[at + 1] == UInt8(ascii: "/")) {
                guard at < end else {
                    throw Problem(
                        at: start, found: "the comment that begins here never ends",
                        expected: "\"*/\" before the end of the file")
                }
                if next == 0x0A || next == 0x0D { skipLineEnd() } else { skipCharacter() }
            }
            at += 2
        default:
            throw problem("\"/\" begins no value", expected: "\"//\" or \"/*\" for a comment")
        }
    }

    /// Skips one byte; a byte inside a character does not count as a column.
    @inline(__always)
    mutating func skipCharacter() {
        if next & 0xC0 == 0x80 { lineStart += 1 }
        at += 1
    }

    /// Checks that the text is UTF-8.
    func checkEncoding() throws(Problem) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            var line = 1
            var column = 1
            for byte in bytes[..<min(error.byteOffsets.lowerBound, end)] {
                if byte == 0x0A { (line, column) = (line + 1, 0) }
                if byte & 0xC0 != 0x80 { column += 1 }
            }
            let byte = String(bytes[error.byteOffsets.lowerBound], radix: 16, uppercase: true)
            throw Problem(
                at: SourcePlace(file: file.name, line: line, column: column),
                found: "the byte 0x\(byte) is not UTF-8",
                expected: "a text in UTF-8", advice: "Save the file as UTF-8.")
        }
    }
}

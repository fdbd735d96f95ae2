import Scenarios

extension SyntaxReader {
    /// Reads a string in either kind of quotes.
    mutating func string() throws(Problem) -> String {
        let start = spot
        let quote = bytes[at]
        let first = at + 1
        var index = first
        while true {
            let byte = bytes[index]
            if isStop(byte, index, quote) { break }
            if byte & 0xC0 == 0x80 { lineStart += 1 }
            index += 1
        }
        at = index
        if bytes[index] == quote {
            at += 1
            return self.text(first..<index)
        }
        var text = Array(bytes[first..<at])
        while next != quote {
            switch next {
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0x0A, 0x0D: throw unended(from: start)
            default:
                guard at < end else { throw unended(from: start) }
                text.append(next)
                skipCharacter()
            }
        }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a string's plain part ends at a byte: at its quote, a backslash, a line's end.
    @inline(__always)
    private func isStop(_ byte: UInt8, _ index: Int, _ quote: UInt8) -> Bool {
        byte == quote || byte == UInt8(ascii: "\\") || byte == 0x0A || byte == 0x0D
            || byte == 0 && index == end
    }

    private func unended(from start: SourceSpot) -> Problem {
        Problem(
            at: start.place, found: "the text that begins here has no closing quote",
            expected: "a quote before the end of the line")
    }

    /// Reads a backslash and what it stands for.
    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        let start = place
        at += 1
        let letter = next
        switch letter {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "v"): text.append(0x0B)
        case 0x0A, 0x0D: return skipLineEnd()
        case UInt8(ascii: "x"):
            return text.append(contentsOf: Array(String(try unicode(digits: 2)).utf8))
        case UInt8(ascii: "u"):
            return text.append(contentsOf: Array(String(try unicode(digits: 4)).utf8))
        case UInt8(ascii: "0") where !isDigit(bytes[at + 1]): text.append(0)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            throw Problem(
                at: start, found: "\"\\\(Unicode.Scalar(letter))\" is no escape",
                expected: "\"\\x\" and two hexadecimal digits")
        case 0x80...:
            let (scalar, length) = scalarHere
            text.append(contentsOf: Array(String(scalar).utf8))
            at += length
            lineStart += length - 1
            return
        default:
            guard at < end else { return }
            text.append(letter)
        }
        at += 1
    }

    /// Reads the rest of `\xHH` or `\uHHHH`, with a second `\uHHHH` for a surrogate pair.
    private mutating func unicode(digits: Int) throws(Problem) -> Unicode.Scalar {
        let start = SourcePlace(file: file.name, line: line, column: at - lineStart)
        let high = try hexadecimal(digits, from: start)
        if let scalar = Unicode.Scalar(high) { return scalar }
        let lone = Problem(
            at: start, found: "\"\\u\(String(high, radix: 16))\" is half of a surrogate pair",
            expected: "\"\\ud800\" to \"\\udbff\" followed by \"\\udc00\" to \"\\udfff\"")
        guard high < 0xDC00, next == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            throw lone
        }
        at += 1
        let low = try hexadecimal(4, from: start)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw lone }
        return scalar
    }

    private mutating func hexadecimal(
        _ count: Int, from start: SourcePlace
    ) throws(Problem) -> UInt32 {
        at += 1
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw Problem(
                    at: start, found: "an escape has too few digits",
                    expected: "\(count) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }
}

/// Whether a byte is a decimal digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

extension SyntaxReader {
    /// How many characters a number may have.
    private static var longestNumber: Int { 350 }

    /// Reads a number as JSON5 has it: a sign, hexadecimal, a point at either end, an exponent.
    mutating func number() throws(Problem) -> SyntaxTree.Number {
        let start = spot
        let first = at
        let negative = next == UInt8(ascii: "-")
        if negative || next == UInt8(ascii: "+") { at += 1 }
        if next == UInt8(ascii: "N") || next == UInt8(ascii: "I") { _ = try word() }
        let number: SyntaxTree.Number
        if next == UInt8(ascii: "0"), bytes[at + 1] | 0x20 == UInt8(ascii: "x") {
            number = try hexadecimalNumber(negative: negative, start: start)
        } else {
            number = try decimalNumber(from: first, start: start)
        }
        guard !endsBadly else {
            throw Problem(
                at: start.place, found: "\(spokenCharacter) follows the number \(number.text)",
                expected: "\",\" or a closing bracket; a text such as \"250ms\" needs quotes")
        }
        return number
    }

    private mutating func decimalNumber(
        from first: Int, start: SourceSpot
    ) throws(Problem) -> SyntaxTree.Number {
        let whole = digits()
        var fraction = 0..<0
        var plain = true
        if next == UInt8(ascii: ".") {
            at += 1
            fraction = digits()
            plain = !whole.isEmpty && !fraction.isEmpty
        }
        let leadingZero = whole.count > 1 && bytes[whole.lowerBound] == UInt8(ascii: "0")
        var complete = !(whole.isEmpty && fraction.isEmpty) && !leadingZero
        if complete, next | 0x20 == UInt8(ascii: "e") {
            at += 1
            if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { at += 1 }
            complete = !digits().isEmpty
            plain = false
        }
        guard complete else {
            let text = text(first..<min(at, first + 40))
            throw Problem(
                at: start.place, found: "\(quoted(text)) is no complete number",
                expected: "a number such as 12, 0.5 or 1e3, without leading zeros")
        }
        if plain, whole.count <= 300, whole.lowerBound == first {
            return SyntaxTree.Number(text: text(first..<at))
        }
        return try longNumber(bytes[first..<at], start: start)
    }

    private func longNumber(
        _ text: ArraySlice<UInt8>, start: SourceSpot
    ) throws(Problem) -> SyntaxTree.Number {
        let written = String(decoding: text, as: UTF8.self)
        let padded = text.count <= Self.longestNumber ? padded(text) : ""
        guard let value = Double(padded), value.isFinite else {
            let digits = "a number of \(text.count) characters"
            throw Problem(
                at: start.place, found: text.count > 40 ? digits : "\(written) is too large",
                expected: "a number between -1e308 and 1e308 of at most 350 characters")
        }
        return SyntaxTree.Number(text: padded)
    }

    /// The text as JSON and `Double` have it: no plus sign, a digit on either side of the point.
    private func padded(_ text: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in text {
            if byte == UInt8(ascii: "+"), result.isEmpty { continue }
            let bare = !isDigit(result.last ?? 0)
            if byte == UInt8(ascii: "."), bare { result.append(UInt8(ascii: "0")) }
            if !isDigit(byte), result.last == UInt8(ascii: ".") { result.append(UInt8(ascii: "0")) }
            result.append(byte)
        }
        if result.last == UInt8(ascii: ".") { result.append(UInt8(ascii: "0")) }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func hexadecimalNumber(
        negative: Bool, start: SourceSpot
    ) throws(Problem) -> SyntaxTree.Number {
        let first = at
        at += 2
        while Character(Unicode.Scalar(bytes[at])).isHexDigit { at += 1 }
        let digits = String(decoding: bytes[(first + 2)..<min(at, first + 40)], as: UTF8.self)
        guard let value = UInt64(digits, radix: 16) else {
            throw Problem(
                at: start.place, found: "0x\(digits) is no hexadecimal number of at most 64 bits",
                expected: "1 to 16 hexadecimal digits")
        }
        return SyntaxTree.Number(text: negative ? "-\(value)" : "\(value)")
    }

    /// Skips decimal digits and says where they stood.
    private mutating func digits() -> Range<Int> {
        let start = at
        while isDigit(bytes[at]) { at += 1 }
        return start..<at
    }

    /// Whether a number runs into something, such as the unit of `250ms`.
    private var endsBadly: Bool {
        switch next {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "%"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

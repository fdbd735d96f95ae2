/// Numbers as hexadecimal digits in lower case, as headers carry them.
enum HexDigits {
    /// `count` digits, most significant first.
    static func append(_ bits: UInt64, count: Int = 16, to buffer: inout [UInt8]) {
        for place in (0..<UInt64(count)).reversed() {
            let digit = UInt8(truncatingIfNeeded: bits >> (place * 4) & 15)
            buffer.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    /// The number that at most 16 digits stand for; nil when one is none.
    static func value(of digits: Slice<UnsafeRawBufferPointer>) -> UInt64? {
        guard digits.count <= 16 else { return nil }
        var bits: UInt64 = 0
        for digit in digits {
            switch digit {
            case 48...57: bits = bits << 4 | UInt64(digit - 48)
            case 97...102: bits = bits << 4 | UInt64(digit - 87)
            default: return nil
            }
        }
        return bits
    }
}

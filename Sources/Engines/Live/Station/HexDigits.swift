/// Numbers as hexadecimal digits in lower case, as headers carry them.
enum HexDigits {
    /// 16 digits, most significant first.
    static func append(_ bits: UInt64, to buffer: inout [UInt8]) {
        appendEight(UInt32(truncatingIfNeeded: bits >> 32), to: &buffer)
        appendEight(UInt32(truncatingIfNeeded: bits), to: &buffer)
    }

    /// 2 digits.
    static func append(_ byte: UInt8, to buffer: inout [UInt8]) {
        buffer.append(digit(byte >> 4))
        buffer.append(digit(byte & 15))
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    /// All eight nibbles at once, the most significant in the lowest byte of a word.
    private static func appendEight(_ bits: UInt32, to buffer: inout [UInt8]) {
        var word = UInt64(bits)
        word = word >> 16 | (word & 0xFFFF) << 32
        word = (word & 0x0000_FF00_0000_FF00) >> 8 | (word & 0x0000_00FF_0000_00FF) << 16
        word = (word & 0x00F0_00F0_00F0_00F0) >> 4 | (word & 0x000F_000F_000F_000F) << 8
        // 10 and more reach 16 by 6, and are letters, which stand 39 behind the digits.
        let letters = (word + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let digits = word + 0x3030_3030_3030_3030 + letters * 39
        withUnsafeBytes(of: digits.littleEndian) { buffer.append(contentsOf: $0) }
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

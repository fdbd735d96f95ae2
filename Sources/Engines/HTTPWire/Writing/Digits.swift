/// Numbers as text, without a String in between.
enum Digits {
    static func appendDecimal(_ number: Int, to buffer: inout [UInt8]) {
        precondition(number >= 0, "\(number) in a message")
        append(UInt(number), base: 10, to: &buffer)
    }

    static func appendHexadecimal(_ number: Int, to buffer: inout [UInt8]) {
        precondition(number >= 0, "\(number) in a message")
        append(UInt(number), base: 16, to: &buffer)
    }

    @inline(__always)
    private static func append(_ number: UInt, base: UInt, to buffer: inout [UInt8]) {
        var divisor: UInt = 1
        while number / divisor >= base { divisor *= base }
        while divisor > 0 {
            let digit = UInt8(truncatingIfNeeded: number / divisor % base)
            buffer.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            divisor /= base
        }
    }
}

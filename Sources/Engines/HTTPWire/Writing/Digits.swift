/// Numbers as text, without a String in between.
enum Digits {
    static func appendDecimal(_ number: Int, to buffer: inout [UInt8]) {
        append(number, base: 10, to: &buffer)
    }

    static func appendHexadecimal(_ number: Int, to buffer: inout [UInt8]) {
        append(number, base: 16, to: &buffer)
    }

    @inline(__always)
    private static func append(_ number: Int, base: UInt, to buffer: inout [UInt8]) {
        precondition(number >= 0, "\(number) in a message")
        let start = buffer.count
        var rest = UInt(number)
        repeat {  // The lowest digit first, so that the base is a constant to divide by.
            let digit = UInt8(truncatingIfNeeded: rest % base)
            buffer.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            rest /= base
        } while rest > 0
        var (low, high) = (start, buffer.count - 1)
        while low < high {
            buffer.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}

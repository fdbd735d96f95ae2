/// Numbers as decimal text, made from integers alone: the same bytes on every machine.
public enum DecimalText {
    /// The most decimals a number can be rounded to.
    public static let mostDecimals = 9

    private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    /// Appends the digits of a whole number.
    public static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(magnitude: number.magnitude, to: &bytes)
    }

    /// Appends a finite number rounded to `decimals` (0 … 9) places, halves away from zero.
    ///
    /// Zero has no sign. From about 9 · 10¹⁸ ÷ 10^`decimals` on, the digits are the shortest that
    /// read back to the same number, with an exponent.
    /// - Parameter isTrimmed: leaves out zeros at the end of the decimals.
    public static func append(
        _ number: Double, decimals: Int, isTrimmed: Bool = false, to bytes: inout [UInt8]
    ) {
        precondition(number.isFinite, "\(number) has no digits")
        let scaled = (number.magnitude * powers[decimals]).rounded()
        guard scaled < 9e18 else {
            return bytes.append(contentsOf: number.description.utf8)
        }
        var units = UInt64(scaled)
        var places = decimals
        if isTrimmed {
            while places > 0 && units % 10 == 0 {
                units /= 10
                places -= 1
            }
        }
        if number < 0 && units != 0 { bytes.append(UInt8(ascii: "-")) }
        append(magnitude: units, places: places, to: &bytes)
    }

    /// The text of a finite number rounded to `decimals` places.
    public static func string(_ number: Double, decimals: Int, isTrimmed: Bool = false) -> String {
        var bytes: [UInt8] = []
        append(number, decimals: decimals, isTrimmed: isTrimmed, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends digits with a point before the last `places` of them.
    private static func append(magnitude: UInt64, places: Int = 0, to bytes: inout [UInt8]) {
        // 20 digits at most, and up to 9 places with a zero and a point before them.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digits in
            var rest = magnitude
            var at = digits.count
            func put(_ byte: UInt8) {
                at -= 1
                digits.initializeElement(at: at, to: byte)
            }
            if places > 0 {
                for _ in 0..<places {
                    put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                    rest /= 10
                }
                put(UInt8(ascii: "."))
            }
            repeat {
                put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[at...]))
        }
    }
}

extension Elementary {
    /// `base` to the power of `exponent`, for `base` ≥ 0; not a number below.
    public static func pow(_ base: Double, _ exponent: Double) -> Double {
        guard exponent != 0, base != 1 else { return 1 }
        guard base > 0, base < .infinity else {
            if base < 0 || base.isNaN { return .nan }
            return (base == 0) == (exponent > 0) ? 0 : .infinity
        }
        // The logarithm needs 11 bits more than a double has, since up to 709 of it is multiplied.
        let product = logarithm(base) * exponent
        return exp(product.high, product.low)
    }

    /// The natural logarithm to about 100 bits less those that its last terms need not have.
    static func logarithm(_ x: Double) -> Twofold {
        let (exponent, f) = reduced(x)
        // s = f / (2 + f): a quotient and what it leaves over.
        let divisor = Twofold(sum: 2, f)
        let quotient = f / divisor.high
        let back = Twofold(product: quotient, divisor.high)
        let left = ((f - back.high) - back.low) - quotient * divisor.low
        let s = Twofold(sum: quotient, left / divisor.high)
        let z = s * s
        // atanh(s) / s = 1 + z/3 + z²/5 + z³/7 + …; from z³/7 on a double has bits enough.
        let fifth = Twofold(high: 0x1.9999_9999_9999_ap-3, low: -0x1.9999_9999_9999_ap-57)
        let third = Twofold(high: 0x1.5555_5555_5555_5p-2, low: 0x1.5555_5555_5555_5p-56)
        var series = fifth + z.high * powerTail(z.high)
        series = z * series + third
        series = z * series
        let sum = s + s * series
        let whole = Twofold(sum: exponent * ln2High, exponent * ln2Low)
        return whole + Twofold(high: 2 * sum.high, low: 2 * sum.low)
    }

    /// 1/7 + z/9 + … + z⁹/25 for z ≤ 0.0295.
    private static func powerTail(_ z: Double) -> Double {
        var sum = 1.0 / 25
        sum = 1.0 / 23 + z * sum
        sum = 1.0 / 21 + z * sum
        sum = 1.0 / 19 + z * sum
        sum = 1.0 / 17 + z * sum
        sum = 1.0 / 15 + z * sum
        sum = 1.0 / 13 + z * sum
        sum = 1.0 / 11 + z * sum
        sum = 1.0 / 9 + z * sum
        return 1.0 / 7 + z * sum
    }
}

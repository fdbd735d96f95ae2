/// Logarithm, exponential, sine and power from additions, multiplications and divisions alone.
///
/// The C library picks instructions by processor, so its last bit differs between machines and a
/// report would too. These give the same bits wherever IEEE 754 doubles do: Swift never contracts
/// to a fused multiply-add. Each is within 1 ulp of the true value, which the tests hold against
/// Foundation.
///
/// The series are Taylor's, cut where the next term is below 2⁻⁵⁷ of the result, and summed in
/// pairs (Estrin's scheme) rather than one after another, so that the processor can overlap them.
/// - SeeAlso: Muller, *Elementary Functions*, 3rd ed. (2016), chapters 3 and 11.
public enum Elementary {
    /// ln 2 in two parts: the first has 32 bits, so that a small integer times it is exact.
    @usableFromInline static let ln2High = 0x1.62e4_2fee_0000_0p-1
    @usableFromInline static let ln2Low = 0x1.a39e_f357_93c7_6p-33

    /// The natural logarithm. −∞ at zero, not a number below.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else {
            return x == 0 ? -.infinity : (x < 0 ? .nan : x)
        }
        let (exponent, f) = reduced(x)
        // log(1 + f) = 2·atanh(s), s = f / (2 + f); written so that only the small part is rounded:
        // 2s = f − f²/2 + s·f²/2.
        let s = f / (2 + f)
        let z = s * s
        let half = 0.5 * f * f
        let series = atanhTail(z)
        let low = s * (half + series) + exponent * ln2Low
        return exponent * ln2High - ((half - low) - f)
    }

    /// `x` = 2^exponent · (1 + f) with 1 + f in [√½, √2); `f` is exact.
    static func reduced(_ x: Double) -> (exponent: Double, f: Double) {
        var scaled = x
        var exponent = -1023
        if x < .leastNormalMagnitude {
            scaled = x * 0x1p54
            exponent -= 54
        }
        let bits = scaled.bitPattern
        exponent += Int(bits >> 52)
        var mantissa = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if mantissa > 0x1.6a09_e667_f3bc_dp0 {
            mantissa *= 0.5
            exponent += 1
        }
        return (Double(exponent), mantissa - 1)
    }

    /// 2z/3 + 2z²/5 + … + 2z¹⁰/21 for z ≤ 0.0295; the next term is below 2⁻⁶⁰ of the logarithm.
    private static func atanhTail(_ z: Double) -> Double {
        let z2 = z * z
        let z4 = z2 * z2
        let a = (2.0 / 3) + z * (2.0 / 5)
        let b = (2.0 / 7) + z * (2.0 / 9)
        let c = (2.0 / 11) + z * (2.0 / 13)
        let d = (2.0 / 15) + z * (2.0 / 17)
        let e = (2.0 / 19) + z * (2.0 / 21)
        return z * ((a + z2 * b) + z4 * ((c + z2 * d) + z4 * e))
    }

    /// The exponential. +∞ above 709.78, zero below −745.13.
    public static func exp(_ x: Double) -> Double { exp(x, 0) }

    /// The exponential of `high` + `low`, where `low` is at most an ulp of `high`.
    static func exp(_ high: Double, _ low: Double) -> Double {
        guard high < 709.79 else { return high.isNaN ? high : .infinity }
        guard high > -745.14 else { return 0 }
        // Adding and taking away 1.5·2⁵² rounds to the nearest whole number.
        let whole = (high * 0x1.7154_7652_b82f_ep0 + 0x1.8p52) - 0x1.8p52
        let left = high - whole * ln2High
        let right = whole * ln2Low - low
        let r = left - right
        let lost = (left - r) - right
        // What 1 + r rounds away is added with the small terms.
        let sum = 1 + r
        let y = sum + (((1 - sum) + r) + (expTail(r) + lost))
        return scaled(y, by: Int(whole))
    }

    /// r²/2 + r³/6 + … + r¹³/13! for |r| ≤ 0.3466; the next term is below 2⁻⁵⁷.
    private static func expTail(_ r: Double) -> Double {
        let r2 = r * r
        let r4 = r2 * r2
        let r8 = r4 * r4
        let a = (1.0 / 2) + r * (1.0 / 6)
        let b = (1.0 / 24) + r * (1.0 / 120)
        let c = (1.0 / 720) + r * (1.0 / 5_040)
        let d = (1.0 / 40_320) + r * (1.0 / 362_880)
        let e = (1.0 / 3_628_800) + r * (1.0 / 39_916_800)
        let f = (1.0 / 479_001_600) + r * (1.0 / 6_227_020_800)
        return r2 * ((a + r2 * b) + r4 * (c + r2 * d) + r8 * (e + r2 * f))
    }

    /// `y` · 2^exponent for y in [½, 2], rounded once where the result is subnormal.
    private static func scaled(_ y: Double, by exponent: Int) -> Double {
        if exponent > -1022 && exponent < 1023 { return y * power(of2: exponent) }
        return exponent > 0
            ? y * power(of2: exponent - 1) * 2
            : y * power(of2: exponent + 1000) * 0x1p-1000
    }

    private static func power(of2 exponent: Int) -> Double {
        Double(bitPattern: UInt64(exponent + 1023) << 52)
    }
}

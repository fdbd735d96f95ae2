extension Elementary {
    /// The sine of `x` in radians, for |x| ≤ 10⁶.
    ///
    /// Beyond that a multiple of π/2 can no longer be taken off exactly, and nothing here needs it.
    public static func sine(_ x: Double) -> Double {
        precondition(x.magnitude <= 1e6, "sine(\(x)): the argument must be within ±1e6")
        let (quadrant, r, lost) = quarterTurn(x)
        switch quadrant & 3 {
        case 0: return sineSeries(r, lost)
        case 1: return cosineSeries(r, lost)
        case 2: return -sineSeries(r, lost)
        default: return -cosineSeries(r, lost)
        }
    }

    /// `x` less the nearest multiple of π/2, as a sum of two doubles.
    private static func quarterTurn(_ x: Double) -> (quadrant: Int, r: Double, lost: Double) {
        let whole = (x * 0x1.45f3_06dc_9c88_3p-1 + 0x1.8p52) - 0x1.8p52
        // π/2 in parts of 33, 33 and 53 bits: the first two products are exact.
        let first = x - whole * 0x1.921f_b544_0000_0p0
        let second = Twofold(sum: first, -(whole * 0x1.0b46_11a6_0000_0p-34))
        let rest = Twofold(sum: second.high, second.low - whole * 0x1.3198_a2e0_3707_3p-69)
        return (Int(whole), rest.high, rest.low)
    }

    /// x − x³/3! + … + x¹⁷/17! for |x| ≤ π/4.
    private static func sineSeries(_ x: Double, _ lost: Double) -> Double {
        let z = x * x
        var sum = 1.0 / 355_687_428_096_000
        sum = -1.0 / 1_307_674_368_000 + z * sum
        sum = 1.0 / 6_227_020_800 + z * sum
        sum = -1.0 / 39_916_800 + z * sum
        sum = 1.0 / 362_880 + z * sum
        sum = -1.0 / 5_040 + z * sum
        sum = 1.0 / 120 + z * sum
        sum = -1.0 / 6 + z * sum
        return x + (x * z * sum + lost * (1 - 0.5 * z))
    }

    /// 1 − x²/2! + … + x¹⁶/16! for |x| ≤ π/4.
    private static func cosineSeries(_ x: Double, _ lost: Double) -> Double {
        let z = x * x
        var sum = 1.0 / 20_922_789_888_000
        sum = -1.0 / 87_178_291_200 + z * sum
        sum = 1.0 / 479_001_600 + z * sum
        sum = -1.0 / 3_628_800 + z * sum
        sum = 1.0 / 40_320 + z * sum
        sum = -1.0 / 720 + z * sum
        sum = 1.0 / 24 + z * sum
        let half = 0.5 * z
        let top = 1 - half
        return top + (((1 - top) - half) + (z * z * sum - x * lost))
    }
}

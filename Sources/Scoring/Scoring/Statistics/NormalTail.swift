import Chance

/// The standard normal distribution.
enum NormalTail {
    /// The probability of a value above `z`, for `z` from 0 on.
    ///
    /// ½ − φ(z) · (z + z³/3 + z⁵/15 + …), with the exponential of ours; from 6 on, where less than
    /// 10⁻⁹ is left, the bound φ(z) ÷ z.
    /// - SeeAlso: Abramowitz, Stegun, *Handbook of Mathematical Functions*, 26.2.11 and 26.2.12.
    static func above(_ z: Double) -> Double {
        let density = 0.3989422804014327 * Elementary.exp(-z * z / 2)
        guard z < 6 else { return density / z }
        var term = z
        var sum = z
        var odd = 3.0
        while term > sum * 1e-17 {
            term *= z * z / odd
            sum += term
            odd += 2
        }
        return max(0, 0.5 - density * sum)
    }
}

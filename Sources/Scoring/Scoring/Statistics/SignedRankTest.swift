/// Wilcoxon's signed-rank test: whether paired differences lie to one side of zero.
///
/// If nothing changed, each difference is as likely to be above zero as below. Differences of zero
/// are left out, equal ones share a rank.
/// - SeeAlso: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945).
public enum SignedRankTest {
    /// Up to so many differences the distribution is counted out; beyond, it is taken as normal.
    private static let most = 100

    /// The two-sided p-value; 1 without a difference.
    public static func pValue(_ differences: [Int64]) -> Double {
        let moved = differences.filter { $0 != 0 }
        guard !moved.isEmpty else { return 1 }
        let ranks = Ranks(moved.map { Int64(clamping: $0.magnitude) })
        let above = moved.indices.reduce(0) { moved[$1] > 0 ? $0 + ranks.doubled[$1] : $0 }
        let total = ranks.doubled.reduce(0, +)
        let less = min(above, total - above)
        return moved.count > most
            ? normal(less, ranks) : min(1, 2 * counted(atMost: less, ranks.doubled))
    }

    /// The share of the 2ⁿ ways to sign the ranks whose positive ones sum up to `limit` at most.
    private static func counted(atMost limit: Int, _ ranks: [Int]) -> Double {
        var shares = Array(repeating: 0.0, count: limit + 1)
        shares[0] = 1
        for rank in ranks {
            for sum in stride(from: limit, through: 0, by: -1) {
                let other = sum >= rank ? shares[sum - rank] : 0
                shares[sum] = (shares[sum] + other) / 2
            }
        }
        return shares.reduce(0, +)
    }

    /// Mean n(n+1)/4, variance n(n+1)(2n+1)/24 − Σ(t³−t)/48, with half a rank for continuity.
    private static func normal(_ less: Int, _ ranks: Ranks) -> Double {
        let count = Double(ranks.doubled.count)
        let mean = count * (count + 1) / 4
        let variance = count * (count + 1) * (2 * count + 1) / 24 - ranks.ties / 48
        let distance = max(0, mean - Double(less) / 2 - 0.5)
        return min(1, 2 * NormalTail.above(distance / variance.squareRoot()))
    }
}

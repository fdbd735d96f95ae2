/// The rank-sum test of Wilcoxon, Mann and Whitney: whether one of two independent samples lies
/// higher than the other.
///
/// If nothing changed, each way to deal the values out to the two samples is as likely as any.
/// - SeeAlso: Mann, Whitney, "On a test of whether one of two random variables is stochastically
///   larger than the other", Annals of Mathematical Statistics 18 (1947).
public enum RankSumTest {
    /// Up to so many values in all the distribution is counted out; beyond, it is taken as normal.
    private static let most = 60

    /// The two-sided p-value; 1 where a sample is empty.
    public static func pValue(_ first: [Int64], _ second: [Int64]) -> Double {
        let (few, many) = first.count <= second.count ? (first, second) : (second, first)
        guard !few.isEmpty else { return 1 }
        let ranks = Ranks(few + many)
        let sum = ranks.doubled[..<few.count].reduce(0, +)
        // Twice the sum lies symmetrically around n(N+1), also where values are equal.
        let centre = few.count * (ranks.doubled.count + 1)
        let less = min(sum, 2 * centre - sum)
        guard ranks.doubled.count <= most else { return normal(less, centre, few.count, ranks) }
        return min(1, 2 * counted(atMost: less, few.count, ranks.doubled))
    }

    /// The share of the ways to choose `size` of the ranks whose sum is `limit` at most.
    private static func counted(atMost limit: Int, _ size: Int, _ ranks: [Int]) -> Double {
        // ways[count][sum], as a share of the ways to choose `size` of all.
        var ways = Array(repeating: Array(repeating: 0.0, count: limit + 1), count: size + 1)
        ways[0][0] = 1
        for rank in ranks where rank <= limit {
            for count in stride(from: size, through: 1, by: -1) {
                for sum in stride(from: limit, through: rank, by: -1) {
                    ways[count][sum] += ways[count - 1][sum - rank]
                }
            }
        }
        var all = 1.0
        for count in 0..<size { all *= Double(ranks.count - count) / Double(count + 1) }
        return ways[size].reduce(0, +) / all
    }

    /// Mean n(N+1)/2, variance nm/12 · (N + 1 − Σ(t³−t)/(N(N−1))), half a rank for continuity.
    private static func normal(_ less: Int, _ centre: Int, _ size: Int, _ ranks: Ranks) -> Double {
        let all = Double(ranks.doubled.count)
        let few = Double(size)
        let spread = all + 1 - ranks.ties / (all * (all - 1))
        let variance = few * (all - few) / 12 * spread
        guard variance > 0 else { return 1 }
        let distance = max(0, Double(centre - less) / 2 - 0.5)
        return min(1, 2 * NormalTail.above(distance / variance.squareRoot()))
    }
}

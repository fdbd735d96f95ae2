/// The binomial distribution: how often something with a known chance happens in so many trials.
public enum BinomialTail {
    /// The probability that at most `most` of `trials` happen, each with `chance`.
    ///
    /// The terms are built outwards from the likeliest one, each from its neighbour, so that
    /// neither ten thousand trials nor a tiny chance underflows, and no logarithm is needed.
    public static func atMost(_ most: Int, of trials: Int, chance: Double) -> Double {
        if most < 0 { return 0 }
        if most >= trials || chance <= 0 { return 1 }
        if chance >= 1 { return 0 }
        let odds = chance / (1 - chance)
        let mode = min(trials, Int(Double(trials + 1) * chance))
        var below = 0.0
        var above = 0.0
        func add(_ count: Int, _ term: Double) {
            if count <= most { below += term } else { above += term }
        }
        var term = 1.0
        for count in stride(from: mode, through: 0, by: -1) {
            add(count, term)
            term *= Double(count) / (Double(trials - count + 1) * odds)
        }
        term = 1
        for count in mode..<trials {
            term *= Double(trials - count) * odds / Double(count + 1)
            add(count + 1, term)
        }
        return below / (below + above)
    }

    /// The shares of successes that are consistent with `successes` of `trials`, at 95 %.
    ///
    /// Exact: the ends are those at which the tail beyond what was seen has 2.5 %.
    /// - SeeAlso: Clopper, Pearson, "The use of confidence or fiducial limits illustrated in the
    ///   case of the binomial", Biometrika 26 (1934).
    public static func shares(_ successes: Int, of trials: Int) -> ClosedRange<Double> {
        let low =
            successes == 0
            ? 0 : root { 1 - atMost(successes - 1, of: trials, chance: $0) < 0.025 }
        let high =
            successes == trials
            ? 1 : root { atMost(successes, of: trials, chance: $0) > 0.025 }
        return min(low, high)...max(low, high)
    }

    /// Where a condition that holds from 0 on ceases to hold, found by halving.
    private static func root(_ holds: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return low
    }
}

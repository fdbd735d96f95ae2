/// Whether something happens less often in one group than in another, by chance alone.
public enum FisherTest {
    /// The probability that the second group has at most `second.happened`, when so many happened
    /// in both together and both are alike: one-sided.
    ///
    /// The terms of the hypergeometric distribution are built outwards from the likeliest one, each
    /// from its neighbour, as in ``BinomialTail``.
    /// - SeeAlso: Fisher, *Statistical Methods for Research Workers*, 5th ed. (1934), ch. 21.02.
    public static func fewer(
        first: (happened: Int, of: Int), second: (happened: Int, of: Int)
    ) -> Double {
        let happened = first.happened + second.happened
        let others = first.of + second.of - happened
        let least = max(0, second.of - others)
        let most = min(happened, second.of)
        guard least < most else { return 1 }
        /// P(count + 1) ÷ P(count).
        func ratio(_ count: Int) -> Double {
            Double(happened - count) * Double(second.of - count)
                / (Double(count + 1) * Double(others - second.of + count + 1))
        }
        let likeliest = (happened + 1) * (second.of + 1) / (first.of + second.of + 2)
        let mode = min(most, max(least, likeliest))
        var (below, above) = (0.0, 0.0)
        func add(_ count: Int, _ term: Double) {
            if count <= second.happened { below += term } else { above += term }
        }
        var term = 1.0
        add(mode, term)
        for count in stride(from: mode - 1, through: least, by: -1) {
            term /= ratio(count)
            add(count, term)
        }
        term = 1
        for count in mode..<most {
            term *= ratio(count)
            add(count + 1, term)
        }
        return below / (below + above)
    }
}

/// Many tests at once without more false alarms than one.
public enum HolmCorrection {
    /// The p-values, each raised so that those at or below α are false alarms in at most the share
    /// α of all families of tests, however the tests depend on each other.
    ///
    /// The i-th smallest of m is multiplied by m − i + 1, and is at least as large as those before.
    /// - SeeAlso: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
    ///   Journal of Statistics 6 (1979).
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var least = 0.0
        for (place, index) in order.enumerated() {
            least = max(least, min(1, pValues[index] * Double(pValues.count - place)))
            adjusted[index] = least
        }
        return adjusted
    }
}

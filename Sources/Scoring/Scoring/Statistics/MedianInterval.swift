/// The median of a few independent values, and the interval that holds the true one.
public struct MedianInterval: Hashable, Sendable {
    /// The middle value, or the mean of the two in the middle.
    public var median: Double
    /// Holds the median of the distribution in at least 95 % of cases, whatever its shape; nil for
    /// fewer than six values, which cannot promise that.
    public var interval: ClosedRange<Double>?
    public var lowest: Double
    public var highest: Double

    /// Nil without values.
    ///
    /// The interval goes from the j-th value to the j-th from the end: the number of values below
    /// the median is binomial with chance ½, and j is the largest for which fewer than j of them
    /// have at most 2.5 %.
    /// - SeeAlso: David, Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1.
    public init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let lowest = sorted.first, let highest = sorted.last else { return nil }
        self.lowest = lowest
        self.highest = highest
        let middle = sorted.count / 2
        median =
            sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let outside = (0..<middle).last {
            BinomialTail.atMost($0, of: sorted.count, chance: 0.5) <= 0.025
        }
        interval = outside.map { sorted[$0]...sorted[sorted.count - 1 - $0] }
    }
}

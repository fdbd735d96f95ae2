/// How an objective came out over the seeds that decide something.
public struct SeedTally: Hashable, Sendable {
    /// An objective has to hold in this share of all seeds that there are.
    public static let asked = 0.95

    /// Seeds in which it held.
    public var held: Int
    /// Seeds in which it held or did not.
    public var decided: Int
    /// Seeds that decide something, this objective or another.
    public var counted: Int

    public init(held: Int, decided: Int, counted: Int) {
        self.held = held
        self.decided = decided
        self.counted = counted
    }

    /// The shares of seeds in which it may hold in truth, at 95 %.
    public var interval: ClosedRange<Double> { BinomialTail.shares(held, of: decided) }

    /// Held: in at least 95 of 100 of the seeds seen, which is all of fewer than twenty. Failed: in
    /// so few that even the upper end of ``interval`` is below 95 %. Between the two the seeds
    /// disagree, and more of them would tell; so they do where more than 5 % leave it undecided.
    public var isHeld: Bool? {
        guard decided > 0, Double(decided) >= Self.asked * Double(counted) else { return nil }
        if Double(held) >= Self.asked * Double(decided) { return true }
        return interval.upperBound < Self.asked ? false : nil
    }
}

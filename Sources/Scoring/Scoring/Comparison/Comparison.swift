/// Two results side by side: what got worse, what got better, and how sure that is.
public struct Comparison: Hashable, Sendable {
    /// Of all comparisons of unchanged systems, so many at most say that something changed: the
    /// gate of a whole result, not of each of its figures.
    public static let falseAlarms = 0.01

    /// The old result, as the user named it; never a path of the host.
    public var against = ""
    public var basis: Basis
    /// One a gauge that both results have, in the new one's order.
    public var lines: [Line]
    /// Gauges that only one of them has.
    public var unmatched: [Gauge]
    /// How many seeds passed; nil: not known.
    public var passed: PassedSeeds?

    public init(
        basis: Basis, lines: [Line], unmatched: [Gauge] = [], passed: PassedSeeds? = nil
    ) {
        self.passed = passed
        self.basis = basis
        self.lines = lines
        self.unmatched = unmatched
    }

    /// What it rests on.
    public enum Basis: Hashable, Sendable {
        /// The same seeds in both, each compared with itself: ``SignedRankTest``.
        case paired(seeds: Int)
        /// Other seeds in both: ``RankSumTest``.
        case unpaired(old: Int, new: Int)
        /// Too little to tell a change from chance; nothing is said to have changed. Requests of
        /// one run do not help: a breaker that opened a second later moves them all.
        case tooFew(String)
    }

    /// One gauge in both results.
    public struct Line: Hashable, Sendable {
        /// Of the new result.
        public var gauge: Gauge
        public var old: MedianInterval?
        public var new: MedianInterval?
        /// The median of the seeds' changes, or the difference of the medians where they are not
        /// paired.
        public var change: Double?
        /// The p-value with ``HolmCorrection`` over all lines; nil without a test.
        public var pValue: Double?
        public var finding: Finding

        public init(
            gauge: Gauge, old: MedianInterval?, new: MedianInterval?, change: Double? = nil,
            pValue: Double? = nil, finding: Finding
        ) {
            self.gauge = gauge
            self.old = old
            self.new = new
            self.change = change
            self.pValue = pValue
            self.finding = finding
        }
    }

    /// The raw values are the words of results.
    public enum Finding: String, Hashable, Sendable, CaseIterable {
        case regressed, improved, unchanged
        /// One of them has no value, or too few to tell.
        case undecided
    }

    /// Whether it fails a gate: a figure got worse, or fewer seeds pass.
    public var hasRegressed: Bool { !regressions.isEmpty || passed?.finding == .regressed }

    /// Whether there is too little to tell: a figure that matters changed, or has no value any
    /// more, and too few seeds have one for a test; or nothing is in both.
    public var isUndecided: Bool {
        if lines.isEmpty || passed?.finding == .undecided { return true }
        if case .tooFew = basis { return lines.contains { $0.finding == .undecided } }
        return lines.contains { $0.finding == .undecided && $0.gauge.isGate }
    }

    /// What got worse and fails a gate.
    public var regressions: [Line] {
        lines.filter { $0.finding == .regressed && $0.gauge.isGate }
    }
}

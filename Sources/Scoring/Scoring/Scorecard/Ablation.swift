public import Timebase

/// The same scenario with one protection out, or back in, or with none at all.
public struct Ablation: Hashable, Sendable {
    /// As `--without` takes it: `breaker@orders -> payments`; empty where every protection is out.
    public var without: String
    /// True when this scenario lacks it (`without`) and the figures are those with it.
    public var isRestored: Bool
    public var figures: Figures
    /// The score of the mechanism that it belongs to.
    public var mechanism: Mechanism?
    public var mechanismScore: Double?

    public init(
        without: String, isRestored: Bool = false, figures: Figures, mechanism: Mechanism? = nil,
        mechanismScore: Double? = nil
    ) {
        self.without = without
        self.isRestored = isRestored
        self.figures = figures
        self.mechanism = mechanism
        self.mechanismScore = mechanismScore
    }

    /// Whether every protection is out.
    public var isBare: Bool { without.isEmpty }

    /// What one such run came to, over all streams.
    public struct Figures: Hashable, Sendable {
        public var verdict: Scorecard.Verdict
        public var overall: Double?
        /// In the phase `faults`.
        public var availability: Double?
        public var p99: Duration?
        /// The least goodput that a stream kept in a fault's window.
        public var goodputKept: Double?
        /// The longest recovery of a stream, in seconds.
        public var recovery: Double?
        /// Requests without an ok answer, in the whole run.
        public var lost: Int

        public init(
            verdict: Scorecard.Verdict, overall: Double? = nil, availability: Double? = nil,
            p99: Duration? = nil, goodputKept: Double? = nil, recovery: Double? = nil,
            lost: Int = 0
        ) {
            self.verdict = verdict
            self.overall = overall
            self.availability = availability
            self.p99 = p99
            self.goodputKept = goodputKept
            self.recovery = recovery
            self.lost = lost
        }

        /// Whether nothing differs that matters to anyone, by ``Gauge/Unit/leastChange(from:)``.
        ///
        /// Both runs have the same seed, so a protection that had nothing to do leaves every figure
        /// as it was; what is left below these limits is the chance of a changed order of calls.
        public func isAlike(_ other: Figures) -> Bool {
            verdict == other.verdict
                && isAlike(.score, overall, other.overall)
                && isAlike(.ratio, availability, other.availability)
                && isAlike(.milliseconds, p99?.milliseconds, other.p99?.milliseconds)
                && isAlike(.ratio, goodputKept, other.goodputKept)
                && isAlike(.seconds, recovery, other.recovery)
        }

        private func isAlike(_ unit: Gauge.Unit, _ own: Double?, _ other: Double?) -> Bool {
            guard let own, let other else { return own == nil && other == nil }
            return abs(own - other) < unit.leastChange(from: other)
        }
    }
}

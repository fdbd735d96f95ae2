public import Timebase

/// The same scenario with one protection out, or back in.
public struct Ablation: Hashable, Sendable {
    /// As `--without` takes it: `breaker@orders -> payments`.
    public var without: String
    /// True when this scenario lacks it (`without`) and the figures are those with it.
    public var isRestored: Bool
    public var overall: Double?
    /// Over all streams in the phase `faults`.
    public var availability: Double?
    public var p99: Duration?
    /// The score of the mechanism that it belongs to.
    public var mechanism: Mechanism?
    public var mechanismScore: Double?

    public init(
        without: String, isRestored: Bool, overall: Double?, availability: Double?,
        p99: Duration?, mechanism: Mechanism? = nil, mechanismScore: Double? = nil
    ) {
        self.without = without
        self.isRestored = isRestored
        self.overall = overall
        self.availability = availability
        self.p99 = p99
        self.mechanism = mechanism
        self.mechanismScore = mechanismScore
    }
}

public import Timebase

/// What became of an objective.
public struct ObjectiveResult: Hashable, Sendable {
    /// Its place in ``Scenario/objectives``.
    public var objective: Int
    /// In the metric's unit; nil when there is nothing to observe.
    public var observed: Double?
    /// The bound in the metric's unit, with `relativeTo` worked in.
    public var target: Double?
    /// Nil: undecided.
    public var held: Bool?
    /// By how much it held, ≥ 0, or was missed, < 0, in the metric's unit.
    public var margin: Double?
    public var samples: Int
    /// The phase it was judged over.
    public var from: Instant
    public var to: Instant
    /// Why it is undecided.
    public var reason: String?
    /// Over several seeds, of which the values above are medians: where the median lies, at 95 %.
    public var interval: ClosedRange<Double>?
    /// Over several seeds: in how many it held.
    public var seeds: SeedTally?

    public init(
        objective: Int, observed: Double?, target: Double?, held: Bool?, margin: Double?,
        samples: Int, from: Instant, to: Instant, reason: String? = nil
    ) {
        self.objective = objective
        self.observed = observed
        self.target = target
        self.held = held
        self.margin = margin
        self.samples = samples
        self.from = from
        self.to = to
        self.reason = reason
    }
}

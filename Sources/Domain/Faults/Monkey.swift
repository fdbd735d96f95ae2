public import Timebase

/// Faults at random times on random targets, drawn from the seed before the run begins.
///
/// - SeeAlso: Netflix, Chaos Monkey 2.0, "mean time between kills", "minimum time between kills".
public struct Monkey: Hashable, Sendable {
    /// Services and zones it may hit.
    public var on: [Target]
    /// Services and zones it never hits; beats `on`.
    public var except: [Target]
    /// The mean of the exponential gap between two faults.
    public var meanBetween: Duration
    /// No two faults are closer than this.
    public var minGap: Duration
    /// Whether a due fault happens.
    public var probability: Double
    public var grouping: Grouping
    public var inject: [Inject]
    public var from: Instant
    public var until: Instant
    public var maxFaults: Int?
    /// Says what it would do, and does nothing.
    public var isLeashed: Bool
    /// The key path of its object in the scenario.
    public var path: String

    public init(
        on: [Target], except: [Target] = [], meanBetween: Duration, minGap: Duration = .zero,
        probability: Double = 1, grouping: Grouping = .service, inject: [Inject],
        from: Instant, until: Instant, maxFaults: Int? = nil, isLeashed: Bool = false,
        path: String = "monkey"
    ) {
        self.on = on
        self.except = except
        self.meanBetween = meanBetween
        self.minGap = minGap
        self.probability = probability
        self.grouping = grouping
        self.inject = inject
        self.from = from
        self.until = until
        self.maxFaults = maxFaults
        self.isLeashed = isLeashed
        self.path = path
    }

    /// What is drawn first; one instance of it is hit (all, for a zone).
    public enum Grouping: String, Hashable, Sendable, CaseIterable {
        case service, instance, zone
    }

    /// A fault it may choose, with its weight among the others.
    public struct Inject: Hashable, Sendable {
        public var kind: Fault.Kind
        public var lasts: Duration?
        public var weight: Double
        public init(kind: Fault.Kind, lasts: Duration? = nil, weight: Double = 1) {
            self.kind = kind
            self.lasts = lasts
            self.weight = weight
        }
    }
}

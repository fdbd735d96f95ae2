public import Timebase

/// KEDA's part of scaling: from nobody to somebody and back, and what to do when nobody can tell.
///
/// KEDA's `scale_scaledobjects.go` and `fallback.go` (2.17). It polls every `pollingInterval`. A
/// service is active while any metric's total is above `activation`. Active with nobody there, it
/// gets its least, at least 1; with somebody there its HPA goes on. Not active for longer than
/// `cooldownPeriod`, or never yet, it goes to 0 where `min` is 0. Its HPA sees each metric as an
/// external one of type `AverageValue`: ⌈total ÷ target⌉, unless the change is within tolerance.
///
/// Once more than `failureThreshold` polls in a row have failed, a metric is reported as target ×
/// `fallback.replicas`; without a fallback, or until then, nothing changes.
///
/// It departs in that polls take place at the HPA's own looks, the first at or after each interval,
/// and only they count failures (KEDA's counts every query). A value without timer.
public struct ScaleToZero: Hashable, Sendable {
    /// KEDA's `ScaledObject`, as far as it is not the HPA's.
    public struct Settings: Hashable, Sendable {
        /// KEDA: 30 s.
        public var pollingInterval: Duration
        /// KEDA: 300 s; of the way to 0 alone.
        public var cooldownPeriod: Duration
        /// A total above it makes active; KEDA: 0.
        public var activation: Double
        /// What counts while the metrics cannot be told; nil: nothing changes.
        public var fallback: Fallback?

        public init(
            pollingInterval: Duration = .seconds(30), cooldownPeriod: Duration = .seconds(300),
            activation: Double = 0, fallback: Fallback? = nil
        ) {
            self.pollingInterval = pollingInterval
            self.cooldownPeriod = cooldownPeriod
            self.activation = activation
            self.fallback = fallback
        }
    }

    /// How many instances there are to be while nobody can tell how many are needed.
    public struct Fallback: Hashable, Sendable {
        /// So many failed polls in a row are borne.
        public var failureThreshold: Int
        public var replicas: Int
        public init(failureThreshold: Int = 3, replicas: Int) {
            self.failureThreshold = failureThreshold
            self.replicas = replicas
        }
    }

    public let settings: Settings
    private let min: Int
    private var nextPoll = Instant.start
    private var lastActive: Instant?
    private var failures = 0

    public init(_ settings: Settings, min: Int) {
        self.settings = settings
        self.min = min
    }

    /// Whether the fallback stands for what cannot be told.
    var isFallingBack: Bool { settings.fallback.map { failures > $0.failureThreshold } ?? false }

    /// Polls if it is time to.
    ///
    /// - Parameter totals: of each metric; nil where it cannot be told.
    /// - Returns: the count that KEDA itself sets; nil: that is left to the HPA.
    mutating func look(_ totals: [Double?], current: Int, now: Instant) -> Int? {
        guard now >= nextPoll else { return nil }
        nextPoll = now + settings.pollingInterval
        let known = totals.compactMap { $0 }
        failures = known.count < totals.count ? failures + 1 : 0
        if known.contains(where: { $0 > settings.activation }) {
            lastActive = now
            return current == 0 ? max(1, min) : nil
        }
        guard known.count == totals.count else {
            return current == 0 && isFallingBack ? settings.fallback?.replicas : nil
        }
        guard min == 0, current > 0 else { return nil }
        let isCool = lastActive.map { $0 + settings.cooldownPeriod < now } ?? true
        return isCool ? 0 : nil
    }

    /// What the HPA makes of a total; nil: it cannot be told.
    func replicas(
        _ metric: Autoscaler.Target, total: Double?, current: Int, _ tolerance: Autoscaler.Tolerance
    ) -> Int? {
        let reported = isFallingBack ? metric.value * Double(settings.fallback?.replicas ?? 0) : nil
        guard let total = total ?? reported else { return nil }
        let ratio = total / (metric.value * Double(current))
        return tolerance.covers(ratio) ? current : Autoscaler.ceiling(total / metric.value)
    }
}

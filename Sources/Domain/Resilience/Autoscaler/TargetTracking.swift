public import Timebase

/// AWS's target tracking: out fast, in slowly, with instances that warm up left out.
///
/// The two alarms that a target tracking policy of EC2 Auto Scaling makes for its metric: the high
/// one goes off when `outAfter` data points in a row are above the target (three of a minute), the
/// low one when `inAfter` in a row are below 0.9 of it (fifteen of a minute). Each look is one data
/// point: the mean over instances in service for at least `warmup`. Going out is in proportion,
/// ⌈warm · mean ÷ target⌉, and those that warm up count as part of what is wanted, so that an alarm
/// that stays on adds nothing twice; it goes on at every data point. Going in waits until nobody
/// warms up, and each step down waits for the low alarm anew. Of several metrics, each a policy of
/// its own, the largest count is taken, and nothing goes in unless all say so. A data point that is
/// missing ends a row: the alarm has insufficient data and nothing changes.
///
/// AWS does not say by how much it goes in, other than gradually: here in proportion, rounded up.
/// A value without timer: the autoscaler passes on its looks.
/// - SeeAlso: Amazon EC2 Auto Scaling User Guide, "Target tracking scaling policies" and "Set the
///   default instance warmup".
public struct TargetTracking: Hashable, Sendable {
    /// What a target tracking policy is set to.
    public struct Settings: Hashable, Sendable {
        /// Data points in a row above the target that go out; AWS: 3.
        public var outAfter: Int
        /// Data points in a row well below it that go in; AWS: 15.
        public var inAfter: Int
        /// How long an instance serves until it counts; AWS: 300 s, the default cooldown.
        public var warmup: Duration
        /// AWS's `DisableScaleIn`.
        public var goesIn: Bool

        public init(
            outAfter: Int = 3, inAfter: Int = 15, warmup: Duration = .seconds(300),
            goesIn: Bool = true
        ) {
            self.outAfter = outAfter
            self.inAfter = inAfter
            self.warmup = warmup
            self.goesIn = goesIn
        }
    }

    /// The low alarm's threshold, as a share of the target.
    static let low = 0.9

    /// How many data points in a row have been above and below; what the last one asks for.
    private struct Alarms: Hashable, Sendable {
        var high = 0
        var low = 0
        var wanted = 0
    }

    public let settings: Settings
    private let metrics: [Autoscaler.Target]
    private var alarms: [Alarms]

    init(_ settings: Settings, metrics: [Autoscaler.Target]) {
        self.settings = settings
        self.metrics = metrics
        alarms = metrics.map { _ in Alarms() }
    }

    /// Takes a data point of every metric and says how many instances there should be.
    mutating func decide(_ look: Autoscaler.Look, now: Instant) -> Int {
        let current = look.instances.count
        let warm = look.instances.filter { isWarm($0, now: now) }
        for place in metrics.indices {
            note(place, warm, isKnown: !look.unavailable.contains(metrics[place].kind))
        }
        let out = alarms.filter { $0.high >= settings.outAfter }.map(\.wanted).max() ?? 0
        if out > 0 { return max(current, out) }
        let isInward = alarms.allSatisfy { $0.low >= settings.inAfter }
        guard settings.goesIn, isInward, warm.count == current else { return current }
        for place in alarms.indices { alarms[place].low = 0 }
        return min(current, alarms.map(\.wanted).max() ?? current)
    }

    private mutating func note(_ place: Int, _ warm: [Autoscaler.Instance], isKnown: Bool) {
        let values = warm.compactMap { $0.sample.map { metrics[place].measured($0) } }
        guard isKnown, !values.isEmpty else {
            alarms[place] = Alarms()
            return
        }
        let target = metrics[place].value
        let mean = values.reduce(0, +) / Double(values.count)
        alarms[place].high = mean > target + 1e-9 ? alarms[place].high + 1 : 0
        alarms[place].low = mean < TargetTracking.low * target - 1e-9 ? alarms[place].low + 1 : 0
        alarms[place].wanted = Autoscaler.ceiling(Double(values.count) * mean / target)
    }

    /// Those that were there before the run began are warm.
    private func isWarm(_ instance: Autoscaler.Instance, now: Instant) -> Bool {
        guard instance.phase == .running(isReady: true) else { return false }
        return instance.changedAt == .start || now - instance.changedAt >= settings.warmup
    }
}

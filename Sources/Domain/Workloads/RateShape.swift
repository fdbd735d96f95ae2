public import Timebase

/// Requests a second over the run.
public enum RateShape: Hashable, Sendable {
    case constant(Double)
    /// Linear from `from` at the start to `to` at `over`, then `to`.
    case ramp(from: Double, to: Double, over: Duration)
    /// `base`, and `spike` from `at` for `lasts`: overload, which the control run does not have.
    case spike(base: Double, spike: Double, at: Instant, lasts: Duration)
    /// A sine between `low` and `high`, at `low` at the start.
    case wave(low: Double, high: Double, every: Duration)
    /// From each instant on, that rate; the first is at the start.
    case steps([Step])

    public struct Step: Hashable, Sendable {
        public var at: Instant
        public var rate: Double
        public init(at: Instant, rate: Double) {
            self.at = at
            self.rate = rate
        }
    }
}

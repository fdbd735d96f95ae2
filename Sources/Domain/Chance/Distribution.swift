public import Timebase

/// What a duration is drawn from, as the scenario format writes it.
public indirect enum Distribution: Hashable, Sendable {
    /// Always the same.
    case constant(Duration)
    /// Lognormal through its median and its 99th percentile; `p99` ≥ `median` > 0.
    case lognormal(median: Duration, p99: Duration)
    /// Exponential with this mean.
    case exponential(mean: Duration)
    /// Uniform from `from` to `to`.
    case uniform(from: Duration, to: Duration)
    /// Pareto: at least `min`, tail exponent `shape` > 0.
    case pareto(min: Duration, shape: Double)
    /// Evenly spaced quantiles, at least one, rising; drawn by linear interpolation between them.
    case empirical([Duration])
    /// One of several, by share; the shares add up to 1.
    case mix([Share])

    /// A part of a ``mix(_:)``.
    public struct Share: Hashable, Sendable {
        public var share: Double
        public var of: Distribution
        public init(share: Double, of: Distribution) {
            self.share = share
            self.of = of
        }
    }

    /// Whether every draw is zero.
    public var isZero: Bool { self == .constant(.zero) }
}

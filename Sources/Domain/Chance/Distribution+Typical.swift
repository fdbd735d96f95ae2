public import Timebase

extension Distribution {
    /// A typical value: the median where it is given or easily known, else the mean.
    public var typical: Duration {
        switch self {
        case .constant(let value): value
        case .lognormal(let median, _): median
        case .exponential(let mean): mean
        case .uniform(let from, let to): .nanoseconds((from.nanoseconds + to.nanoseconds) / 2)
        case .pareto(let least, _): least
        case .empirical(let quantiles): quantiles[quantiles.count / 2]
        case .mix(let shares):
            shares.reduce(.zero) { $0 + $1.of.typical * $1.share }
        }
    }
}

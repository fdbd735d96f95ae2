import Chance
import Faults
import Timebase

extension Fault {
    /// The same fault, so many times as strong; nil where it has no strength.
    ///
    /// Of latency it is the delay, of overload what comes on top of the usual load, of bandwidth
    /// what is taken away, of anything else on an edge the share of requests that it touches.
    func stronger(by factor: Double) -> Fault? {
        var fault = self
        switch kind {
        case .latency(let delay, let jitter):
            fault.kind = .latency(delay: delay.scaled(by: factor), jitter: jitter * factor)
        case .slowConnect(let delay): fault.kind = .slowConnect(delay: delay.scaled(by: factor))
        case .overload(let most): fault.kind = .overload(factor: 1 + (most - 1) * factor)
        case .error, .refuse, .reset, .cut, .truncate:
            guard let chance else { return nil }
            fault.chance = min(1, chance * factor)
        default: return nil
        }
        return fault
    }

    /// The same fault, so many times as long; nil where it has no end of its own.
    func longer(by factor: Double) -> Fault? {
        guard let lasts else { return nil }
        var fault = self
        fault.lasts = lasts * factor
        return fault
    }
}

extension Distribution {
    /// What is drawn from it, times a factor.
    fileprivate func scaled(by factor: Double) -> Distribution {
        switch self {
        case .constant(let value): .constant(value * factor)
        case .lognormal(let median, let p99):
            .lognormal(median: median * factor, p99: p99 * factor)
        case .exponential(let mean): .exponential(mean: mean * factor)
        case .uniform(let from, let to): .uniform(from: from * factor, to: to * factor)
        case .pareto(let least, let shape): .pareto(min: least * factor, shape: shape)
        case .empirical(let quantiles): .empirical(quantiles.map { $0 * factor })
        case .mix(let shares):
            .mix(shares.map { Share(share: $0.share, of: $0.of.scaled(by: factor)) })
        }
    }
}

import Workloads

extension LoadStream {
    /// The same stream with so many times the requests a second, or the users.
    func heavier(by factor: Double) -> LoadStream {
        var stream = self
        switch demand {
        case .open(let rate, let arrivals): stream.demand = .open(rate.times(factor), arrivals)
        case .closed(let users, let think):
            let more = (Double(users) * factor).rounded()
            stream.demand = .closed(users: max(1, Int(more)), think: think)
        }
        return stream
    }
}

extension RateShape {
    fileprivate func times(_ factor: Double) -> RateShape {
        switch self {
        case .constant(let rate): .constant(rate * factor)
        case .ramp(let from, let to, let over):
            .ramp(from: from * factor, to: to * factor, over: over)
        case .spike(let base, let spike, let at, let lasts):
            .spike(base: base * factor, spike: spike * factor, at: at, lasts: lasts)
        case .wave(let low, let high, let every):
            .wave(low: low * factor, high: high * factor, every: every)
        case .steps(let steps): .steps(steps.map { Step(at: $0.at, rate: $0.rate * factor) })
        }
    }
}

import Chance
import Faults
import Scenarios
import Timebase
import Topologies
import Workloads

extension Wiring {
    /// A caller's way to a callee under one policy: the calls that share a breaker, a bulkhead and
    /// a budget in each instance of the caller.
    struct Line {
        /// `orders -> payments`, `load:checkout -> gateway`.
        var name: String
        var policy: PolicyID
        /// Nil for a load stream.
        var caller: ServiceID?
        var callee: ServiceID
        /// How many callers there are at the start and at the least.
        var callers: Int
        /// At most so many calls a second, over all callers, each made once.
        var callsPerSecond = 0.0
        /// How many attempts a call may become, with the tries of those above.
        var attempts = 1.0
    }

    /// Every line under a policy: those of calls in the order of the file, then those of streams.
    func lines() -> [Line] {
        let rates = mostPerSecond()
        let tower = RetryTower(self)
        var lines: [Line] = []
        var known: [[Int]: Int] = [:]
        for (index, call) in calls.enumerated() {
            guard let policy = call.policy else { continue }
            let isPerEndpoint = self.policy(policy).scope == .endpoint
            let endpoint = isPerEndpoint ? call.to.endpoint : -1
            let key = [call.from.service, call.to.service, policy, endpoint]
            if known[key] == nil {
                known[key] = lines.count
                lines.append(
                    Line(
                        name: name(of: call), policy: policy, caller: call.from.service,
                        callee: call.to.service, callers: fewest(call.from.service)))
            }
            guard let line = known[key] else { continue }
            lines[line].callsPerSecond += rates[number(of: call.from)] * call.times
            lines[line].attempts = max(lines[line].attempts, tower.attempts[index])
        }
        for stream in scenario.load {
            guard let policy = stream.policy else { continue }
            lines.append(
                Line(
                    name: name(of: stream), policy: policy, callee: stream.send.service,
                    callers: stream.clients, callsPerSecond: mostPerSecond(of: stream),
                    attempts: RetryTower.growth(self.policy(policy))))
        }
        return lines
    }

    /// The fewest instances that a service is meant to have.
    func fewest(_ id: ServiceID) -> Int {
        let service = scenario.topology.services[id]
        return max(1, min(service.replicas, service.autoscale?.min ?? service.replicas))
    }

    /// The most instances that a service is meant to have.
    func most(_ id: ServiceID) -> Int {
        let service = scenario.topology.services[id]
        return max(service.replicas, service.autoscale?.max ?? service.replicas)
    }

    /// For each endpoint, at most so many requests a second at any time of the run, each once.
    private func mostPerSecond() -> [Double] {
        var rates = Array(repeating: 0.0, count: outgoing.count)
        for stream in scenario.load { rates[number(of: stream.send)] += mostPerSecond(of: stream) }
        for endpoint in order {
            for call in outgoing[endpoint] {
                rates[number(of: calls[call].to)] += rates[endpoint] * calls[call].times
            }
        }
        return rates
    }

    /// At most so many requests a second, overloads included. A user of a closed loop sends at most
    /// one a think time.
    private func mostPerSecond(of stream: LoadStream) -> Double {
        let most: Double
        switch stream.demand {
        case .open(let shape, _): most = shape.most(before: .start + scenario.duration)
        case .closed(let users, let think):
            most = Double(users) / max(1e-3, Sampler(think).mean.seconds)
        }
        return scenario.faults.reduce(most) { rate, fault in
            guard case .overload(let factor) = fault.kind, factor > 1,
                fault.on.contains(where: { hits($0, stream) })
            else { return rate }
            return rate * factor
        }
    }

    private func hits(_ target: Target, _ stream: LoadStream) -> Bool {
        if case .load(let id) = target { return scenario.load[id].name == stream.name }
        return false
    }
}

extension RateShape {
    /// The highest rate before an instant.
    fileprivate func most(before end: Instant) -> Double {
        switch self {
        case .constant(let rate): rate
        case .ramp(let from, _, _): max(from, rate(at: end))
        case .spike(let base, let spike, _, _): max(base, spike)
        case .wave(let low, let high, _): max(low, high)
        case .steps(let steps): steps.filter { $0.at < end }.map(\.rate).max() ?? 0
        }
    }
}

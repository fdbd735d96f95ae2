import Resilience
import Topologies
import Workloads

/// How many attempts of a call one request of a user can become, when what is called fails: the
/// tries of each layer multiplied, as far as each layer sees the failure of the one below.
struct RetryTower {
    /// For each call, its own tries times those above it that see it fail; at most 10¹⁵.
    let attempts: [Double]
    /// What stands above each call and tries again; nil: nothing.
    let above: [Layer?]
    private let wiring: Wiring

    /// A caller that tries again.
    enum Layer: Hashable {
        case call(Int)
        case stream(StreamID)
    }

    /// The most tries above an endpoint, and whose they are.
    private struct Tries {
        var count = 1.0
        var layer: Layer?
    }

    init(_ wiring: Wiring) {
        self.wiring = wiring
        let times = CallTimes(wiring)
        var attempts = Array(repeating: 1.0, count: wiring.calls.count)
        var above: [Layer?] = Array(repeating: nil, count: wiring.calls.count)
        // Of those that see a failure below, and of those that see none but wait in vain for it.
        var seen = Array(repeating: Tries(), count: wiring.outgoing.count)
        var waited = seen
        func add(_ layer: Layer, _ policy: Policy, _ tries: Double, to endpoint: Int) {
            let hung = times.hung[endpoint]?.total
            let waitsInVain = hung.map { policy.timeout ?? .forever < $0 } ?? false
            let on = policy.retry?.on ?? []
            let retriesSlow =
                on.contains(.timeout) && waitsInVain && !policy.stands(.timeout, around: .retry)
            let growth = RetryTower.growth(policy)
            if growth == 1 || on.contains(.status5xx) || retriesSlow, tries > seen[endpoint].count {
                seen[endpoint] = Tries(count: tries, layer: layer)
            }
            if growth > 1, retriesSlow, tries > waited[endpoint].count {
                waited[endpoint] = Tries(count: tries, layer: layer)
            }
        }
        for (id, stream) in wiring.scenario.load.enumerated() {
            let policy = wiring.policy(stream.policy)
            let endpoint = wiring.number(of: stream.send)
            add(.stream(id), policy, RetryTower.growth(policy), to: endpoint)
        }
        for endpoint in wiring.order {
            for index in wiring.outgoing[endpoint] {
                let call = wiring.calls[index]
                let policy = wiring.policy(call.policy)
                let isHidden = call.isOptional || policy.fallback != nil
                let tries = isHidden ? waited[endpoint] : seen[endpoint]
                attempts[index] = min(1e15, RetryTower.growth(policy) * tries.count)
                above[index] = tries.layer
                add(.call(index), policy, attempts[index], to: wiring.number(of: call.to))
            }
        }
        self.attempts = attempts
        self.above = above
    }

    /// What the tries of one layer multiply by: all of them, or what the budget lets through in the
    /// long run.
    static func growth(_ policy: Policy) -> Double {
        guard let retry = policy.retry else { return 1 }
        let attempts = Double(retry.attempts)
        return retry.budget.map { min(attempts, 1 + $0.longTermRatio) } ?? attempts
    }

    /// The layers that try again above a call and with it, the user first.
    func layers(to call: Int) -> [Layer] {
        var layers: [Layer] = []
        var next: Layer? = .call(call)
        while let layer = next {
            if RetryTower.growth(policy(of: layer)) > 1 { layers.append(layer) }
            next = if case .call(let index) = layer { above[index] } else { nil }
        }
        return layers.reversed()
    }

    func policy(of layer: Layer) -> Policy {
        switch layer {
        case .call(let index): wiring.policy(wiring.calls[index].policy)
        case .stream(let id): wiring.policy(wiring.scenario.load[id].policy)
        }
    }

    func name(of layer: Layer) -> String {
        switch layer {
        case .call(let index): wiring.name(of: wiring.calls[index])
        case .stream(let id): wiring.name(of: wiring.scenario.load[id])
        }
    }
}

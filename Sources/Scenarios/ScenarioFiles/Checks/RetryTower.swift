import Resilience
import Timebase
import Topologies
import Workloads

/// How many attempts of a call one request of a user can become, when what is called fails: the
/// tries of each layer multiplied, as far as each layer sees the failure of the one below.
///
/// What a layer sees depends on what went wrong beneath it: an endpoint whose call failed answers
/// 504 after a timeout, 503 where it was refused, else 502, and its own callers see a 502.
struct RetryTower {
    /// For each call, its own tries times those above it that see it fail; at most 10¹⁵.
    private(set) var attempts: [Double] = []
    /// For each call, the most tries of those above it, whatever goes wrong.
    private(set) var above: [Double] = []
    /// For each call, and for each stream, what its own tries multiply by.
    private var growth: [Double] = []
    private var growthOfStreams: [Double] = []
    /// For each call, what its attempts are made of.
    private var best: [Tries] = []
    /// For each endpoint, by ``Sight``, the most tries above it.
    private var seen: [[Tries]]
    private let wiring: Wiring
    private let times: CallTimes

    /// A caller that tries again.
    enum Layer: Hashable {
        case call(Int)
        case stream(StreamID)
    }

    /// What an endpoint shows its callers when a call below it goes wrong.
    private enum Sight: Int, CaseIterable {
        /// A 502 or a 503 at once, because of an answer or a refusal.
        case failed, unavailable
        /// A 504 or a 502 after a long wait for somebody who hangs.
        case timedOut, failedLate
        /// A good answer after such a wait.
        case slow
    }

    /// Tries of a layer and of those above it.
    private struct Tries {
        var count = 1.0
        /// Of the layer alone.
        var own = 1.0
        var layer: Layer?
        /// Where the layer's own caller stands, and what that one is shown.
        var next: (endpoint: Int, sight: Sight)?
    }

    init(_ wiring: Wiring) {
        self.wiring = wiring
        times = CallTimes(wiring)
        let none = Sight.allCases.map { _ in Tries() }
        seen = Array(repeating: none, count: wiring.outgoing.count)
        attempts = Array(repeating: 1, count: wiring.calls.count)
        (above, growth) = (attempts, attempts)
        best = Array(repeating: Tries(), count: wiring.calls.count)
        let rates = CallRates(wiring)
        for (id, stream) in wiring.scenario.load.enumerated() {
            let policy = wiring.policy(stream.policy)
            let tries = Self.growth(policy) { rates.whole(of: id) }
            growthOfStreams.append(tries)
            add(.stream(id), policy, tries, to: wiring.number(of: stream.send)) { _ in nil }
        }
        for endpoint in wiring.order {
            for index in wiring.outgoing[endpoint] { read(index, from: endpoint, rates) }
        }
    }

    private mutating func read(_ index: Int, from endpoint: Int, _ rates: CallRates) {
        let call = wiring.calls[index]
        let policy = wiring.policy(call.policy)
        above[index] = seen[endpoint].map(\.count).max() ?? 1
        growth[index] = Self.growth(policy) { rates.whole(of: call) * above[index] }
        let isHidden = call.isOptional || policy.fallback != nil
        func shown(_ sight: Sight) -> Sight? {
            guard isHidden else { return sight }
            return sight == .failed || sight == .unavailable ? nil : .slow
        }
        let on = policy.retry?.on ?? []
        let answers: Retry.Set = [.status5xx, .status4xx, .status429, .reset]
        let seesAnswers = !on.isDisjoint(with: answers) || policy.retry?.statuses.isEmpty == false
        let ways: [(isRetried: Bool, Sight)] = [
            (seesAnswers, .failed),
            (policy.timeout != nil && policy.retriesTimeouts, .timedOut),
            (!on.isDisjoint(with: [.refused, .rejected]), .unavailable),
        ]
        for (isRetried, sight) in ways {
            let own = isRetried ? growth[index] : 1
            let tries = self.tries(.call(index), own, shown(sight).map { (endpoint, $0) })
            if tries.count > best[index].count { best[index] = tries }
        }
        attempts[index] = best[index].count
        add(.call(index), policy, growth[index], to: wiring.number(of: call.to)) { sight in
            shown(sight).map { (endpoint, $0) }
        }
    }

    /// What a layer's callee shows it, and what its own caller is shown in turn.
    private mutating func add(
        _ layer: Layer, _ policy: Policy, _ growth: Double, to endpoint: Int,
        next: (Sight) -> (endpoint: Int, sight: Sight)?
    ) {
        let on = Conditions(policy.retry?.on ?? [], statuses: policy.retry?.statuses ?? [])
        func retried(_ status: Int) -> Double { on.covers(.failed, status: status) ? growth : 1 }
        let hung = times.hung[endpoint]?.total
        let waitsInVain = hung.map { policy.timeout ?? .forever < $0 } ?? false
        for sight in Sight.allCases {
            let tries: Tries
            switch sight {
            case .failed: tries = self.tries(layer, retried(502), next(.failed))
            case .unavailable: tries = self.tries(layer, retried(503), next(.failed))
            case .timedOut where !waitsInVain:
                tries = self.tries(layer, retried(504), next(.failedLate))
            case .failedLate where !waitsInVain:
                tries = self.tries(layer, retried(502), next(.failedLate))
            case .slow where !waitsInVain: continue
            case .timedOut, .failedLate, .slow:
                let own = policy.retriesTimeouts ? growth : 1
                tries = self.tries(layer, own, next(.timedOut))
            }
            if tries.count > seen[endpoint][sight.rawValue].count {
                seen[endpoint][sight.rawValue] = tries
            }
        }
    }

    private func tries(
        _ layer: Layer, _ own: Double, _ next: (endpoint: Int, sight: Sight)?
    ) -> Tries {
        let above = next.map { seen[$0.endpoint][$0.sight.rawValue].count } ?? 1
        return Tries(count: min(1e15, own * above), own: own, layer: layer, next: next)
    }

    /// What the tries of one layer multiply by: all of them, or what the budget lets through in the
    /// long run; of AWS's all, where it pays for those of so many calls, the whole run's.
    private static func growth(_ policy: Policy, ofCalls calls: () -> Double) -> Double {
        guard let retry = policy.retry else { return 1 }
        let attempts = Double(retry.attempts)
        guard let budget = retry.budget else { return attempts }
        if case .quota(let quota) = budget {
            let cost = Double(max(quota.retryCost, quota.timeoutCost))
            if calls() * (attempts - 1) * cost <= Double(quota.capacity) { return attempts }
        }
        return min(attempts, 1 + budget.longTermRatio)
    }

    /// What the tries of a layer multiply by, as far as it sees failures.
    func growth(of layer: Layer) -> Double {
        switch layer {
        case .call(let index): growth[index]
        case .stream(let id): growthOfStreams[id]
        }
    }

    /// The layers that try again above a call and with it, the user first, each with its tries.
    func layers(to call: Int) -> [(layer: Layer, tries: Double)] {
        var layers: [(Layer, Double)] = []
        var next: Tries? = best[call]
        while let tries = next {
            if let layer = tries.layer, tries.own > 1 { layers.append((layer, tries.own)) }
            next = tries.next.map { seen[$0.endpoint][$0.sight.rawValue] }
        }
        return layers.reversed()
    }

    func name(of layer: Layer) -> String {
        switch layer {
        case .call(let index): wiring.name(of: wiring.calls[index])
        case .stream(let id): wiring.name(of: wiring.scenario.load[id])
        }
    }
}

extension Policy {
    /// Whether an attempt that times out is made again; a timeout around the retries bounds them
    /// all together, and is not retried itself.
    var retriesTimeouts: Bool {
        (retry?.on.contains(.timeout) ?? false) && !stands(.timeout, around: .retry)
    }
}

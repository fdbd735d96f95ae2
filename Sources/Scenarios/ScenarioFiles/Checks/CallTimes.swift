import Chance
import Resilience
import Timebase
import Topologies

/// How long endpoints take: ordinarily, and at most while one of the services they call hangs.
///
/// Ordinarily means the typical time of each step, the network left out: small beside timeouts.
/// While one service hangs the others answer as ever, so a sum over all timeouts would say what
/// never comes.
struct CallTimes {
    /// For each endpoint.
    private(set) var ordinary: [Duration]
    /// For each endpoint, while the service hangs that keeps it longest; nil where it calls nothing
    /// that has a timeout anywhere below it.
    private(set) var hung: [Stretch?]
    private let wiring: Wiring
    private let rates: CallRates
    /// Who calls, while its steps are walked through.
    private var caller = EndpointReference(service: 0, endpoint: 0)

    /// A wait for a service that hangs.
    struct Stretch {
        var callee: EndpointReference
        /// Attempts of the call to it, and how long each may take.
        var attempts: Int64
        var each: Duration
        /// All back-offs between them, at their longest.
        var backoff: Duration
        /// All waits for their turn in the caller's rate limit.
        var turns: Duration
        /// With what the endpoint answers when the call has failed.
        var status: Int
        /// The call: its attempts and back-offs, or the deadline where that is shorter.
        var call: Duration
        /// The endpoint: its other steps, and the call.
        var total = Duration.zero
    }

    init(_ wiring: Wiring) {
        self.wiring = wiring
        rates = CallRates(wiring)
        ordinary = Array(repeating: .zero, count: wiring.outgoing.count)
        hung = Array(repeating: nil, count: wiring.outgoing.count)
        for (id, service) in wiring.scenario.topology.services.enumerated() {
            for endpoint in service.endpoints.indices {
                // A leaf needs nobody else's times; the others follow below, callees first.
                let reference = EndpointReference(service: id, endpoint: endpoint)
                guard wiring.outgoing[wiring.number(of: reference)].isEmpty else { continue }
                read(reference)
            }
        }
        for number in wiring.order.reversed() {
            guard let call = wiring.outgoing[number].first else { continue }
            read(wiring.calls[call].from)
        }
    }

    private mutating func read(_ reference: EndpointReference) {
        let number = wiring.number(of: reference)
        caller = reference
        let steps = wiring.endpoint(reference).steps
        var longest: Stretch?
        ordinary[number] = walk(steps, nil, &longest).time
        var tried: Set<ServiceID> = []
        for call in wiring.outgoing[number] {
            let callee = wiring.calls[call].to.service
            guard tried.insert(callee).inserted else { continue }
            longest = nil
            let total = walk(steps, callee, &longest).time
            guard var stretch = longest, total > hung[number]?.total ?? .zero else { continue }
            stretch.total = total
            hung[number] = stretch
        }
    }

    /// How long steps take, and whether they end the endpoint.
    private struct Way {
        var time = Duration.zero
        var ends = false

        mutating func add(_ more: Duration) { time = min(.forever, time + more) }
    }

    private func walk(
        _ steps: [Step], _ hanging: ServiceID?, _ longest: inout Stretch?
    ) -> Way {
        var way = Way()
        for step in steps where !way.ends {
            let next = walk(step, hanging, &longest)
            way.add(next.time)
            way.ends = next.ends
        }
        return way
    }

    private func walk(
        _ step: Step, _ hanging: ServiceID?, _ longest: inout Stretch?
    ) -> Way {
        switch step {
        case .work(let time), .cpu(let time): return Way(time: time.typical)
        case .respond(_, let chance): return Way(ends: chance == 1)
        case .call(let call): return walk(call, hanging, &longest)
        case .all(let branches):
            let ways = branches.map { walk($0, hanging, &longest) }
            let first = ways.filter(\.ends).map(\.time).min()
            return Way(time: first ?? ways.map(\.time).max() ?? .zero, ends: first != nil)
        case .any(let branches):
            let ways = branches.map { walk($0, hanging, &longest) }
            let best = ways.filter { !$0.ends }.map(\.time).min()
            return Way(time: best ?? ways.map(\.time).max() ?? .zero, ends: best == nil)
        case .repeat(let count, let parallel, let steps):
            let once = walk(steps, hanging, &longest)
            guard !parallel, !once.ends else { return once }
            return Way(time: once.time * Double(count))
        }
    }

    private func walk(
        _ call: Step.Call, _ hanging: ServiceID?, _ longest: inout Stretch?
    ) -> Way {
        let ordinary = min(
            self.ordinary[wiring.number(of: call.to)],
            wiring.policy(call.policy).timeout ?? .forever)
        guard call.to.service == hanging, let stretch = stretch(of: call) else {
            return Way(time: ordinary)
        }
        if stretch.call > longest?.call ?? .zero { longest = stretch }
        let isHidden = wiring.policy(call.policy).fallback != nil
        var way = Way(time: stretch.call, ends: !isHidden)
        if let policy = call.policy, let other = wiring.fallbackCall(of: policy) {
            let next = walk(other, hanging, &longest)
            way.add(next.time)
            way.ends = next.ends
        }
        if call.isOptional { way.ends = false }
        return way
    }

    /// The longest that a call takes while its callee hangs, or what its callee calls: the same
    /// goes wrong at each attempt. Nil when nothing bounds it.
    private func stretch(of call: Step.Call) -> Stretch? {
        let policy = wiring.policy(call.policy)
        var best: Stretch?
        // Around the retries a timeout bounds them all together.
        let isAround = policy.stands(.timeout, around: .retry)
        let around = isAround ? policy.timeout : nil
        let bound = min(policy.deadline ?? .forever, around ?? .forever)
        let turn = longestTurn(of: call)
        func consider(_ each: Duration, _ isRetried: Bool, endsWith status: Int) {
            let attempts = isRetried ? policy.retry?.attempts ?? 1 : 1
            let backoff = policy.retry?.longestWaits(between: attempts) ?? .zero
            let turns = policy.stands(.rateLimit, around: .retry) ? 1 : attempts
            let waited = turn * Double(turns)
            let total = min(each * Double(attempts) + backoff + waited, bound)
            guard total > best?.call ?? .zero else { return }
            best = Stretch(
                callee: call.to, attempts: Int64(attempts), each: each, backoff: backoff,
                turns: waited, status: status, call: total)
        }
        if let timeout = policy.timeout { consider(timeout, policy.retriesTimeouts, endsWith: 504) }
        if let below = hung[wiring.number(of: call.to)], below.total < policy.timeout ?? .forever {
            let isRetried = policy.retry?.covers(.failed, status: below.status) ?? false
            consider(below.total, isRetried, endsWith: 502)
        }
        return best
    }

    /// How long an attempt may wait for its turn before its timeout begins: where more calls come
    /// than the rate limit lets through, as long as it may.
    private func longestTurn(of call: Step.Call) -> Duration {
        let policy = wiring.policy(call.policy)
        guard let limit = policy.rateLimit, limit.waitFor > .zero,
            !policy.stands(.timeout, around: .rateLimit),
            let known = wiring.outgoing[wiring.number(of: caller)].map({ wiring.calls[$0] }).first(
                where: { $0.to == call.to && $0.policy == call.policy })
        else { return .zero }
        let calls = rates.flow(of: wiring.companions(of: known)).mean
        return calls / Double(wiring.most(caller.service)) > limit.rate ? limit.waitFor : .zero
    }
}

extension Retry {
    /// The sum of the waits between so many attempts, each at its longest.
    fileprivate func longestWaits(between attempts: Int) -> Duration {
        var sum = Duration.zero
        var previous = backoff.base
        for retry in 1..<max(1, attempts) {
            let wait: Duration
            if backoff.jitter == .decorrelated {
                wait = min(backoff.max, previous * 3.0)
                previous = wait
            } else {
                let doubled = backoff.base * Double(1 << min(retry - 1, 60))
                wait = min(backoff.max, doubled)
            }
            sum = min(.forever, sum + wait)
        }
        return sum
    }
}

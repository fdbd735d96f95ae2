import Faults
import Resilience
import Scenarios
import Topologies
import Workloads

extension Wiring {
    /// A caller's way to a callee under one policy: the calls that share a breaker and a bulkhead
    /// in each instance of the caller.
    struct Line {
        /// Counted through; the same for all streams of a policy that stands per stream.
        var number: Int
        /// `orders -> payments`, `load:checkout -> gateway`.
        var name: String
        var policy: PolicyID
        var callee: ServiceID
        /// Of one load stream alone, where the policy stands per stream.
        var stream: StreamID?
        /// How many callers there are at the start and at the least.
        var callers: Int
        /// Among how many callers, and callees where the policy stands per instance, the calls
        /// are sure to be divided evenly.
        var shares = (callers: 1, callees: 1)
        /// Its calls, over all callers, each made once.
        var flow: CallRates.Flow
        /// How many attempts a call may become, and those above it.
        var attempts = 1.0
        var above = 1.0
    }

    /// Every line under a policy: those of calls in the order of the file, then those of streams.
    func lines() -> [Line] {
        let rates = CallRates(self)
        let tower = RetryTower(self)
        var lines: [Line] = []
        var known: Set<[Int]> = []
        for (index, call) in calls.enumerated() {
            guard let policy = call.policy else { continue }
            let scope = self.policy(policy).scope
            let isWhole = scope != .endpoint
            let endpoint = isWhole ? -1 : call.to.endpoint
            let key = [call.from.service, call.to.service, policy, endpoint]
            guard known.insert(key).inserted else { continue }
            let callee = isWhole ? name(call.to.service) : name(call.to)
            let own = (lineMates[LineKey(call)] ?? [index]).filter {
                isWhole || calls[$0].to.endpoint == endpoint
            }
            var line = Line(
                number: index, name: "\(name(call.from.service)) -> \(callee)", policy: policy,
                callee: call.to.service,
                callers: fewest(call.from.service), flow: CallRates.Flow())
            for index in own {
                line.above = max(line.above, tower.above[index])
                let attempts = tower.growth(of: .call(index)) * tower.above[index]
                line.attempts = max(line.attempts, attempts)
            }
            line.shares = shares(from: call.from.service, line)
            let streams: [StreamID?] = scope == .stream ? Array(scenario.load.indices) : [nil]
            for stream in streams {
                line.stream = stream
                line.flow = rates.flow(of: own.map { calls[$0] }, for: stream)
                lines.append(line)
            }
        }
        for (id, stream) in scenario.load.enumerated() {
            guard let policy = stream.policy else { continue }
            var line = Line(
                number: calls.count + id, name: name(of: stream), policy: policy,
                callee: stream.send.service,
                callers: stream.clients, flow: rates.flow(of: id),
                attempts: tower.growth(of: .stream(id)))
            line.shares = shares(from: nil, line)
            lines.append(line)
        }
        return lines
    }

    /// Instances that a fault takes out, or that are not asked in turn, leave more to the others.
    private func shares(from caller: ServiceID?, _ line: Line) -> (callers: Int, callees: Int) {
        let policy = policy(line.policy)
        let isPerInstance = policy.scope == .instance && policy.sharesEvenly
        let callees = isPerInstance && !maySuffer(line.callee) ? fewest(line.callee) : 1
        guard let caller else { return (line.callers, callees) }
        let endpoints = scenario.topology.services[caller].endpoints.indices.map {
            number(of: EndpointReference(service: caller, endpoint: $0))
        }
        let asking =
            endpoints.flatMap { incoming[$0] }.map { calls[$0].policy }
            + scenario.load.filter { $0.send.service == caller }.map(\.policy)
        let isEven = asking.allSatisfy { self.policy($0).sharesEvenly } && !maySuffer(caller)
        return (isEven ? line.callers : 1, callees)
    }

    /// Whether a fault, or a monkey, may take instances of a service out.
    private func maySuffer(_ service: ServiceID) -> Bool {
        scenario.monkey != nil
            || scenario.faults.contains { fault in
                guard [.instance, .zone].contains(fault.kind.scope) else { return false }
                return fault.on.contains { target in
                    switch target {
                    case .service(let hit, _): hit == service
                    case .zone: true
                    case .edge, .load: false
                    }
                }
            }
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
}

extension Policy {
    /// Whether it asks instances in turn, each as often as the next.
    fileprivate var sharesEvenly: Bool { balance == Balancer.Settings() && eject == nil }
}

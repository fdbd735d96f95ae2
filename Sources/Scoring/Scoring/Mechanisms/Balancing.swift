import Faults
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Balancing: an instance that is ill gets little of the traffic, soon, and gets it back when it is
/// well.
///
/// Called for when a fault falls on some instances of a service and not on all. Judged by service:
/// a fault counts the requests that it touches, whichever edge they came over.
/// - SeeAlso: Envoy's documentation, "Outlier detection".
extension Evidence {
    func judgeBalancing() -> [MechanismScore] {
        guard control != nil else { return [] }
        return scenario.topology.services.indices.compactMap { service in
            let illnesses = faults.compactMap { illness(of: service, in: $0) }
            guard !illnesses.isEmpty else { return nil }
            let present = leavesOut(service)
            let measures = [
                Measure(
                    "bad_share", "traffic of the ill instances, as a multiple of their part",
                    illnesses.map(trafficShare).worst(by: >, orElse: "there was none"),
                    unit: "ratio", good: 0.1, bad: 1),
                Measure(
                    "left_out_after", "time until a caller left an ill instance out",
                    present == nil
                        ? onlyWherePresent
                        : illnesses.map { leftOut(service, $0) }.worst(by: >, orElse: ""),
                    unit: "s", good: 1, bad: 30),
                Measure(
                    "back_after", "time from its healing until every caller had it back",
                    present == nil
                        ? onlyWherePresent
                        : illnesses.map { back(service, $0) }.worst(by: >, orElse: ""),
                    unit: "s", good: 1, bad: 30),
                Measure(
                    "false_ejections", "ejections on harmless traffic",
                    present == nil ? onlyWherePresent : falseEjections(of: service),
                    unit: "count", good: 0, bad: 1),
            ]
            return MechanismScore(
                mechanism: .balancing, on: .service(service),
                state: present == nil ? .absent : .present, score: Measure.mean(measures),
                measures: measures, events: explanations(.balancing, onService: service),
                path: present ?? path(ofService: service, "health"),
                weight: weight(ofService: service))
        }
    }

    /// A fault on so many of the instances of a service, and not on all.
    private struct Illness {
        var ledger: FaultLedger
        var number: Int
        /// Which part of the instances it falls on, below 1.
        var part: Double
        /// The share of the requests to them that it touches; nil where that is none by chance.
        var touched: Double?
    }

    private func illness(of service: ServiceID, in number: Int) -> Illness? {
        let ledger = run.faults[number]
        guard case .fault(let index) = ledger.origin, let fault = scenario.faults[safe: index],
            let instances = instances(of: service, in: fault.on)
        else { return nil }
        let ready = run.services[service].instances.last { $0.at <= ledger.spans[0].from }?.ready
        let all = Double(max(1, ready ?? scenario.topology.services[service].replicas))
        let ill: Double
        switch instances {
        case .all: return nil
        case .index: ill = 1
        case .count(let count): ill = Double(count)
        case .share(let share): ill = (all * share).rounded(.up)
        }
        guard ill < all else { return nil }
        let isByChance =
            fault.first == nil && fault.nth == nil && fault.match == nil && ledger.requests > 0
        return Illness(
            ledger: ledger, number: number, part: ill / all,
            touched: isByChance ? fault.chance ?? 1 : nil)
    }

    private func instances(of service: ServiceID, in targets: [Target]) -> Target.Instances? {
        guard targets.count == 1, case .service(service, let instances) = targets[0] else {
            return nil
        }
        return instances
    }

    private func trafficShare(_ illness: Illness) -> Observation {
        guard let touched = illness.touched, touched > 0 else {
            return .none("the fault does not say how many requests came to them")
        }
        let cells = cells(ofFaults: [illness.number])
        let attempts = illness.ledger.edges.reduce(0) {
            $0 + run.edges[$1].total(over: cells).tally[.attempts]
        }
        guard attempts > 0 else { return .none("nothing was sent") }
        let share = Double(illness.ledger.requests) / touched / Double(attempts)
        return .value(share / illness.part, samples: attempts)
    }

    /// What lets callers leave an instance out: an ejection on an edge to it, else health checks or
    /// a readiness probe.
    private func leavesOut(_ service: ServiceID) -> String? {
        for edge in 0..<scenario.edgeCount where scenario.callee(of: edge) == service {
            let protection = Protection(of: edge, in: scenario, observed: [])
            if let found = protection.first(\.eject, "eject") { return found.path }
        }
        let settings = scenario.topology.services[service]
        if settings.health != nil { return path(ofService: service, "health") }
        return settings.probes.readiness.map { _ in path(ofService: service, "readinessProbe") }
    }

    private func leftOut(_ service: ServiceID, _ illness: Illness) -> Observation {
        let (from, over) = (illness.ledger.spans[0].from, illness.ledger.over)
        let first = run.events.first {
            $0.at >= from && $0.at <= over && isOut(of: service, $0.what) == true
        }
        guard let first else {
            return Observation(
                value: (over - from).seconds, samples: 1, reason: "no caller left it out",
                isAtLeast: true)
        }
        return .value((first.at - from).seconds, samples: 1)
    }

    private func back(_ service: ServiceID, _ illness: Illness) -> Observation {
        let (from, over) = (illness.ledger.spans[0].from, illness.ledger.over)
        var out = 0
        var last: Instant?
        for event in run.events where event.at >= from {
            guard let isOut = isOut(of: service, event.what) else { continue }
            out += isOut ? 1 : -1
            if !isOut, event.at >= over { last = event.at }
        }
        if out > 0 {
            return Observation(
                value: (end - over).seconds, samples: out,
                reason: "a caller had not taken it back by the end of the run", isAtLeast: true)
        }
        guard let last else { return .none("nobody had left it out when it was well again") }
        return .value((last - over).seconds, samples: 1)
    }

    /// Whether an event leaves an instance of a service out, or takes it back; nil: neither.
    private func isOut(of service: ServiceID, _ what: Event.What) -> Bool? {
        switch what {
        case .ejected(let edge, _, _), .markedDown(let edge, _):
            scenario.callee(of: edge) == service ? true : nil
        case .readmitted(let edge, _, _), .markedUp(let edge, _):
            scenario.callee(of: edge) == service ? false : nil
        case .instanceUnready(service, _): true
        case .instanceReady(service, _): false
        default: nil
        }
    }

    private func falseEjections(of service: ServiceID) -> Observation {
        let seen = harmless.filter { scenario.callee(of: $0.edge) == service }
        guard !seen.isEmpty else { return .none("there was no companion run") }
        return .value(
            Double(seen.reduce(0) { $0 + $1.ejected }),
            samples: seen.reduce(0) { $0 + $1.attempts })
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}

import Faults
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

extension Lint {
    /// Time constants that cannot elapse between their fault's end and the end of the run.
    static let slowConstant = Lint(
        "slow-constant",
        warnsOf: "a time constant that cannot elapse between its fault's end and the run's end",
        arithmetic: """
            A breaker's `openFor`, a `restart.after`, `health.every` × `up` or an overload's \
            `scaleDown.window`, more than `duration` less the fault's end.
            """,
        remedy: "Make it shorter or the run longer, or what needs it is not judged.",
        source: "this harness: it judges what it has seen"
    ) { SlowConstants(wiring: $0).problems() }
}

/// Looks for time constants that are too slow for the run.
private struct SlowConstants {
    let wiring: Wiring
    private var scenario: Scenario { wiring.scenario }

    func problems() -> [Problem] {
        var problems: [Problem] = []
        for fault in scenario.faults {
            guard let rest = rest(after: fault) else { continue }
            let what = "after \(escaped(fault.name ?? fault.kind.word))"
            for found in breakers(hitBy: fault) + restarts(hitBy: fault) + scaling(hitBy: fault)
            where found.constant > rest {
                problems.append(warning(found, what, rest))
            }
        }
        return problems
    }

    private typealias Found = (name: String, constant: Duration, path: String)

    private func warning(_ found: Found, _ what: String, _ rest: Duration) -> Problem {
        Problem(
            at: wiring.place(found.path),
            found:
                "\(found.name) is \"\(found.constant)\", but \(what) the run lasts only "
                + "\"\(rest)\"",
            advice: "What needs it is not judged: make it shorter or the run longer.")
    }

    /// From the fault's last end to the end of the run; nil when it lasts to the end.
    private func rest(after fault: Fault) -> Duration? {
        let end = Instant.start + scenario.duration
        guard let lasts = fault.lasts ?? (fault.kind.isInstant ? .zero : nil), fault.every == nil
        else { return nil }
        let over = fault.at + lasts
        return over < end ? end - over : nil
    }

    /// Breakers on the calls that a fault on edges or instances hits.
    private func breakers(hitBy fault: Fault) -> [Found] {
        // What moves no call opens no breaker, and one that is held by hand is closed at the end.
        guard fault.kind.scope != .platform, fault.kind.scope != .load, fault.kind.word != "breaker"
        else { return [] }
        var hit: [Found] = []
        func add(_ policy: PolicyID?) {
            guard let policy else { return }
            let named = scenario.topology.policies[policy]
            guard let breaker = named.policy.breaker, breaker.forced == nil else { return }
            hit.append(("openFor", breaker.openFor, "\(named.path).breaker.openFor"))
        }
        func isMeant(_ callee: EndpointReference) -> Bool {
            fault.match.map { $0 == wiring.endpoint(callee).name } ?? true
        }
        for call in wiring.calls
        where isMeant(call.to) && fault.on.contains(where: { touches($0, call) }) {
            add(call.policy)
        }
        for (id, stream) in scenario.load.enumerated()
        where isMeant(stream.send) && fault.on.contains(where: { touches($0, stream, id) }) {
            add(stream.policy)
        }
        return hit
    }

    private func touches(_ target: Target, _ call: TopologyReader.Call) -> Bool {
        switch target {
        case .edge(let from, let to): fits(from, call.from.service) && fits(to, call.to.service)
        case .service(let service, _): service == call.to.service
        case .zone, .load: false
        }
    }

    private func fits(_ end: Target.End, _ service: ServiceID) -> Bool {
        switch end {
        case .any, .zone: true
        case .service(let wanted): wanted == service
        case .load: false
        }
    }

    private func touches(_ target: Target, _ stream: LoadStream, _ id: StreamID) -> Bool {
        let callee = stream.send.service
        switch target {
        case .service(let wanted, _): return wanted == callee
        case .edge(.load(let sender), let to): return sender == id && fits(to, callee)
        case .edge(.any, let to): return fits(to, callee)
        case .edge, .zone, .load: return false
        }
    }

    /// Restarts and health checks of services whose instances a fault hits.
    private func restarts(hitBy fault: Fault) -> [Found] {
        guard fault.kind.scope == .instance else { return [] }
        return fault.on.flatMap { target -> [Found] in
            guard case .service(let id, _) = target else { return [] }
            let service = scenario.topology.services[id]
            let path = "topology.services.\(KeyPath.step(service.name))"
            var found: [Found] = []
            if let restart = service.restart, fault.kind == .kill, fault.lasts == nil {
                found.append(("restart.after", restart.after, "\(path).restart.after"))
            }
            if let health = service.health {
                let span = health.every * Int64(health.up)
                found.append(("health.every × up", span, "\(path).health"))
            }
            return found
        }
    }

    /// The way back down of services that an overload makes grow.
    private func scaling(hitBy fault: Fault) -> [Found] {
        guard fault.kind.scope == .load else { return [] }
        return scenario.topology.services.compactMap { service in
            guard let scale = service.autoscale, scale.scaleDown.select != .disabled,
                !scale.scaleDown.outlasts(scenario.duration)
            else { return nil }
            let owner = scale.patience.key.prefix { $0 != "." }
            let path = "topology.services.\(KeyPath.step(service.name)).autoscale.\(owner)"
            return (scale.patience.key, scale.patience.time, path)
        }
    }
}

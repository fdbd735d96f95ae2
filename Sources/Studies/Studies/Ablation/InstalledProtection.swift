import Resilience
import Scenarios
import Scoring
import Topologies

/// One protection of a scenario: a member of the policies on an edge, or a setting of a service.
struct InstalledProtection: Hashable, Sendable {
    let key: Key
    let place: MechanismScore.Place

    /// The keys of the scenario format, as `without` takes them.
    enum Key: String, Hashable, Sendable, CaseIterable {
        case timeout, deadline, retry, breaker, throttle, rateLimit, adaptive, bulkhead, hedge
        case fallback, eject, autoscale, forecast, health, restart, backlog, shed
        case startupProbe, livenessProbe, readinessProbe

        /// The mechanism that a protection belongs to.
        var mechanism: Mechanism {
            switch self {
            case .timeout, .deadline: .timeouts
            case .retry, .hedge: .retries
            case .breaker: .breakers
            case .bulkhead: .bulkheads
            case .fallback: .fallbacks
            case .eject: .balancing
            case .autoscale, .forecast: .autoscaling
            case .health, .restart, .startupProbe, .livenessProbe, .readinessProbe: .healing
            case .backlog, .throttle, .rateLimit, .adaptive, .shed: .shedding
            }
        }
    }

    /// `breaker@orders -> payments`, `restart@payments`.
    func text(in scenario: Scenario) -> String {
        switch place {
        case .edge(let edge): "\(key.rawValue)@\(scenario.edgeName(edge))"
        case .service(let service):
            "\(key.rawValue)@\(scenario.topology.services[service].name)"
        }
    }

    /// Every protection of a scenario: of its edges, then of its services.
    static func all(in scenario: Scenario) -> [InstalledProtection] {
        let edges = (0..<scenario.edgeCount).map { MechanismScore.Place.edge($0) }
        let services = scenario.topology.services.indices.map { MechanismScore.Place.service($0) }
        return (edges + services).flatMap { place in
            Key.allCases.map { InstalledProtection(key: $0, place: place) }
                .filter { $0.isInstalled(in: scenario) }
        }
    }

    private func isInstalled(in scenario: Scenario) -> Bool {
        switch place {
        case .edge(let edge):
            scenario.policies(on: edge).contains { isIn(scenario.topology.policies[$0].policy) }
        case .service(let service): isIn(scenario.topology.services[service])
        }
    }

    private func isIn(_ policy: Policy) -> Bool {
        switch key {
        case .timeout: policy.timeout != nil
        case .deadline: policy.deadline != nil
        case .retry: policy.retry != nil
        case .breaker: policy.breaker != nil
        case .throttle: policy.throttle != nil
        case .rateLimit: policy.rateLimit != nil
        case .adaptive: policy.adaptive != nil
        case .bulkhead: policy.bulkhead != nil
        case .hedge: policy.hedge != nil
        case .fallback: policy.fallback != nil
        case .eject: policy.eject != nil
        case .autoscale, .forecast, .health, .restart, .backlog, .shed, .startupProbe,
            .livenessProbe,
            .readinessProbe:
            false
        }
    }

    private func isIn(_ service: Service) -> Bool {
        switch key {
        case .autoscale: service.autoscale != nil
        case .forecast: service.autoscale?.forecast != nil
        case .startupProbe: service.probes.startup != nil
        case .livenessProbe: service.probes.liveness != nil
        case .readinessProbe: service.probes.readiness != nil
        case .health: service.health != nil
        case .restart: service.restart != nil
        case .backlog: service.backlog != nil
        case .rateLimit: service.admission.rateLimit != nil
        case .adaptive: service.admission.adaptive != nil
        case .shed: service.admission.shed != nil
        case .timeout, .deadline, .retry, .breaker, .throttle, .bulkhead, .hedge, .fallback,
            .eject:
            false
        }
    }

    /// Takes it out; a backlog becomes unlimited.
    func remove(from scenario: inout Scenario) {
        switch place {
        case .edge(let edge): scenario.changePolicies(on: edge) { remove(from: &$0.policy) }
        case .service(let service): remove(from: &scenario.topology.services[service])
        }
    }

    private func remove(from policy: inout Policy) {
        switch key {
        case .timeout: policy.timeout = nil
        case .deadline: policy.deadline = nil
        case .retry: policy.retry = nil
        case .breaker: policy.breaker = nil
        case .throttle: policy.throttle = nil
        case .rateLimit: policy.rateLimit = nil
        case .adaptive: policy.adaptive = nil
        case .bulkhead: policy.bulkhead = nil
        case .hedge: policy.hedge = nil
        case .fallback: policy.fallback = nil
        case .eject: policy.eject = nil
        case .autoscale, .forecast, .health, .restart, .backlog, .shed, .startupProbe,
            .livenessProbe,
            .readinessProbe:
            break
        }
    }

    private func remove(from service: inout Service) {
        switch key {
        case .autoscale: service.autoscale = nil
        case .forecast: service.autoscale?.forecast = nil
        case .startupProbe: service.probes.startup = nil
        case .livenessProbe: service.probes.liveness = nil
        case .readinessProbe: service.probes.readiness = nil
        case .health: service.health = nil
        case .restart: service.restart = nil
        case .backlog: service.backlog = nil
        case .rateLimit: service.admission.rateLimit = nil
        case .adaptive: service.admission.adaptive = nil
        case .shed: service.admission.shed = nil
        case .timeout, .deadline, .retry, .breaker, .throttle, .bulkhead, .hedge, .fallback,
            .eject:
            break
        }
    }

    /// Whether an entry of `without` takes it out: its key alone, or with `@` a service or an edge,
    /// `*` standing for any end.
    func isTaken(by entry: String, in scenario: Scenario) -> Bool {
        let parts = entry.split(separator: "@", maxSplits: 1)
        guard parts.first.map(String.init) == key.rawValue else { return false }
        guard parts.count == 2 else { return true }
        let ends = String(parts[1]).splitEnds()
        switch place {
        case .service(let service): return ends == [scenario.topology.services[service].name]
        case .edge(let edge):
            let callee = scenario.topology.services[scenario.callee(of: edge)].name
            guard ends.count == 2 else { return ends == [callee] }
            return [scenario.callerName(of: edge), "*"].contains(ends[0])
                && [callee, "*"].contains(ends[1])
        }
    }
}

extension String {
    /// `a -> b` into its two ends without the blanks around; any other text as it is.
    fileprivate func splitEnds() -> [String] {
        var rest = Substring(self)
        var ends: [String] = []
        while let arrow = rest.indices.first(where: { rest[$0...].hasPrefix("->") }) {
            ends.append(rest[..<arrow].trimmed)
            rest = rest[arrow...].dropFirst(2)
        }
        return ends + [rest.trimmed]
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

public import Recordings
import Resilience
public import Scenarios
public import Timebase
import Topologies

/// A setting whose time cannot elapse between its fault's end and the run's end; what it governs
/// then cannot be judged.
public struct TimeConstant: Hashable, Sendable {
    /// The key path of the setting.
    public var path: String
    /// The setting's last key, such as `openFor`.
    public var name: String
    public var value: Duration
    /// What was left of the run when the fault was over.
    public var left: Duration

    /// Every time constant of a scenario's protections that the faults of a recording, or of a
    /// plan, leave too little time for; each once, with the least time left.
    public static func unelapsed(
        in scenario: Scenario, faults: [FaultLedger]
    ) -> [TimeConstant] {
        var found: [TimeConstant] = []
        for fault in faults {
            let left = .start + scenario.duration - fault.over
            guard left > .zero else { continue }
            for constant in constants(in: scenario, of: fault) where constant.value > left {
                var constant = constant
                constant.left = left
                if let known = found.firstIndex(where: { $0.path == constant.path }) {
                    found[known].left = min(found[known].left, left)
                } else {
                    found.append(constant)
                }
            }
        }
        return found
    }

    /// The longest of them that any protection of the scenario has; zero without any.
    package static func longest(in scenario: Scenario) -> Duration {
        let edges = (0..<scenario.edgeCount).flatMap { constants(onEdge: $0, in: scenario) }
        let services = scenario.topology.services.indices
            .flatMap { healing($0, in: scenario) + autoscaling($0, in: scenario) }
        return (edges + services).map(\.value).max() ?? .zero
    }

    private static func constants(
        in scenario: Scenario, of fault: FaultLedger
    ) -> [TimeConstant] {
        if fault.isOverload {
            return scenario.topology.services.indices.flatMap { autoscaling($0, in: scenario) }
        }
        let services = fault.services + fault.edges.map { scenario.callee(of: $0) }
        return fault.edges.flatMap { constants(onEdge: $0, in: scenario) }
            + services.uniqued().flatMap { healing($0, in: scenario) }
    }

    private static func constants(onEdge edge: EdgeID, in scenario: Scenario) -> [TimeConstant] {
        Protection(of: edge, in: scenario, observed: []).policies.compactMap { named in
            named.policy.breaker.map { breaker in
                TimeConstant(
                    path: "\(named.path).breaker.openFor", name: "openFor", value: breaker.openFor)
            }
        }
    }

    private static func healing(_ service: ServiceID, in scenario: Scenario) -> [TimeConstant] {
        let settings = scenario.topology.services[service]
        var constants: [TimeConstant] = []
        if let restart = settings.restart {
            constants.append(
                TimeConstant(service, "restart.after", "after", restart.after, in: scenario))
        }
        if let health = settings.health {
            let back = health.every * Int64(health.up)
            constants.append(TimeConstant(service, "health.every", "every", back, in: scenario))
        }
        return constants
    }

    private static func autoscaling(_ service: ServiceID, in scenario: Scenario) -> [TimeConstant] {
        guard let autoscale = scenario.topology.services[service].autoscale else { return [] }
        return [
            TimeConstant(service, "autoscale.every", "every", autoscale.every, in: scenario),
            TimeConstant(
                service, "autoscale.\(autoscale.patience.key)",
                autoscale.patience.key == "scaleInAfter" ? "scaleInAfter" : "window",
                autoscale.patience.time, in: scenario),
        ]
    }

    private init(
        _ service: ServiceID, _ keys: String, _ name: String, _ value: Duration,
        in scenario: Scenario
    ) {
        path = "topology.services.\(pathStep(scenario.topology.services[service].name)).\(keys)"
        self.name = name
        self.value = value
        left = .zero
    }

    private init(path: String, name: String, value: Duration) {
        self.path = path
        self.name = name
        self.value = value
        left = .zero
    }
}

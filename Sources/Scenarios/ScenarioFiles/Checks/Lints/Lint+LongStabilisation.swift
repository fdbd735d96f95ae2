import Resilience
import Scenarios
import Timebase
import Topologies

extension Lint {
    /// Autoscalers that cannot do in this run what they are there to do.
    static let longStabilisation = Lint(
        "long-stabilisation",
        warnsOf: "an autoscaler whose stabilisation window outlasts the scenario",
        arithmetic: "`scaleUp.window` or `scaleDown.window`, not less than `duration`. KEDA's way "
            + "to 0 knows no window, only a `cooldownPeriod`.",
        remedy:
            "Make the window shorter or the run longer; or say `select: \"disabled\"`, if it is "
            + "not to go that way.",
        source: "Kubernetes HPA v2: down goes to the highest recommendation of the window, up to "
            + "the lowest"
    ) { wiring in
        var problems: [Problem] = []
        for (id, service) in wiring.scenario.topology.services.enumerated() {
            guard let scale = service.autoscale, scale.max > scale.min else { continue }
            if case .targetTracking = scale.kind { continue }  // It has no windows.
            let directions = [
                ("scaleUp", scale.scaleUp, "grows"), ("scaleDown", scale.scaleDown, "shrinks"),
            ]
            for (key, rules, what) in directions
            where rules.select != .disabled && rules.outlasts(wiring.scenario.duration)
                && !(key == "scaleDown" && scale.leaves(within: wiring.scenario.duration))
            {
                problems.append(
                    Problem(
                        at: wiring.place(of: "autoscale.\(key).window", inService: id),
                        found: "\(key).window of \(wiring.name(id)) is \"\(rules.stabilisation)\" "
                            + "and the run lasts \"\(wiring.scenario.duration)\": it never \(what)",
                        advice: "Make the window shorter or the run longer."))
            }
        }
        return problems
    }
}

extension Autoscaler.Settings {
    /// Whether KEDA may take all of it away within a run of this length, whatever the window is.
    fileprivate func leaves(within duration: Duration) -> Bool {
        guard case .keda(let keda) = kind, min == 0 else { return false }
        return keda.cooldownPeriod < duration
    }
}

extension Autoscaler.Rules {
    /// Whether no change this way can come within a run of this length.
    func outlasts(_ duration: Duration) -> Bool { stabilisation >= duration }
}

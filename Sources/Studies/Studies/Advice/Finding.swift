import Resilience
import Scenarios
import Scoring
import Topologies

/// A weakness and the change that would mend it, ready to be tried.
struct Finding: Sendable {
    var advice: Advice
    /// How bad it is, 0 … 100: points that the measure behind it lost.
    var severity: Double
    /// Only worth naming if a trial shows that it raises the outcome: what is missing may not be
    /// missed.
    var needsProof = false
    var apply: @Sendable (inout Scenario) -> Void
    /// The same setting further turned, for objectives that fail with it as it is here.
    var stronger: [Finding] = []
}

extension AdviceCase {
    /// A finding whose change is one setting.
    func finding(
        _ text: String, on place: MechanismScore.Place, set path: String, to value: String,
        severity: Double, apply: @escaping @Sendable (inout Scenario) -> Void
    ) -> Finding {
        let key = path.split(separator: ".").last.map(String.init) ?? path
        return Finding(
            advice: Advice(
                finding: text, change: "set `\(key)` to `\(value)`", on: name(of: place),
                path: path, place: scenario.place(of: path), set: "\(path)=\(value)"),
            severity: severity, apply: apply)
    }

    /// A finding whose change is to leave a protection in that the scenario, or the command line,
    /// takes out: no file lacks it.
    func finding(
        _ text: String, on place: MechanismScore.Place, puttingBack key: String, severity: Double,
        apply: @escaping @Sendable (inout Scenario) -> Void
    ) -> Finding {
        Finding(
            advice: Advice(
                finding: text, change: "leave `\(key)` in, which `without` takes out",
                on: name(of: place), path: "without[\(key)@\(name(of: place))]",
                place: scenario.place(of: "without")),
            severity: severity, needsProof: true, apply: apply)
    }

    func name(of place: MechanismScore.Place) -> String {
        switch place {
        case .edge(let edge): scenario.edgeName(edge)
        case .service(let service): scenario.topology.services[service].name
        }
    }

    /// A change to the policy that stands at a path.
    func changing(
        policyAt path: String, _ change: @escaping @Sendable (inout Policy) -> Void
    ) -> @Sendable (inout Scenario) -> Void {
        { scenario in
            guard let policy = scenario.policy(at: path) else { return }
            change(&scenario.topology.policies[policy].policy)
        }
    }
}

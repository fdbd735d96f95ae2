import Recordings
import Resilience
import Scenarios
import Topologies

/// The policies on the calls of one edge.
struct Protection {
    /// In the order of the steps, each once; of a program of the user's, what was observed.
    let policies: [Topology.NamedPolicy]
    /// Whether the caller is a program of the user's, whose settings are not in the scenario.
    let isObserved: Bool
    /// Where a missing setting would be written: the first policy, or the caller itself.
    private let fallbackPath: String

    /// - Parameter observed: what a program that the harness knows nothing of was seen to do.
    init(of edge: EdgeID, in scenario: Scenario, observed: [ObservedProtection]) {
        let topology = scenario.topology
        let seen = observed.first { $0.edge == edge }
        isObserved = seen != nil
        policies =
            scenario.policies(on: edge).map { topology.policies[$0] }
            + (seen.map { [$0.policy(in: scenario)] } ?? [])
        if let stream = scenario.stream(ofEntry: edge) {
            fallbackPath = "load.\(pathStep(scenario.load[stream].name))"
        } else {
            let caller = topology.services[topology.edges[edge].from]
            fallbackPath = "topology.services.\(pathStep(caller.name))"
        }
    }

    /// The first policy that has a setting, and the setting's path.
    func first<Setting>(
        _ setting: (Policy) -> Setting?, _ key: String
    ) -> (setting: Setting, path: String)? {
        for named in policies {
            if let found = setting(named.policy) { return (found, "\(named.path).\(key)") }
        }
        return nil
    }

    /// Where to write what is missing.
    var path: String { policies.first?.path ?? fallbackPath }
}

extension ObservedProtection {
    /// As the policy that would have done the same, at the place of the program.
    fileprivate func policy(in scenario: Scenario) -> Topology.NamedPolicy {
        var policy = Policy.none
        policy.timeout = timeout
        if let attempts, attempts > 1 { policy.retry = Retry(attempts: attempts) }
        if let openFor { policy.breaker = CircuitBreaker.Settings(openFor: openFor) }
        if let concurrent { policy.bulkhead = Bulkhead(concurrent: concurrent) }
        let program = scenario.topology.services[scenario.topology.edges[edge].from]
        return Topology.NamedPolicy(
            name: "observed", policy: policy,
            path: "topology.services.\(pathStep(program.name))")
    }
}

/// A name as key paths write it: in quotes unless it is letters, digits, `-` and `_`.
package func pathStep(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
            || scalar == "_"
    }
    return isPlain ? name : "\"\(name)\""
}

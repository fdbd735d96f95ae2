import Resilience
import Scenarios
import Topologies

/// The policies on the calls of one edge.
struct Protection {
    /// In the order of the steps, each once.
    let policies: [Topology.NamedPolicy]
    /// Where a missing setting would be written: the first policy, or the caller itself.
    private let fallbackPath: String

    init(of edge: EdgeID, in scenario: Scenario) {
        let topology = scenario.topology
        if let stream = scenario.stream(ofEntry: edge) {
            policies = scenario.load[stream].policy.map { [topology.policies[$0]] } ?? []
            fallbackPath = "load.\(pathStep(scenario.load[stream].name))"
            return
        }
        let joined = topology.edges[edge]
        var ids: [PolicyID] = []
        for endpoint in topology.services[joined.from].endpoints {
            for step in endpoint.steps {
                step.visit { step in
                    guard case .call(let call) = step, call.to.service == joined.to,
                        let policy = call.policy, !ids.contains(policy)
                    else { return }
                    ids.append(policy)
                }
            }
        }
        policies = ids.map { topology.policies[$0] }
        fallbackPath = "topology.services.\(pathStep(topology.services[joined.from].name))"
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

/// A name as key paths write it: in quotes unless it is letters, digits, `-` and `_`.
package func pathStep(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
            || scalar == "_"
    }
    return isPlain ? name : "\"\(name)\""
}

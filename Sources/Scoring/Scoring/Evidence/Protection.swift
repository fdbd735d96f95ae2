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
        policies = scenario.policies(on: edge).map { topology.policies[$0] }
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

/// A name as key paths write it: in quotes unless it is letters, digits, `-` and `_`.
package func pathStep(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
            || scalar == "_"
    }
    return isPlain ? name : "\"\(name)\""
}

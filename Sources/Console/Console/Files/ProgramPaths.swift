import Scenarios
import Topologies

extension Scenario {
    /// With the paths of its programs such that they lead to the same from any folder.
    func rooted(at root: SourceRoot) -> Scenario {
        var scenario = self
        for index in topology.services.indices {
            guard case .command(var program) = topology.services[index].implementation else {
                continue
            }
            program.folder = program.folder.map(root.absolute)
            program.templates = program.templates.map(root.absolute)
            if let first = program.command.first, first.contains("/"), !first.hasPrefix("${") {
                program.command[0] = root.absolute(first)
            }
            scenario.topology.services[index].implementation = .command(program)
        }
        return scenario
    }
}

import ScenarioFiles
import Scenarios

/// Reads a scenario from disk.
enum ScenarioInput {
    /// The scenario at `path`, changed by the command line.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` and every problem, a line each.
    static func read(_ path: String, _ overrides: Overrides = Overrides()) throws(Failure) -> Loaded
    {
        let root = SourceRoot(scenario: path)
        switch readScenario(root.name, overrides: overrides, load: root.load) {
        case .success(let loaded): return loaded
        case .failure(let problems): throw .misuse(problems.description)
        }
    }
}

extension Overrides {
    /// What `--set` and `--without` say.
    init(_ invocation: Invocation) {
        self.init(set: invocation.values(of: .set), without: invocation.values(of: .without))
    }
}

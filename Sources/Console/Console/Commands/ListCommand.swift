import ScenarioFiles

extension Command {
    /// Where `list` looks when it is told nothing.
    private static let shippedFolder = "Scenarios"

    static let list = Command(
        "list", operands: "[DIR]", count: 0...1,
        summary: "show the scenarios in a folder, and what each is about",
        details: "Without DIR it looks into Scenarios/."
    ) { invocation, terminal throws(Failure) in
        let folder = invocation.operands.first ?? shippedFolder
        var statuses: [ExitStatus] = []
        for path in try ScenarioFolder.expand([folder]) {
            do throws(Failure) {
                let scenario = try ScenarioInput.read(path).scenario
                try terminal.print(escaped(path, limit: 400))
                for line in [scenario.title, scenario.why] where !line.isEmpty {
                    try terminal.print("    " + escaped(line, limit: 400))
                }
            } catch {
                terminal.note(error.message)
                statuses.append(error.status)
            }
        }
        return .worst(of: statuses)
    }
}

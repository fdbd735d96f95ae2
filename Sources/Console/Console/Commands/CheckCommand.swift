import ScenarioFiles

extension Command {
    static let check = Command(
        "check", operands: "SCENARIO…", count: 1...Int.max,
        summary: "say what is wrong with scenarios, and run nothing",
        details: """
            A folder stands for every scenario in it. Every problem of a file is reported at
            once, with file, line and column. Warnings name what may run but seldom should, such
            as retries above retries, each with its arithmetic and an id in brackets, which
            Scenarios/FORMAT.md explains under "Warnings".
            Exit status: 0, warnings or not; 2 when a file is wrong.
            """,
        flags: [.set, .without]
    ) { invocation, terminal throws(Failure) in
        var statuses: [ExitStatus] = []
        for path in try ScenarioFolder.expand(invocation.operands) {
            statuses.append(try check(path, Overrides(invocation), terminal))
        }
        return .worst(of: statuses)
    }

    private static func check(
        _ path: String, _ overrides: Overrides, _ terminal: Terminal
    ) throws(Failure) -> ExitStatus {
        let loaded: Loaded
        do {
            loaded = try ScenarioInput.read(path, overrides)
        } catch {
            terminal.note(error.message)
            return error.status
        }
        guard !terminal.isQuiet else { return .held }
        let name = escaped(path, limit: 400)
        for warning in loaded.warnings {
            try terminal.print("\(warning.description) (\(terminal.tint("warning", .yellow)))")
        }
        let count = loaded.warnings.count
        let warnings = count == 0 ? "" : ", \(counted(count, "warning"))"
        try terminal.print("\(name): \(terminal.tint("ok", .green))\(warnings)")
        return .held
    }
}

/// `1 warning`, `2 warnings`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

public import Scenarios
import Sockets
import Subprocesses
import Topologies

/// What the programs of a scenario need and this machine does not have: a sentence each, of the
/// files that would be missed only once something had been started.
///
/// A command whose name is a variable is not looked for.
public func missingParts(of scenario: Scenario) -> [String] {
    scenario.topology.services.flatMap { service -> [String] in
        guard case .command(let program) = service.implementation else { return [] }
        var commands = [program.command]
        if case .command(let words) = program.ready { commands.append(words) }
        let problems =
            commands.compactMap { missing($0, in: program) }
            + program.templates.compactMap(unreadable)
        return problems.map { "\(service.name): \($0)" }
    }
}

private func missing(_ command: [String], in program: CommandService) -> String? {
    // In a fresh folder there is nothing yet but what templates put there.
    guard let name = command.first, !name.contains("${"),
        program.folder != nil || !name.contains("/") || name.hasPrefix("/")
    else { return nil }
    do throws(SpawnError) {
        try Program(
            name, environment: .inherited(setting: plain(program.environment)),
            workingDirectory: program.folder, author: .theirs
        ).checkThatItIsThere()
        return nil
    } catch {
        return error.description
    }
}

/// The variables whose values are known before anything is started.
private func plain(_ variables: [CommandService.Variable]) -> [String: String] {
    Dictionary(
        variables.filter { !$0.value.contains("${") }.map { ($0.name, $0.value) },
        uniquingKeysWith: { _, last in last })
}

private func unreadable(_ template: String) -> String? {
    do throws(SystemError) {
        _ = try PlainFile.read(template)
        return nil
    } catch {
        return "template \(template): \(error)"
    }
}

import ScenarioFiles
import Scenarios
import Topologies

/// What a scenario may do beyond calling itself: a file may come from a stranger.
struct Permission {
    private let allowsCommands: Bool
    private let allowsExternal: Bool

    init(_ invocation: Invocation) {
        let said = Terminal.variable("CHAOS_ALLOW_COMMANDS")
        allowsCommands = invocation.has(.allowCommands) || said == "1"
        allowsExternal = invocation.has(.allowExternal)
    }

    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` that names every program and every server
    ///   that was not allowed, and the flag that allows it.
    func check(_ scenario: Scenario) throws(Failure) {
        var lines: [String] = []
        var flags: [Flag] = []
        let programs = allowsCommands ? [] : scenario.topology.services.compactMap(program)
        if !programs.isEmpty {
            lines += ["this scenario starts programs:"] + programs
            flags.append(.allowCommands)
        }
        let servers = allowsExternal ? [] : scenario.topology.services.compactMap(server)
        if !servers.isEmpty {
            lines += ["this scenario calls servers off this machine:"] + servers
            flags.append(.allowExternal)
        }
        guard !flags.isEmpty else { return }
        let allowing = flags.map(\.long).joined(separator: " and ")
        throw .misuse(
            lines.joined(separator: "\n"),
            hint: "nothing was started; look at --dry-run, and allow it with \(allowing)")
    }

    private func program(_ service: Service) -> String? {
        guard case .command(let program) = service.implementation else { return nil }
        var line = "  \(escaped(service.name)): \(spoken(program.command))"
        if case .command(let words) = program.ready { line += ", and \(spoken(words))" }
        return line
    }

    private func server(_ service: Service) -> String? {
        guard case .external(let address) = service.implementation, !address.isLoopback else {
            return nil
        }
        return "  \(escaped(service.name)): \(escaped(address.description))"
    }
}

/// A command line as a person reads it: words in quotes where they need them, control characters
/// escaped.
func spoken(_ command: [String]) -> String {
    command.map { word in
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "-_./:=,@%+${}".unicodeScalars.contains($0)
            }
        return isPlain ? escaped(word, limit: 400) : quoted(word)
    }.joined(separator: " ")
}

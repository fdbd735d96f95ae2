/// The help, made from the table of commands and their flags.
package enum HelpText {
    /// What `chaos help` prints.
    package static var overview: String {
        let ready = Command.all.filter(\.isReady)
        let width = ready.map { $0.usage.count }.max() ?? 0
        let lines = ready.map { command in
            "  \(padded(command.usage, to: width))  \(command.summary)"
        }
        return """
            chaos puts a microservice system under faults and scores how its protections answer.

            \(lines.joined(separator: "\n"))

            chaos help COMMAND says more, and so does chaos COMMAND --help.
            """
    }

    /// What `chaos help COMMAND` prints.
    package static func page(of command: Command) -> String {
        let width = command.flags.map(\.synopsis.count).max() ?? 0
        let flags = command.flags.map { flag in
            let later = flag.isReady ? "" : " (not supported yet)"
            return "  \(padded(flag.synopsis, to: width))  \(flag.help)\(later)"
        }
        let details = command.details.isEmpty ? "" : command.details + "\n\n"
        return """
            \(command.usage)

            \(command.name): \(command.summary).

            \(details)\(flags.joined(separator: "\n"))
            """
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Command {
    /// As it is called: `chaos run [FLAGS] SCENARIO…`.
    var usage: String { "chaos \(name)" + (operands.isEmpty ? "" : " \(operands)") }
}

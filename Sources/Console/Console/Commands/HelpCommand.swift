extension Command {
    static let help = Command(
        "help", operands: "[COMMAND]", count: 0...1, summary: "show what a command does"
    ) { invocation, terminal throws(Failure) in
        guard let name = invocation.operands.first else {
            try terminal.print(HelpText.overview)
            return .held
        }
        let command = try Command.named(name)
        guard command.isReady else { throw .later("chaos \(name)") }
        try terminal.print(HelpText.page(of: command))
        return .held
    }
}

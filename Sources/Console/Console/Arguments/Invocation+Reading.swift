import ScenarioFiles

extension Invocation {
    /// Reads the arguments after the program's name, with the habits of GNU's `getopt_long`:
    /// `--flag=value` and `--flag value`, `-ofile` and `-o file`, `-qh`, flags between operands,
    /// and nothing but operands after `--`.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/misuse``, and where to read more.
    package init(reading arguments: [String]) throws(Failure) {
        guard let first = arguments.first else {
            throw .misuse(HelpText.overview, hint: nil)
        }
        let rest = arguments.dropFirst()
        switch first {
        case "--help", "-h": try self.init(.help, rest)
        case "--version", "-V": try self.init(.version, rest)
        case _ where first.hasPrefix("-"):
            throw .misuse(
                "a command must come before \(quoted(first))", hint: "try: chaos help")
        default:
            do {
                try self.init(Command.named(first), rest)
            } catch {
                throw Failure(error.status, error.message, hint: error.hint ?? "try: chaos help")
            }
        }
    }

    private init(_ command: Command, _ arguments: ArraySlice<String>) throws(Failure) {
        self.init(command)
        do {
            try read(arguments)
            // Whoever asks for help need not give the operands.
            if !has(.help) { try checkCount() }
        } catch {
            throw Failure(
                error.status, error.message, hint: error.hint ?? "try: chaos help \(command.name)")
        }
    }

    private mutating func read(_ arguments: ArraySlice<String>) throws(Failure) {
        guard command.isReady else { throw .later("chaos \(command.name)") }
        var rest = arguments
        while let argument = rest.popFirst() {
            if argument == "--" {
                for operand in rest { add(operand) }
                return
            }
            if argument.hasPrefix("--") {
                try readLong(argument.dropFirst(2), &rest)
            } else if argument.hasPrefix("-"), argument != "-" {
                try readShort(argument.dropFirst(), &rest)
            } else {
                add(argument)
            }
        }
    }

    private mutating func readLong(
        _ text: Substring, _ rest: inout ArraySlice<String>
    ) throws(Failure) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let flag = command.flags.first(where: { $0.name == parts[0] }) else {
            throw .unknown("flag", "--\(parts[0])", among: command.flags.map(\.long))
        }
        guard flag.isReady else { throw .later(flag.long) }
        if flag.value == nil {
            guard parts.count == 1 else { throw .misuse("\(flag.long) takes no value") }
            add(flag)
        } else if parts.count == 2 {
            add(flag, String(parts[1]))
        } else {
            add(flag, try value(of: flag, from: &rest))
        }
    }

    /// `-q`, `-qh`, `-o file`, `-ofile`.
    private mutating func readShort(
        _ letters: Substring, _ rest: inout ArraySlice<String>
    ) throws(Failure) {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let flag = command.flags.first(where: { $0.short == letter }) else {
                throw .misuse("unknown flag \(quoted("-\(letter)"))")
            }
            if flag.value == nil {
                add(flag)
            } else if letters.isEmpty {
                add(flag, try value(of: flag, from: &rest))
            } else {
                return add(flag, String(letters))
            }
        }
    }

    /// The argument after a flag, even one that begins with a dash, as in `-o -`.
    private func value(of flag: Flag, from rest: inout ArraySlice<String>) throws(Failure) -> String
    {
        guard let value = rest.popFirst() else {
            throw .misuse("\(flag.long) needs a value: \(flag.long) \(flag.value ?? "")")
        }
        return value
    }

    private func checkCount() throws(Failure) {
        if operands.count < command.count.lowerBound {
            let name = command.operands.hasSuffix("…") ? "at least one " : "one "
            let what = command.operands.filter { !"[]…".contains($0) }
            throw .misuse("chaos \(command.name) needs \(name)\(what)")
        }
        if operands.count > command.count.upperBound {
            let extra = quoted(operands[command.count.upperBound])
            throw .misuse("chaos \(command.name) does not take the operand \(extra)")
        }
    }
}

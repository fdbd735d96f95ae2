import ScenarioFiles

extension Command {
    static let new = Command(
        "new", operands: "NAME", count: 1...1,
        summary: "write a commented scenario and topology to start from",
        details: """
            Writes NAME.json5 and NAME-topology.json5, folders included, and never over a file
            that exists.
            """
    ) { invocation, terminal throws(Failure) in
        let stem = try Starter.stem(of: invocation.operands[0])
        let topology = stem + "-topology.json5"
        let scenario = stem + ".json5"
        if let slash = stem.lastIndex(of: "/"), slash != stem.startIndex {
            try OutputFile.makeFolder(String(stem[..<slash]))
        }
        for path in [scenario, topology] where OutputFile.exists(path) {
            throw .misuse("\(escaped(path, limit: 400)) exists already; nothing was written")
        }
        try OutputFile.writeNew(Array(Starter.topology.utf8), to: topology)
        try OutputFile.writeNew(Array(Starter.scenario(stem).utf8), to: scenario)
        guard !terminal.isQuiet else { return .held }
        try terminal.print(
            """
            \(escaped(scenario, limit: 400))
            \(escaped(topology, limit: 400))
            """)
        terminal.note("next: chaos run \(shellWord(scenario))")
        return .held
    }

    /// A path as a shell would take it.
    private static func shellWord(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
        return isPlain ? path : quoted(path, limit: 400)
    }
}

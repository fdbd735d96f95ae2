import ScenarioFiles
import Scenarios

extension Command {
    static let run = Command(
        "run", operands: "SCENARIO…", count: 1...Int.max,
        summary: "run scenarios, score them and write reports; the exit status is the gate",
        details: """
            A folder stands for every scenario in it. Each scenario's reports are written into
            reports/<scenario>/, or into DIR; with several scenarios into DIR/<path>/ each.

            Exit status: 0 every objective held; 1 one failed; 2 the command line or a file is
            wrong; 3 the run decides nothing; 4 the engine failed, or the reports could not be
            written; 129, 130 and 143 interrupted, once what a live engine recorded is written.
            Of several scenarios the worst counts, in the order 4, 2, 1, 3.
            """,
        flags: [
            .engine, .seed, .seeds, .set, .without, .report, .format, .output, .map, .dryRun,
            .allowCommands, .allowExternal, .baseline,
        ]
    ) { invocation, terminal throws(Failure) in
        let options = try RunOptions(invocation)
        let paths = try ScenarioFolder.expand(invocation.operands)
        guard options.writing.file == nil || paths.count == 1 else {
            throw .misuse("--output takes one scenario, not \(paths.count); use --report DIR")
        }
        if options.isDryRun {
            for path in paths { try dryRun(path, options, terminal) }
            return .held
        }
        return try Runner(options: options, terminal: terminal).run(paths)
    }

    private static func dryRun(
        _ path: String, _ options: RunOptions, _ terminal: Terminal
    ) throws(Failure) {
        let scenario = try ScenarioInput.read(path, options.overrides).scenario
        try terminal.print(DryRun(scenario: scenario, seed: options.seed ?? scenario.seed).text)
    }
}

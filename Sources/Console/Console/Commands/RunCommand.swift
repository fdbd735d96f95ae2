import ScenarioFiles
import Scenarios

extension Command {
    static let run = Command(
        "run", operands: "SCENARIO…", count: 1...Int.max,
        summary: "run scenarios, score them and write reports; the exit status is the gate",
        details: """
            A folder stands for every scenario in it. Each scenario's reports are written into
            reports/<scenario>/, or into DIR; with several scenarios into DIR/<path>/ each.

            With --seeds N an objective holds if it held in 95 of 100 seeds, fails if that is out
            of reach, and is undecided between the two. With --baseline FILE a figure that got
            worse by more than chance and by more than anyone would mind fails the gate; where the
            results hold too few seeds, both are simulated again on 20.

            Exit status: 0 every objective held; 1 one failed, or a figure regressed; 2 the command
            line or a file is wrong; 3 the run decides nothing; 4 the engine failed, or the reports
            could not be written; 129, 130 and 143 interrupted, once what a live engine recorded is
            written. Of several scenarios the worst counts, in the order 4, 2, 1, 3.

            In a job of GitHub Actions the summary is appended to the job's page, and what did
            not hold is annotated in the files of the pull request.
            """,
        flags: [
            .engine, .seed, .seeds, .set, .without, .ablate, .baseline, .across, .report, .format,
            .output, .summary, .map, .dryRun, .allowCommands, .allowExternal,
        ]
    ) { invocation, terminal throws(Failure) in
        try runScenarios(RunOptions(invocation), invocation.operands, terminal)
    }

    /// Runs the scenarios that the operands stand for.
    static func runScenarios(
        _ options: RunOptions, _ operands: [String], _ terminal: Terminal
    ) throws(Failure) -> ExitStatus {
        let paths = try ScenarioFolder.expand(operands)
        for (flag, value) in [
            (Flag.output, options.writing.file), (.baseline, options.baseline?.name),
        ] where value != nil && paths.count > 1 {
            throw .misuse("\(flag.long) takes one scenario, not \(paths.count)")
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

extension Command {
    static let ablate = Command(
        "ablate", operands: "SCENARIO…", count: 1...Int.max,
        summary: "run a scenario without each of its protections: what does each buy?",
        details: """
            As chaos run --ablate: the same seed again with each protection out in turn, and with
            all of them out. "changed nothing" is said of what moved no figure by more than anyone
            would mind: 1 point of outcome, 0.1 percentage points, 5 % of a p99 or a recovery.

            Exit status: as of chaos run.
            """,
        flags: [
            .seed, .seeds, .set, .without, .baseline, .across, .report, .format, .output,
        ]
    ) { invocation, terminal throws(Failure) in
        var options = try RunOptions(invocation)
        options.ablates = true
        return try runScenarios(options, invocation.operands, terminal)
    }
}

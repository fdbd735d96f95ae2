extension Command {
    static let score = Command(
        "score", operands: "RECORDING", count: 1...1,
        summary: "score a saved recording again, and run nothing",
        details: """
            RECORDING is the recording.json of an earlier run. FILE is a scenario, or any object
            with "objectives", and "mustFail" if some must. Exit status: as of chaos run.
            """,
        flags: [.objectives]
    ) { invocation, terminal throws(Failure) in
        let judgement = try RecordingInput(
            invocation.operands[0], objectives: invocation.value(of: .objectives)
        ).judged()
        if !terminal.isQuiet {
            try terminal.print(
                Summary(judgement: judgement, terminal: terminal).screen(report: nil))
        }
        return judgement.status
    }
}

import Scoring

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
        let input = try RecordingInput(
            invocation.operands[0], objectives: invocation.value(of: .objectives))
        let judgement = Judgement(of: input)
        if !terminal.isQuiet {
            try terminal.print(
                Summary(judgement: judgement, terminal: terminal).screen(report: nil))
        }
        return judgement.status
    }
}

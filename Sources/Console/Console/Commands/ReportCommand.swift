import ScenarioFiles

extension Command {
    static let report = Command(
        "report", operands: "RECORDING", count: 1...1,
        summary: "write the reports of a saved recording, and run nothing",
        details: """
            RECORDING is the recording.json of an earlier run. The reports go into its scenario's
            folder below reports/, or into DIR. A recording holds the run and not what was made
            of it besides: what --ablate, --map and --baseline brought is not in them. Exit status:
            0 when they are written, whatever they say.
            """,
        flags: [.report, .format, .output, .summary]
    ) { invocation, terminal throws(Failure) in
        let options = try WritingOptions(invocation)
        let judgement = try RecordingInput(invocation.operands[0]).judged()
        guard !options.formats.contains(.otlp) || judgement.runs.run.traces != nil else {
            throw .misuse(
                "\(escaped(invocation.operands[0], limit: 400)) holds no followed requests, which "
                    + "--format otlp needs",
                hint: "leave otlp out, or run the scenario again")
        }
        let folder = ReportFolder.folders(for: [judgement.name], chosen: options.folder)[0]
        let first = try ReportWriter(judgement, options, terminal).write(into: folder)
        var digest = RunDigest(options, terminal)
        digest.add(judgement)
        try digest.finish()
        if let first, !terminal.isQuiet, !options.writesToOutput { try terminal.print(first) }
        return .held
    }
}

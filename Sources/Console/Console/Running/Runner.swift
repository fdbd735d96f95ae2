import Recordings
import ScenarioFiles
import Scenarios
import Scoring
import Studies

/// Runs scenarios in turn, writes their reports and says what became of them.
struct Runner {
    let options: RunOptions
    let terminal: Terminal

    /// The worst status of all; what is wrong with one scenario does not keep the others from
    /// running.
    func run(_ paths: [String]) throws(Failure) -> ExitStatus {
        let folders = ReportFolder.folders(for: paths, chosen: options.writing.folder)
        var statuses: [ExitStatus] = []
        var rows: [String] = []
        var digest = RunDigest(options.writing, terminal)
        for (index, path) in paths.enumerated() {
            let place = paths.count == 1 ? "" : "\(index + 1) of \(paths.count): "
            terminal.progress("running \(place)\(escaped(path))")
            do throws(Failure) {
                let judgement = try judge(path, into: folders[index])
                let report = try ReportWriter(judgement, options.writing, terminal)
                    .write(into: folders[index])
                terminal.progress("")
                statuses.append(judgement.status)
                digest.add(judgement)
                let summary = Summary(judgement: judgement, terminal: terminal)
                rows.append(summary.row(path: path, report: report))
                if paths.count == 1 { try show(summary.screen(report: report)) }
            } catch {
                terminal.progress("")
                digest.add(error, of: path)
                guard paths.count > 1 else {
                    try digest.finish()
                    throw error
                }
                terminal.note(error.message)
                statuses.append(error.status)
            }
            if Interruption.asked != nil { break }
        }
        if paths.count > 1 { try show((["outcome"] + rows).joined(separator: "\n")) }
        try digest.finish()
        return .worst(of: statuses)
    }

    /// Standard output belongs to the report when it was asked for there.
    private func show(_ text: String) throws(Failure) {
        guard !terminal.isQuiet, !options.writing.writesToOutput, !text.isEmpty else { return }
        try terminal.print(text)
    }

    private func judge(_ path: String, into folder: String) throws(Failure) -> Judgement {
        let loaded = try ScenarioInput.read(path, options.overrides)
        try options.check(loaded.scenario)
        try options.permission.check(loaded.scenario)
        try options.checkMap(of: loaded.scenario)
        if terminal.isVerbose { for warning in loaded.warnings { terminal.note("\(warning)") } }
        var scenario = loaded.scenario
        scenario.seed = options.seed ?? scenario.seed
        let study = try study(scenario, loaded, path, folder)
        var judgement = Judgement(
            scenario: scenario, file: RecordingFile(of: loaded, study.runs), input: loaded.input,
            runs: study.runs, card: study.scorecard)
        if let baseline = options.baseline {
            judgement.comparison = try Comparing(
                old: baseline, new: ResultInput(judgement), isAcross: options.isAcross,
                terminal: terminal
            ).comparison()
        }
        if options.mapsTrigger {
            judgement.map = triggerMap(of: scenario, seed: scenario.seed)
        }
        return judgement
    }

    /// Carries the scenario out on the engine it names.
    private func study(
        _ scenario: Scenario, _ loaded: Loaded, _ path: String, _ folder: String
    ) throws(Failure) -> Study {
        switch scenario.engine {
        case .simulate:
            let restored = try restored(path, of: scenario)
            return Studies.study(
                scenario, seed: scenario.seed,
                options: Study.Options(ablate: options.ablates, restored: restored))
        case .inProcess, .subprocess:
            let run = try LiveRun(
                scenario: scenario.rooted(at: SourceRoot(scenario: path)), loaded: loaded,
                terminal: terminal
            )
            .record(into: options.writing.writesFolder ? folder : nil)
            return Studies.study(scenario, of: Runs(run: run))
        }
    }

    /// The scenario with the protections that its `without` takes out; nil when it takes out none.
    private func restored(_ path: String, of scenario: Scenario) throws(Failure) -> Scenario? {
        guard !scenario.without.isEmpty else { return nil }
        var overrides = options.overrides
        overrides.isRestored = true
        var restored = try ScenarioInput.read(path, overrides).scenario
        restored.seed = scenario.seed
        return restored
    }
}

extension RecordingFile {
    /// What is saved of a scenario that ran.
    init(of loaded: Loaded, _ runs: Runs) {
        self.init(
            version: toolVersion,
            sources: loaded.files.map { Source(name: $0.path, text: $0.text) },
            overrides: loaded.overrides.set.map { .set($0) }
                + loaded.overrides.without.map { .without($0) },
            run: runs.run, control: runs.control, capacity: runs.capacity,
            harmless: runs.harmless)
    }
}

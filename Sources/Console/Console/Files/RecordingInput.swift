import Recordings
import ScenarioFiles
import Scenarios
import Scoring
import Studies

/// Reads a saved recording, with the scenario whose texts it holds.
struct RecordingInput {
    let file: RecordingFile
    private let loaded: Loaded
    /// The scenario with the protections that its `without` takes out; nil when it takes out none.
    private let restored: Scenario?

    /// - Parameter objectives: a file whose objectives take the place of the recorded ones.
    /// - Throws: ``Failure`` with ``ExitStatus/misuse``.
    init(_ path: String, objectives: String? = nil) throws(Failure) {
        file = try Self.parse(path)
        loaded = try Self.scenario(of: file, path, objectives)
        restored =
            loaded.scenario.without.isEmpty
            ? nil : try Self.scenario(of: file, path, objectives, isRestored: true).scenario
        try checkFit(path)
    }

    /// Scores what was recorded, as it was when it was recorded.
    ///
    /// What a simulation's advice or ablation rests on is simulated again.
    func judged() -> Judgement {
        var scenario = loaded.scenario
        scenario.seed = file.run.seed
        var restored = restored
        restored?.seed = file.run.seed
        let runs = Runs(
            run: file.run, control: file.control, capacity: file.capacity,
            harmless: file.harmless)
        let study = Studies.study(
            scenario, of: runs, options: Study.Options(restored: restored))
        return Judgement(
            scenario: scenario, file: file, input: loaded.input, runs: runs, card: study.scorecard)
    }

    private static func parse(_ path: String) throws(Failure) -> RecordingFile {
        switch FileBytes.read(path, limit: FileBytes.recordingLimit) {
        case .failure(let failure):
            throw .misuse("\(escaped(path, limit: 400)) \(failure.spoken)")
        case .success(let bytes):
            do throws(RecordingFileError) {
                return try RecordingFile(parsing: bytes)
            } catch {
                throw .misuse("\(escaped(path, limit: 400)) \(escaped("\(error)", limit: 400))")
            }
        }
    }

    /// Reads the recorded texts again, by the names that they were recorded under.
    private static func scenario(
        of file: RecordingFile, _ path: String, _ objectives: String?, isRestored: Bool = false
    ) throws(Failure) -> Loaded {
        var overrides = Overrides(
            objectives: objectives.map(FilePath.normal), isRestored: isRestored)
        for override in file.overrides {
            switch override {
            case .set(let assignment): overrides.set.append(assignment)
            case .without(let protection): overrides.without.append(protection)
            }
        }
        let read = readScenario(file.sources[0].name, overrides: overrides) { name in
            if name == overrides.objectives {
                return FileBytes.read(name, limit: FileBytes.scenarioLimit)
            }
            let source = file.sources.first { $0.name == name }
            return source.map { .success(Array($0.text.utf8)) } ?? .failure(.missing)
        }
        switch read {
        case .success(let loaded): return loaded
        case .failure(let problems):
            let place = "in \(escaped(path, limit: 400)): "
            throw .misuse((objectives == nil ? place : "") + problems.description)
        }
    }

    /// Whether the ledgers are those of the scenario.
    private func checkFit(_ path: String) throws(Failure) {
        let scenario = loaded.scenario
        for run in [file.run, file.control, file.capacity].compactMap(\.self) {
            guard run.streams.count == scenario.load.count, run.edges.count == scenario.edgeCount,
                run.services.count == scenario.topology.services.count,
                file.harmless.allSatisfy({ $0.edge < scenario.edgeCount })
            else {
                throw .misuse(
                    "\(escaped(path, limit: 400)) is a damaged recording: "
                        + "its ledgers are not those of its scenario")
            }
        }
    }
}

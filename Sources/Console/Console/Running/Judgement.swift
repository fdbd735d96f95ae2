import Recordings
import ScenarioFiles
import Scenarios
import Scoring

/// A scenario that ran and was scored: all that reports and exit status are made from.
struct Judgement {
    let scenario: Scenario
    /// What was read, as a recording keeps it and results quote it.
    let file: RecordingFile
    /// The merged scenario as JSON.
    let input: String
    let runs: Runs
    let card: Scorecard
    /// What changed since the result of `--baseline`.
    var comparison: Comparison?
    /// What other sizes of the fault lead to, where it was asked for.
    var map: TriggerMap?

    init(
        scenario: Scenario, file: RecordingFile, input: String, runs: Runs, card: Scorecard
    ) {
        self.scenario = scenario
        self.file = file
        self.input = input
        self.runs = runs
        self.card = card.withDiffs(for: scenario, input, in: file.sources)
    }

    /// The scenario's name in results.
    var name: String { file.sources.first?.name ?? "" }

    /// What the objectives say, or the comparison with a baseline if that is worse.
    var status: ExitStatus {
        .worst(of: [verdictStatus] + (comparison.map { [$0.status] } ?? []))
    }

    /// Whether what must fail did, and nothing else; without `mustFail`, whether nothing did.
    ///
    /// `mustFail` turns only held and failed round: what decides nothing stays undecided.
    private var verdictStatus: ExitStatus {
        switch card.verdict {
        case .error: .harnessFailed
        case .inconclusive: .inconclusive
        case .pass, .fail: failed == Set(scenario.mustFail ?? []) ? .held : .failed
        }
    }

    /// The ids of the gates that failed, and of other objectives that must fail and did.
    private var failed: Set<String> {
        let mustFail = scenario.mustFail ?? []
        let results = card.objectives.filter { $0.held == false }
        let objectives = results.map { scenario.objectives[$0.objective] }
        return Set(objectives.filter { $0.severity == .gate || mustFail.contains($0.id) }.map(\.id))
    }
}

extension Scorecard {
    /// With the lines to change beside each advice that is one setting, and without settings that
    /// `--set` cannot reach, because a policy's name stands where its object would.
    fileprivate func withDiffs(
        for scenario: Scenario, _ input: String, in sources: [RecordingFile.Source]
    ) -> Scorecard {
        let files = sources.map { SourceFile(path: $0.name, text: $0.text) }
        var card = self
        for place in card.advice.indices {
            card.advice[place].diff = card.advice[place].set.flatMap {
                SourcePatch($0, places: scenario.places, files: files)?.diff
            }
            if let set = card.advice[place].set, !canSet(set, in: input) {
                card.advice[place].set = nil
            }
        }
        return card
    }
}

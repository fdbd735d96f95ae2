import Recordings
public import Scenarios
public import Scoring
import Simulation

/// A scenario's runs and what they were worth.
public struct Study: Hashable, Sendable {
    public var runs: Runs
    public var scorecard: Scorecard

    public init(runs: Runs, scorecard: Scorecard) {
        self.runs = runs
        self.scorecard = scorecard
    }

    /// What a study does besides running and scoring.
    public struct Options: Hashable, Sendable {
        /// Runs the scenario without each of its protections, and tries every advice.
        public var ablate: Bool
        /// The scenario that this one extends, with what its `without` took out: what each of
        /// those protections would have bought is then worked out.
        public var restored: Scenario?
        /// The most changed scenarios that are run for advice, and for ablation.
        public var mostTrials: Int

        public init(ablate: Bool = false, restored: Scenario? = nil, mostTrials: Int = 48) {
            self.ablate = ablate
            self.restored = restored
            self.mostTrials = mostTrials
        }
    }
}

/// Simulates a scenario with its control run, and its capacity run where it has an overload, side
/// by side; scores it; and says what to change.
///
/// The same scenario, seed and options give the same study, to the last bit, on any number of
/// cores. All advice is tried by simulation where an objective failed, or with
/// ``Options/ablate``; else it rests on the recordings, and only a missing protection is tried.
public func study(
    _ scenario: Scenario, seed: UInt64, options: Study.Options = Study.Options()
) -> Study {
    study(scenario, of: simulate(scenario, seed: seed), options: options)
}

/// Studies what was recorded before: the same study as when it was recorded.
///
/// What a live engine recorded is scored and advised on from the recording alone: no trial in
/// virtual time could be held against reality.
///
/// - Parameter runs: of this scenario, or of one that differs in its objectives alone.
public func study(
    _ scenario: Scenario, of runs: Runs, options: Study.Options = Study.Options()
) -> Study {
    var card = score(scenario, runs)
    guard runs.run.engine == Scenario.Engine.simulate.rawValue else {
        let findings = AdviceCase(scenario: scenario, runs: runs, card: card).findings()
        card.advice = findings.filter { !$0.needsProof }.map(\.advice)
        return Study(runs: runs, scorecard: card)
    }
    let bench = TrialBench(scenario: scenario, seed: runs.run.seed, runs: runs, card: card)
    if let restored = options.restored { card.ablation = bench.restore(from: restored) }
    if options.ablate { card.ablation += bench.ablate(atMost: options.mostTrials) }
    let failed = card.verdict == .fail
    if options.ablate || (failed && !card.expectsFail) {
        card.damageAvoided = bench.damageAvoided()
    }
    let findings = AdviceCase(scenario: scenario, runs: runs, card: card).findings()
    card.advice = bench.advice(
        findings, tryingAll: options.ablate || failed, atMost: options.mostTrials)
    return Study(runs: runs, scorecard: card)
}

/// The run, its control and its capacity run. Without faults a run is its own control.
private func simulate(_ scenario: Scenario, seed: UInt64) -> Runs {
    let planned = plannedFaults(of: scenario, seed: seed)
    var roles = [Role.run]
    if !planned.isEmpty { roles.append(.control) }
    if planned.contains(where: { $0.isOverload }) { roles.append(.capacity) }
    let recordings = concurrentMap(roles) {
        run(scenario, seed: seed, as: $0, isTraced: $0 == .run)
    }
    return Runs(
        run: recordings[0], control: recordings.count > 1 ? recordings[1] : nil,
        capacity: recordings.count > 2 ? recordings[2] : nil)
}

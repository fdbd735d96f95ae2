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
/// A scenario of several seeds gets the verdict of all of them (``Scorecard/adopt(_:in:)``);
/// the runs, and what is tried, are those of the first.
///
/// The same scenario, seed and options give the same study, to the last bit, on any number of
/// cores. All advice is tried by simulation where an objective failed, or with
/// ``Options/ablate``; else a few.
public func study(
    _ scenario: Scenario, seed: UInt64, options: Study.Options = Study.Options()
) -> Study {
    let runs = Runs(of: scenario, seed: seed, isTraced: true) { roles, perform in
        concurrentMap(roles, perform)
    }
    return study(scenario, of: runs, options: options)
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
    let sample = SeedSample(scenario, runs, card)
    card.series = SeedSeries([sample])
    guard runs.run.engine == Scenario.Engine.simulate.rawValue else {
        let findings = AdviceCase(scenario: scenario, runs: runs, card: card).findings()
        card.advice = findings.filter { !$0.needsProof }.map(\.advice)
        return Study(runs: runs, scorecard: card)
    }
    let bench = TrialBench(scenario: scenario, seed: runs.run.seed, runs: runs, card: card)
    let samples = sampleSeeds(
        scenario, from: runs.run.seed, count: scenario.seeds, known: [sample])
    var whole = card
    whole.adopt(samples, in: scenario)
    let failed = whole.verdict == .fail
    if let restored = options.restored { whole.ablation = bench.restore(from: restored) }
    var bare: Recording?
    if options.ablate {
        let ablated = bench.ablate(atMost: options.mostTrials)
        whole.configured = TrialBench.Trial(card: card, run: runs.run).figures
        whole.ablation += ablated.rows
        bare = ablated.bare
    } else if failed && !card.expectsFail {
        bare = bench.trial(bench.bare).run
    }
    whole.damageAvoided = bare.flatMap { bench.damageAvoided(beside: $0) }
    let findings = AdviceCase(
        scenario: scenario, runs: runs, card: card, restored: options.restored
    ).findings()
    whole.advice = bench.advice(
        findings, tryingAll: options.ablate || failed, atMost: options.mostTrials)
    return Study(runs: runs, scorecard: whole)
}

extension Runs {
    /// The run, its control and its capacity run. Without faults a run is its own control.
    ///
    /// - Parameters:
    ///   - isTraced: whether the run's requests are followed on their way.
    ///   - perform: carries out what each role asks for, in their order.
    init(
        of scenario: Scenario, seed: UInt64, isTraced: Bool = false,
        performing perform: ([Role], @Sendable (Role) -> Recording) -> [Recording]
    ) {
        let planned = plannedFaults(of: scenario, seed: seed)
        var roles = [Role.run]
        if !planned.isEmpty { roles.append(.control) }
        if planned.contains(where: { $0.isOverload }) { roles.append(.capacity) }
        let recordings = perform(roles) {
            Simulation.run(scenario, seed: seed, as: $0, isTraced: isTraced && $0 == .run)
        }
        self.init(
            run: recordings[0], control: recordings.count > 1 ? recordings[1] : nil,
            capacity: recordings.count > 2 ? recordings[2] : nil)
        guard let control else { return }
        let companions = Companions(scenario, seed: seed, control: control)
        harmless = companions.traffic(on: companions.edges(under: run.faults))
    }
}

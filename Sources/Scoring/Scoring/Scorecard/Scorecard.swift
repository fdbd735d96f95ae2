public import Topologies

/// What a run was worth: verdict, objectives, the scores of outcome and mechanisms, and advice.
public struct Scorecard: Hashable, Sendable {
    public var verdict: Verdict
    /// Whether the scenario's `mustFail` asks for a fail.
    public var expectsFail: Bool
    /// Why the verdict is what it is, the weightiest first; sentences without a full stop.
    public var reasons: [String]
    /// Those of them for which the run decides nothing, whatever its objectives say: an unsteady
    /// baseline, a fault that touched nothing, a run that was cut off.
    public var voidReasons: [String]
    /// 0 … 100; nil when nothing called for a score.
    public var overall: Double?
    /// 1 − damage as configured ÷ damage with all protections off, in 0 … 1; nil where unknown.
    public var damageAvoided: Double?
    /// The outcome of each stream and of all, with the measures behind it.
    public var outcome: Outcome
    /// On each edge and service that a fault falls on, in the order of ``Mechanism``'s table.
    public var mechanisms: [MechanismScore]
    /// Over all edges and services, one a mechanism, in the order of ``Mechanism/allCases``.
    public var summaries: [MechanismSummary]
    /// Settings whose time could not elapse before the run's end; what needs them is not judged.
    public var unelapsed: [TimeConstant]
    public var objectives: [ObjectiveResult]
    /// What to change, the most promising first; empty when nothing is wrong.
    public var advice: [Advice]
    /// Filled by studies: what the scenario scores without, or with, a protection.
    public var ablation: [Ablation]
    /// What ``ablation`` is held against: the scenario as it is; nil without ablation.
    public var configured: Ablation.Figures?
    /// Why the run decides nothing, whatever became of its objectives; nil: it decides.
    public var void: String? { voidReasons.first }
    /// Filled by studies: the figures of each seed, also of one.
    public var series: SeedSeries?

    public init(
        verdict: Verdict, expectsFail: Bool = false, reasons: [String] = [],
        voidReasons: [String] = [],
        overall: Double? = nil, damageAvoided: Double? = nil, outcome: Outcome = Outcome(),
        mechanisms: [MechanismScore] = [], summaries: [MechanismSummary] = [],
        unelapsed: [TimeConstant] = [], objectives: [ObjectiveResult] = [],
        advice: [Advice] = [], ablation: [Ablation] = []
    ) {
        self.verdict = verdict
        self.expectsFail = expectsFail
        self.reasons = reasons
        self.voidReasons = voidReasons
        self.overall = overall
        self.damageAvoided = damageAvoided
        self.outcome = outcome
        self.mechanisms = mechanisms
        self.summaries = summaries
        self.unelapsed = unelapsed
        self.objectives = objectives
        self.advice = advice
        self.ablation = ablation
    }

    public enum Verdict: String, Hashable, Sendable { case pass, fail, inconclusive, error }

    public struct Outcome: Hashable, Sendable {
        /// In the order of the scenario's load.
        public var streams: [StreamOutcome]
        public var worst: StreamID?
        public init(streams: [StreamOutcome] = [], worst: StreamID? = nil) {
            self.streams = streams
            self.worst = worst
        }
    }

    public struct StreamOutcome: Hashable, Sendable {
        public var stream: StreamID
        public var score: Double?
        public var measures: [Measure]
        public init(stream: StreamID, score: Double?, measures: [Measure]) {
            self.stream = stream
            self.score = score
            self.measures = measures
        }
    }
}

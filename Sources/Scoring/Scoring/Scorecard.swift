public import Recordings
public import Scenarios
public import Timebase
public import Topologies

/// What a run was worth: verdict, objectives, the scores of outcome and mechanisms, and advice.
public struct Scorecard: Hashable, Sendable {
    public var verdict: Verdict
    /// Whether the scenario's `mustFail` asks for a fail.
    public var expectsFail: Bool
    /// Why the verdict is what it is, the weightiest first; sentences without a full stop.
    public var reasons: [String]
    /// 0 … 100; nil when nothing called for a score.
    public var overall: Double?
    /// 1 − damage as configured ÷ damage with all protections off, in 0 … 1; nil where unknown.
    public var damageAvoided: Double?
    /// The outcome of each stream and of all, with the measures behind it.
    public var outcome: Outcome
    public var mechanisms: [MechanismScore]
    public var objectives: [ObjectiveResult]
    /// What to change, the most promising first; empty when nothing is wrong.
    public var advice: [Advice]
    /// Filled by studies: what the scenario scores without, or with, a protection.
    public var ablation: [Ablation]

    public init(
        verdict: Verdict, expectsFail: Bool = false, reasons: [String] = [],
        overall: Double? = nil, damageAvoided: Double? = nil, outcome: Outcome = Outcome(),
        mechanisms: [MechanismScore] = [], objectives: [ObjectiveResult] = [],
        advice: [Advice] = [], ablation: [Ablation] = []
    ) {
        self.verdict = verdict
        self.expectsFail = expectsFail
        self.reasons = reasons
        self.overall = overall
        self.damageAvoided = damageAvoided
        self.outcome = outcome
        self.mechanisms = mechanisms
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

/// A protection whose deed is scored. The raw values are the keys of `score.mechanisms`.
public enum Mechanism: String, Hashable, Sendable, CaseIterable {
    case timeouts, retries, breakers, bulkheads, balancing, shedding, caching, fallbacks
    case autoscaling, healing, data
}

/// One measured value between its good and its bad end.
public struct Measure: Hashable, Sendable {
    /// A stable word, such as `still_reached`.
    public var name: String
    /// What it says to a reader, such as "calls that still reached the dead edge".
    public var title: String
    /// Nil with a `reason` when it could not be taken.
    public var value: Double?
    /// `ratio`, `ms`, `s`, `per_min`, `per_h`, `count`.
    public var unit: String
    public var good: Double?
    public var bad: Double?
    /// 0 … 100 on the straight line from `bad` to `good`, clamped; nil without a value or ends.
    public var score: Double?
    /// Why there is no value.
    public var reason: String?

    public init(
        name: String, title: String, value: Double?, unit: String, good: Double? = nil,
        bad: Double? = nil, reason: String? = nil
    ) {
        self.name = name
        self.title = title
        self.value = value
        self.unit = unit
        self.good = good
        self.bad = bad
        self.reason = reason
        if let value, let good, let bad, good != bad {
            score = 100 * min(1, max(0, (value - bad) / (good - bad)))
        } else {
            score = nil
        }
    }
}

/// How one mechanism did on one edge or service.
public struct MechanismScore: Hashable, Sendable {
    public var mechanism: Mechanism
    public var on: Place
    public var state: State
    /// The equal mean of the measures that have a value; nil when not called for.
    public var score: Double?
    public var measures: [Measure]
    /// What explains it, in order of time.
    public var events: [Explanation]
    /// The key path of the setting that governs it, for its source place.
    public var path: String?
    /// Requests of the control run over the edge: its weight among edges.
    public var weight: Double

    public enum Place: Hashable, Sendable {
        case edge(EdgeID)
        case service(ServiceID)
    }

    public enum State: Hashable, Sendable {
        case present
        /// Called for, but not configured.
        case absent
        /// The reason.
        case notCalledFor(String)
    }

    public struct Explanation: Hashable, Sendable {
        public var at: Instant
        public var what: String
        public init(at: Instant, what: String) {
            self.at = at
            self.what = what
        }
    }

    public init(
        mechanism: Mechanism, on: Place, state: State, score: Double?, measures: [Measure] = [],
        events: [Explanation] = [], path: String? = nil, weight: Double = 0
    ) {
        self.mechanism = mechanism
        self.on = on
        self.state = state
        self.score = score
        self.measures = measures
        self.events = events
        self.path = path
        self.weight = weight
    }
}

/// What became of an objective.
public struct ObjectiveResult: Hashable, Sendable {
    /// Its place in ``Scenario/objectives``.
    public var objective: Int
    /// In the metric's unit; nil when there is nothing to observe.
    public var observed: Double?
    /// The bound in the metric's unit, with `relativeTo` worked in.
    public var target: Double?
    /// Nil: undecided.
    public var held: Bool?
    /// By how much it held, ≥ 0, or was missed, < 0, in the metric's unit.
    public var margin: Double?
    public var samples: Int
    /// The phase it was judged over.
    public var from: Instant
    public var to: Instant
    /// Why it is undecided.
    public var reason: String?

    public init(
        objective: Int, observed: Double?, target: Double?, held: Bool?, margin: Double?,
        samples: Int, from: Instant, to: Instant, reason: String? = nil
    ) {
        self.objective = objective
        self.observed = observed
        self.target = target
        self.held = held
        self.margin = margin
        self.samples = samples
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// A change that would have raised the outcome.
public struct Advice: Hashable, Sendable {
    /// What is wrong, with the figure: "81 % of checkout's slots were held by orders -> payments".
    public var finding: String
    /// What to do: "set `timeout` to 300ms".
    public var change: String
    /// Where: `orders -> payments`, or a service.
    public var on: String
    /// The key path of the setting, and its place.
    public var path: String
    public var place: SourcePlace?
    /// As `--set PATH=VALUE` would take it; nil when the change is not one setting.
    public var set: String?
    /// The outcome before and with it, where it was tried.
    public var outcomeNow: Double?
    public var outcomeThen: Double?

    public init(
        finding: String, change: String, on: String, path: String, place: SourcePlace? = nil,
        set: String? = nil, outcomeNow: Double? = nil, outcomeThen: Double? = nil
    ) {
        self.finding = finding
        self.change = change
        self.on = on
        self.path = path
        self.place = place
        self.set = set
        self.outcomeNow = outcomeNow
        self.outcomeThen = outcomeThen
    }
}

/// The same scenario with one protection out, or back in.
public struct Ablation: Hashable, Sendable {
    /// As `--without` takes it: `breaker@orders -> payments`.
    public var without: String
    /// True when this scenario lacks it (`without`) and the figures are those with it.
    public var isRestored: Bool
    public var overall: Double?
    /// Over all streams in the phase `faults`.
    public var availability: Double?
    public var p99: Duration?
    /// The score of the mechanism that it belongs to.
    public var mechanism: Mechanism?
    public var mechanismScore: Double?

    public init(
        without: String, isRestored: Bool, overall: Double?, availability: Double?,
        p99: Duration?, mechanism: Mechanism? = nil, mechanismScore: Double? = nil
    ) {
        self.without = without
        self.isRestored = isRestored
        self.overall = overall
        self.availability = availability
        self.p99 = p99
        self.mechanism = mechanism
        self.mechanismScore = mechanismScore
    }
}

import Scenarios
import Scoring

/// What became of an objective, in plain words, for formats that have a line for each.
struct ObjectiveStory {
    private let scenario: Scenario
    let objective: Objective
    let result: ObjectiveResult

    init(_ result: ObjectiveResult, in scenario: Scenario) {
        self.scenario = scenario
        self.result = result
        objective = scenario.objectives[result.objective]
    }

    /// What it means for the gate.
    enum Standing: Hashable {
        case held
        case missed
        /// Nothing was observed, or too little.
        case undecided
        /// Missed, or undecided, and it only warns.
        case warned, unjudged
        /// Missed, as the scenario's `mustFail` asks; or held all the same.
        case missedAsAsked, heldThoughAsked
    }

    var standing: Standing {
        let mustFail = (scenario.mustFail ?? []).contains(objective.id)
        let isGate = objective.severity == .gate || mustFail
        switch result.held {
        case true: return mustFail ? .heldThoughAsked : .held
        case false: return mustFail ? .missedAsAsked : isGate ? .missed : .warned
        case nil: return isGate ? .undecided : .unjudged
        }
    }

    /// Whether it keeps the run from passing.
    var isInTheWay: Bool {
        switch standing {
        case .missed, .undecided, .heldThoughAsked: true
        case .held, .warned, .unjudged, .missedAsAsked: false
        }
    }

    /// `availability of checkout during faults was 71.5 %, wanted at least 99 %`.
    var sentence: String {
        let about = "\(objective.expect.rawValue) of \(subject) during \(phase)"
        let seen = result.observed.map { _ in " was \(observed)" } ?? " has no value"
        let why = result.reason.map { ": \(PlainText.line($0, limit: 400))" } ?? ""
        return "\(about)\(seen)\(why), wanted \(wanted)\(remark)"
    }

    /// What the reader could not know from the figures.
    private var remark: String {
        switch standing {
        case .held, .missed, .undecided: ""
        case .warned, .unjudged: " (it only warns)"
        case .missedAsAsked: " (missed, as mustFail asks)"
        case .heldThoughAsked: " (held, though mustFail asks that it is missed)"
        }
    }

    /// `71.5 %`, or `no value`.
    var observed: String {
        result.observed.map { Quantity.value($0, of: objective.expect) } ?? "no value"
    }

    /// `70.1 % … 72.8 %`; nil for a figure of one seed.
    var interval: String? {
        result.interval.map {
            "\(Quantity.value($0.lowerBound, of: objective.expect)) … "
                + Quantity.value($0.upperBound, of: objective.expect)
        }
    }

    /// `at least 99 %`, `at most 150 ms (1.5 × control)`.
    var wanted: String {
        let limit =
            switch objective.bound {
            case .atLeast: "at least"
            case .atMost: "at most"
            case .equals: "exactly"
            }
        let factor = objective.relativeTo.map {
            "\(Quantity.number(objective.bound.value)) × \($0.rawValue)"
        }
        guard let target = result.target else {
            return
                "\(limit) \(factor ?? Quantity.value(objective.bound.value, of: objective.expect))"
        }
        let bound = "\(limit) \(Quantity.value(target, of: objective.expect))"
        return factor.map { "\(bound) (\($0))" } ?? bound
    }

    /// By how much it was missed; nil where it was not.
    var shortfall: String? {
        guard let margin = result.margin, margin < 0 else { return nil }
        return Quantity.value(-margin, of: objective.expect)
    }

    private var subject: String { PlainText.line(scenario.name(of: objective.of)) }
    private var phase: String { PlainText.line(objective.during, limit: 60) }

    /// Where it is written.
    var place: SourcePlace? { scenario.place(of: objective.path) }
}

extension Advice {
    /// Where and what in one line: `shop.json5:14:22, for orders -> payments: set timeout to 60ms`.
    package var plainInstruction: String {
        let line = place.map { "\($0), for " } ?? "for "
        return PlainText.line("\(line)\(on): \(change)", limit: 400)
    }
}

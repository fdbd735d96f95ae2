import Scenarios

extension Evidence {
    /// What was observed, and why, the weightiest reason first.
    ///
    /// An unsteady baseline or a fault that touched nothing means that the experiment did not take
    /// place, whatever the objectives say; an objective that failed beats one that is undecided.
    /// `mustFail` does not turn the verdict round: it says what is expected.
    ///
    /// - Parameter void: see ``voidReasons()``.
    func verdict(
        _ results: [ObjectiveResult], void: [String]
    ) -> (Scorecard.Verdict, [String]) {
        let gates = results.filter { scenario.objectives[$0.objective].severity == .gate }
        let warnings = results.filter { scenario.objectives[$0.objective].severity == .warn }
        let failed = gates.filter { $0.held == false }
        let undecided = gates.filter { $0.held == nil }
        let missed = warnings.filter { $0.held == false }
        let reasons =
            failed.map { "\(sentence($0)) (failed)" }
            + undecided.map { "\(sentence($0)) (undecided)" }
            + metastableReasons() + missed.map { "\(sentence($0)) (only warns)" }
        if !void.isEmpty { return (.inconclusive, void + reasons) }
        if !failed.isEmpty { return (.fail, reasons) }
        if !undecided.isEmpty { return (.inconclusive, reasons) }
        let held = gates.isEmpty ? "no objective was set" : "every objective held"
        return (.pass, [held] + reasons)
    }

    /// Why the experiment did not take place; empty where it did.
    func voidReasons() -> [String] {
        cutOffReasons() + lateLoadReasons() + unsteadyReasons() + untouchedReasons()
    }

    private func sentence(_ result: ObjectiveResult) -> String {
        scenario.objectives[result.objective].sentence(
            observed: result.observed, target: result.target, reason: result.reason)
    }
}

extension Objective {
    /// `checkout-up: availability was 93.2 %, asked for at least 99 %`.
    func sentence(observed: Double?, target: Double?, reason: String?) -> String {
        let unit = expect.unit.rawValue
        let asked: String
        switch bound {
        case .atLeast: asked = "at least"
        case .atMost: asked = "at most"
        case .equals: asked = "exactly"
        }
        let about = "\(id): \(expect.rawValue)"
        guard let observed, let target else {
            return "\(about) has no value: \(reason ?? "nothing was observed")"
        }
        let why = reason.map { "; \($0)" } ?? ""
        return "\(about) was \(Figure.text(observed, unit: unit)), asked for \(asked) "
            + Figure.text(target, unit: unit) + why
    }
}

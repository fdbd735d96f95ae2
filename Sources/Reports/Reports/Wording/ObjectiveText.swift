public import Scenarios

/// What an objective asks for, as a sentence says it: `availability of checkout during faults, at
/// least 99 %`.
public func sentence(of objective: Objective, in scenario: Scenario) -> String {
    let bound = objective.bound.value
    let value =
        objective.relativeTo.map { "\(Quantity.number(bound)) × \($0.rawValue)" }
        ?? Quantity.value(bound, of: objective.expect)
    let limit =
        switch objective.bound {
        case .atLeast: "at least"
        case .atMost: "at most"
        case .equals: "exactly"
        }
    let subject = PlainText.line(scenario.name(of: objective.of))
    let warning = objective.severity == .warn ? " (only a warning)" : ""
    return "\(objective.expect.rawValue) of \(subject) during "
        + "\(PlainText.line(objective.during)), \(limit) \(value)\(warning)"
}

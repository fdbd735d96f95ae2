public import Scenarios

extension Objective {
    /// What it asks for, in words: `availability of checkout during faults, at least 99 %`.
    public func sentence(in scenario: Scenario) -> String {
        let value =
            relativeTo.map { "\(Quantity.number(bound.value)) × \($0.rawValue)" }
            ?? Quantity.value(bound.value, of: expect)
        let limit =
            switch bound {
            case .atLeast: "at least"
            case .atMost: "at most"
            case .equals: "exactly"
            }
        let subject = PlainText.line(scenario.name(of: of))
        let warning = severity == .warn ? " (only a warning)" : ""
        return "\(expect.rawValue) of \(subject) during \(PlainText.line(during)), "
            + "\(limit) \(value)\(warning)"
    }
}

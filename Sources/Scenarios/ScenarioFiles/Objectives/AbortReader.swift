import Scenarios
import Timebase

extension ObjectTable {
    package static let abort = ObjectTable(
        "Abort condition",
        "What ends a live run before it does harm: the faults are undone, what was recorded is "
            + "reported, and the verdict is inconclusive. A simulation harms nobody and goes on.",
        [
            KeyRow(
                "expect", AbortCondition.Figure.allCases.map { "`\($0.rawValue)`" }.listed,
                required: true, "What is watched, from second to second, after the warm-up."),
            KeyRow("of", "stream or `all`", default: "all", "Of whom; `all`: any of them."),
            KeyRow("atLeast", "bound", "Less than this is too little."),
            KeyRow("atMost", "bound", "More than this is too much; one of the two is given."),
            KeyRow(
                "for", "duration from 1s", default: "5s",
                "How long each second must miss the bound; one without requests says nothing, "
                    + "unless some are overdue. A request that is still open counts as failed once "
                    + "it is slower than the stream's `slow`, and as slow once it is slower than "
                    + "the bound."),
        ])
}

extension [String] {
    fileprivate var listed: String { ScenarioFiles.listed(self, "or") }
}

extension ObjectiveReader {
    /// Reads `abort`.
    func readAborts(_ node: Node) -> [AbortCondition] {
        guard let nodes = node.elements(expected: "a list of conditions") else { return [] }
        return nodes.compactMap { readAbort($0) }
    }

    private func readAbort(_ node: Node) -> AbortCondition? {
        guard let fields = Fields(node, .abort) else { return nil }
        let figure = fields["expect"]?.word(AbortCondition.Figure.self)
        let hold = fields["for"].flatMap { readHold($0) }
        let kind = fields.one(of: ["atLeast", "atMost"])
        guard let figure, let of = fields["of"], let subject = readSubject(of, figure.metric),
            let kind, let value = fields[kind]?.bound(of: figure.metric), let hold
        else { return nil }
        var condition = AbortCondition(
            expect: figure, bound: kind == "atLeast" ? .atLeast(value) : .atMost(value),
            hold: hold, path: node.path)
        if case .stream(let stream) = subject { condition.stream = stream }
        if figure.quantile != nil, kind == "atLeast" {
            fields[kind]?.refuse(expected: "`atMost`: no latency is too short")
            return nil
        }
        return condition
    }

    private func readHold(_ node: Node) -> Duration? {
        guard let hold = node.duration(aboveZero: true) else { return nil }
        if hold < .seconds(1) { node.refuse(expected: "1s or more: it is looked at each second") }
        return hold
    }
}

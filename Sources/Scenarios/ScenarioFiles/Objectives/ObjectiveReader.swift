import Faults
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    package static let objective = ObjectTable(
        "Objective", "One thing that must hold; exactly one of `atLeast`, `atMost` and `equals`.",
        [
            KeyRow(
                "id", "text", required: true, "Stable: the JUnit name and the key in a baseline."),
            KeyRow("expect", "[metric](#metrics)", required: true, "What is asked for."),
            KeyRow(
                "of", "stream, service, edge, mechanism or `all`", default: "all",
                "Of whom; for `score` a mechanism, also at an edge: `breakers@orders -> "
                    + "payments`."),
            KeyRow(
                "during", "`run`, `baseline`, `faults`, `recovery` or a fault's name",
                default: "run",
                "In which phase."),
            KeyRow("atLeast", "bound", "It must be so much or more."),
            KeyRow("atMost", "bound", "It must be so much or less."),
            KeyRow("equals", "bound", "It must be exactly so much."),
            KeyRow(
                "relativeTo", "`control` or `baseline`", defaultText: "none",
                "Makes the bound a factor of that value; live the baseline is the control."),
            KeyRow(
                "severity", "`gate` or `warn`", default: "gate", "Whether it decides the exit code."
            ),
            KeyRow("why", "text", default: "", "The reason, for the report."),
        ])
}

/// Reads `objectives` and `mustFail`.
struct ObjectiveReader {
    /// Metrics that the format has and this version does not.
    static let later = [
        "lostWrites", "duplicateEffects", "staleReads", "unsettledSagas", "convergence",
    ]
    /// What a score may be asked of.
    package static let mechanisms = [
        "timeouts", "retries", "breakers", "bulkheads", "balancing", "shedding", "caching",
        "fallbacks", "autoscaling", "healing", "data",
    ]

    let targets: TargetReader
    let faultNames: [String]
    private(set) var ids: [String] = []

    init(targets: TargetReader, faultNames: [String]) {
        self.targets = targets
        self.faultNames = faultNames
    }

    mutating func read(_ node: Node) -> [Objective] {
        guard let nodes = node.elements(expected: "a list of objectives, or []") else { return [] }
        return nodes.compactMap { readObjective($0) }
    }

    private mutating func readObjective(_ node: Node) -> Objective? {
        guard let fields = Fields(node, .objective) else { return nil }
        let id = fields["id"].flatMap { readID($0) }
        let metric = fields["expect"].flatMap { readMetric($0) }
        let during = fields["during"].flatMap { readPhase($0) }
        let relativeTo = fields["relativeTo"]?.word(Objective.Reference.self)
        let severity = fields["severity"]?.word(Objective.Severity.self)
        let why = fields["why"]?.text()
        let kind = fields.one(of: ["atLeast", "atMost", "equals"])
        guard let metric, let of = fields["of"] else { return nil }
        let subject = readSubject(of, metric)
        guard let kind, let bound = fields[kind] else { return nil }
        let value = fields.has("relativeTo") ? bound.factor() : bound.bound(of: metric)
        guard let id, let during, let severity, let why, let subject, let value else { return nil }
        return Objective(
            id: id, expect: metric, of: subject, during: during,
            bound: Self.bound(kind, value), relativeTo: relativeTo, severity: severity, why: why,
            path: node.path)
    }

    private static func bound(_ kind: String, _ value: Double) -> Objective.Bound {
        switch kind {
        case "atLeast": .atLeast(value)
        case "atMost": .atMost(value)
        default: .equals(value)
        }
    }

    private mutating func readID(_ node: Node) -> String? {
        guard let id = node.text() else { return nil }
        if id.isEmpty { node.refuse(expected: "an id that is not empty") }
        if ids.contains(id) { node.refuse(expected: "an id that no other objective has") }
        ids.append(id)
        return id
    }

    private func readMetric(_ node: Node) -> Metric? {
        guard let word = node.text(expected: "a metric in quotes, such as \"availability\"") else {
            return nil
        }
        if let metric = Metric(rawValue: word) { return metric }
        if Self.later.contains(word) {
            node.refuseAsLater("the metric \(quoted(word))")
            return nil
        }
        let all = Metric.allCases.map(\.rawValue)
        node.report(
            "unknown metric \(quoted(word))",
            suggestion: nearestWord(to: word, among: all + Self.later),
            advice: "Expected one of: \(all.joined(separator: ", ")).")
        return nil
    }

    private func readPhase(_ node: Node) -> String? {
        guard let name = node.text(expected: "a phase or a fault's name in quotes") else {
            return nil
        }
        let phases = ["run", "baseline", "faults", "recovery"] + faultNames
        guard !phases.contains(name) else { return name }
        node.report(
            "unknown phase \(quoted(name)) in \(node.name)",
            suggestion: nearestWord(to: name, among: phases),
            advice:
                "Expected one of: \(phases.prefix(16).map { escaped($0) }.joined(separator: ", "))."
        )
        return nil
    }

    /// Reads `mustFail`, whose ids must be objectives'.
    func readMustFail(_ node: Node) -> [String]? {
        guard let nodes = node.elements(expected: "a list of objectives' ids") else { return nil }
        if nodes.isEmpty { node.refuse(expected: "at least one objective's id") }
        var result: [String] = []
        for node in nodes {
            guard let id = node.text(expected: "an objective's id in quotes") else { continue }
            if !ids.contains(id) { node.refuseName(id, kind: "objective", among: ids) }
            if result.contains(id) { node.refuse(expected: "each objective once") }
            result.append(id)
        }
        return result
    }
}

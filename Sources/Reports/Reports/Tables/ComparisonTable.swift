import Recordings
public import Scoring

/// A comparison as rows of a table. The first two cells hold names of the user's, unescaped.
public struct ComparisonTable: Hashable, Sendable {
    /// The head of each column; `>` before what stands to the right.
    public static let head = [
        "of", "figure", ">before", ">now", ">change", ">p", "finding",
    ]

    /// What changed: regressions first, then improvements.
    public var changed: [[String]]
    /// The other lines.
    public var others: [[String]]
    /// `2 figures regressed, 1 improved, 17 unchanged, 1 undecided`.
    public var tally: String

    public init(_ comparison: Comparison) {
        func lines(_ finding: Comparison.Finding) -> [Comparison.Line] {
            comparison.lines.filter { $0.finding == finding }
        }
        changed = (lines(.regressed) + lines(.improved)).map(Self.row)
        others = (lines(.unchanged) + lines(.undecided)).map(Self.row)
        let counts = Comparison.Finding.allCases.map { ($0, lines($0).count) }.filter { $0.1 > 0 }
        tally =
            (counts.isEmpty
                ? "no figure is in both"
                : counts.map { "\(Quantity.count($1)) \($0.rawValue)" }.joined(separator: ", "))
            + (comparison.passed.flatMap(Self.passed) ?? "")
    }

    /// Where it says anything: `; 12 of 20 seeds passed, before 20 of 20: regressed`.
    private static func passed(_ seeds: PassedSeeds) -> String? {
        guard seeds.finding != .unchanged else { return nil }
        let now = "\(seeds.passedNow) of \(seeds.seedsNow) seeds passed"
        let before = "\(seeds.passedBefore) of \(seeds.seedsBefore)"
        return "; \(now), before \(before): \(seeds.finding.rawValue)"
    }

    private static func row(_ line: Comparison.Line) -> [String] {
        let unit = line.gauge.unit
        let sign = (line.change ?? 0) > 0 ? "+" : ""
        let finding = line.finding == .regressed && !line.gauge.isGate
        return [
            line.gauge.owner,
            line.gauge.metric,
            line.old.map { Quantity.value($0.median, of: unit) } ?? "–",
            line.new.map { Quantity.value($0.median, of: unit) } ?? "–",
            line.change.map { sign + Quantity.difference($0, of: unit) } ?? "–",
            line.pValue.map(Self.chance) ?? "–",
            finding ? "regressed, no gate" : line.finding.rawValue,
        ]
    }

    /// A p-value to three decimals.
    private static func chance(_ pValue: Double) -> String {
        pValue < 0.001 ? "< 0.001" : DecimalText.string(pValue, decimals: 3, isTrimmed: true)
    }

    /// How the comparison was made, a sentence without a full stop.
    public static func basis(_ comparison: Comparison) -> String {
        let rule =
            "at most 1 % of comparisons of unchanged systems say that anything changed (Holm)"
        return switch comparison.basis {
        case .paired(let seeds):
            "\(Quantity.count(seeds)) seeds, each with itself (signed-rank test); \(rule)"
        case .unpaired(let old, let new):
            "\(Quantity.count(old)) seeds and \(Quantity.count(new)) others (rank-sum test); "
                + rule
        case .tooFew(let why): "too few to tell a change from chance: \(why)"
        }
    }
}

extension Gauge {
    /// Whose it is, as tables show it.
    var owner: String {
        switch kind {
        case .objective, .mechanism: of
        case .stream: "load:\(of)"
        case .outcome: "outcome"
        }
    }
}

extension Quantity {
    /// A value of a gauge.
    static func value(_ value: Double, of unit: Gauge.Unit) -> String {
        switch unit {
        case .ratio: percent(value)
        case .factor: number(value) + "×"
        case .milliseconds: duration(.init(seconds: value / 1000))
        case .seconds: duration(.init(seconds: value))
        case .perSecond: number(value) + "/s"
        case .count, .score: number(value)
        }
    }

    /// A difference of two values of a gauge, with its sign where it is negative.
    static func difference(_ value: Double, of unit: Gauge.Unit) -> String {
        let sign = value < 0 ? "−" : ""
        if unit == .ratio { return sign + number(abs(value) * 100) + " points" }
        return sign + self.value(abs(value), of: unit)
    }
}

public import Scoring
import Timebase

/// What each protection buys, as rows of a table: the scenario as it is, then without each of the
/// protections that count, then without any.
public struct AblationTable: Hashable, Sendable {
    /// The head of each column; `>` before what stands to the right.
    public static let head = [
        "without", ">goodput kept", ">availability", ">p99", ">recovery", ">lost", ">outcome",
        "what it buys",
    ]

    /// The first cell of all but the first row and the last is a name of the user's, unescaped.
    public var rows: [[String]]
    /// The protections that changed nothing, as `--without` takes them; names of the user's.
    public var idle: [String]

    /// No rows without ablation.
    public init(_ card: Scorecard) {
        let taken = card.ablation.filter { !$0.isRestored }
        guard let configured = card.configured, !taken.isEmpty else {
            rows = []
            idle = []
            return
        }
        let isIdle = { (ablation: Ablation) in
            !ablation.isBare && ablation.figures.isAlike(configured)
        }
        idle = taken.filter(isIdle).map(\.without)
        rows =
            [["nothing"] + Self.cells(configured) + ["–"]]
            + taken.filter { !isIdle($0) }.map { ablation in
                [ablation.isBare ? "all protections" : ablation.without]
                    + Self.cells(ablation.figures)
                    + [Self.effect(of: ablation.figures, beside: configured)]
            }
    }

    /// The protections that changed nothing in a sentence, each name as the format has to write it.
    public func idleNames(_ written: (String) -> String) -> String {
        Names.list(idle.map(written), most: 8)
    }

    private static func cells(_ figures: Ablation.Figures) -> [String] {
        [
            figures.goodputKept.map(Quantity.percent) ?? "–",
            figures.availability.map(Quantity.percent) ?? "–",
            Quantity.duration(figures.p99),
            figures.recovery.map { Quantity.duration(Duration(seconds: $0)) } ?? "–",
            Quantity.count(figures.lost),
            Quantity.score(figures.overall),
        ]
    }

    /// The weightiest difference in a few words, and the verdict where it is another one.
    static func effect(of out: Ablation.Figures, beside now: Ablation.Figures) -> String {
        guard !out.isAlike(now) else { return "changed nothing" }
        var words: [String] = []
        let points = (now.overall ?? 0) - (out.overall ?? 0)
        if abs(points) >= Gauge.Unit.score.leastChange(from: 0) {
            let count = Quantity.number(abs(points.rounded()))
            words.append("\(points > 0 ? "buys" : "costs") \(count) points of outcome")
        } else {
            words.append(contentsOf: tail(out, now))
        }
        if out.verdict != now.verdict {
            words.append("without it \(out.verdict.rawValue) instead of \(now.verdict.rawValue)")
        }
        return words.joined(separator: "; ")
    }

    /// What differs where the outcome does not.
    private static func tail(_ out: Ablation.Figures, _ now: Ablation.Figures) -> [String] {
        func isMoved(_ unit: Gauge.Unit, _ value: Double?, _ usual: Double?) -> Bool {
            guard let value, let usual else { return value != usual }
            return abs(value - usual) >= unit.leastChange(from: usual)
        }
        if isMoved(.ratio, out.availability, now.availability) {
            let then = out.availability.map(Quantity.percent) ?? "–"
            return ["without it \(then) available"]
        }
        if isMoved(.ratio, out.goodputKept, now.goodputKept) {
            let then = out.goodputKept.map(Quantity.percent) ?? "–"
            return ["without it \(then) of the goodput kept"]
        }
        if isMoved(.seconds, out.recovery, now.recovery) {
            let then = out.recovery.map { Quantity.duration(Duration(seconds: $0)) } ?? "–"
            return ["without it recovered after \(then)"]
        }
        return isMoved(.milliseconds, out.p99?.milliseconds, now.p99?.milliseconds)
            ? ["without it a p99 of \(Quantity.duration(out.p99))"] : []
    }
}

public import Scenarios
public import Scoring

/// The figures of several seeds as rows of a table. The first two cells of a row hold names of the
/// user's, unescaped.
public struct SeedTable: Hashable, Sendable {
    /// The head of each column; `>` before what stands to the right.
    public static let head = [
        "of", "figure", ">median", ">95 % interval", ">lowest", ">highest", ">held in",
    ]

    public var rows: [[String]]

    /// No rows for one seed.
    public init(_ card: Scorecard, in scenario: Scenario) {
        guard let series = card.series, series.seeds.count > 1 else {
            rows = []
            return
        }
        rows = series.rows.map { row in
            let own = card.objectives.first { result in
                row.gauge.kind == .objective
                    && scenario.objectives[result.objective].id == row.gauge.of
            }
            let tally = own?.seeds
            let spread = row.spread
            func text(_ value: Double?) -> String {
                value.map { Quantity.value($0, of: row.gauge.unit) } ?? "–"
            }
            return [
                row.gauge.owner, row.gauge.metric, text(spread?.median),
                spread?.interval.map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? "–",
                text(spread?.lowest), text(spread?.highest),
                tally.map { "\(Quantity.count($0.held)) of \(Quantity.count($0.decided))" } ?? "–",
            ]
        }
    }
}

import Scoring

// What more runs than one brought.
extension ResultSchema {
    static let advice = JSONShape.object([
        ("on", .string), ("path", .string), ("place", .string.orNull), ("finding", .string),
        ("change", .string), ("set", .string.orNull), ("diff", .string.orNull),
        ("outcome_now", .score.orNull), ("outcome_then", .score.orNull),
        (
            "objectives",
            .list(
                .object([
                    ("id", .string), ("observed", .number.orNull), ("held", .boolean.orNull),
                    ("best", .boolean),
                ]))
        ),
    ])

    static let ablation = JSONShape.object([
        ("without", .string), ("on", .string.orNull), ("restored", .boolean),
        ("verdict", .oneOf(["pass", "fail", "inconclusive", "error"])),
        ("score", .score.orNull), ("goodput_kept", .number.orNull),
        ("availability", .number.orNull), ("p99_ms", .number.orNull),
        ("recovery_s", .number.orNull), ("lost", .integer), ("changed", .boolean.orNull),
        ("mechanism", .string.orNull), ("mechanism_score", .score.orNull),
    ])

    static let seeds = JSONShape.object([
        ("seeds", .list(.integer)),
        ("verdicts", .list(.oneOf(["pass", "fail", "inconclusive", "error"]))),
        (
            "figures",
            .list(
                .object(
                    gauge + [
                        ("median", .number.orNull), ("interval", .list(.number).orNull),
                        ("values", .list(.number.orNull)),
                    ]))
        ),
    ])

    static let comparison = JSONShape.object([
        ("against", .string), ("basis", .string), ("regressed", .boolean),
        (
            "figures",
            .list(
                .object(
                    gauge + [
                        ("old", .number.orNull), ("new", .number.orNull),
                        ("change", .number.orNull), ("p", .number.orNull),
                        ("finding", .oneOf(Comparison.Finding.allCases.map(\.rawValue))),
                    ]))
        ),
    ])

    private static let gauge: [(String, JSONShape)] = [
        ("kind", .oneOf(Gauge.Kind.allCases.map(\.rawValue))), ("of", .string),
        ("figure", .string), ("unit", .oneOf(Gauge.Unit.allCases.map(\.rawValue))),
        ("better", .oneOf(Gauge.Better.allCases.map(\.rawValue))), ("gate", .boolean),
    ]
}

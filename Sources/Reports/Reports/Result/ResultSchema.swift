import Recordings
import Scoring
import Timebase

/// The JSON Schema (draft 2020-12) of what ``jsonReport(_:)`` writes, ending in a line break.
public func resultSchema() -> String {
    var json = JSONWriter(.pretty)
    json.object { json in
        json.field("$schema", "https://json-schema.org/draft/2020-12/schema")
        json.field("$id", ResultDocument.schema)
        json.field("title", "The result of a chaos run")
        ResultSchema.result.writeKeywords(to: &json)
    }
    return json.text + "\n"
}

/// The keys of a result and what they hold: the writer takes its tables from here.
enum ResultSchema {
    static let streamCounters: [(key: String, counter: StreamCounter)] = [
        ("requests", .requests), ("succeeded", .succeeded), ("degraded", .degraded),
        ("failed", .failed), ("timed_out", .timedOut), ("rejected", .rejected),
    ]

    static let edgeCounters: [(key: String, counter: EdgeCounter)] = [
        ("calls", .calls), ("answered", .answered), ("fallback", .fallback),
        ("failed_calls", .failedCalls), ("rejected", .rejectedCalls), ("attempts", .attempts),
        ("succeeded", .succeeded), ("failed", .failed), ("refused", .refused), ("reset", .reset),
        ("timed_out", .timedOut), ("cancelled", .cancelled),
    ]

    static let latencyKeys = ["mean", "p50", "p90", "p99", "p999", "max"]

    static var stepQuantiles: [(key: String, quantile: KeyPath<StreamLedger.Step, Duration?>)] {
        [("p50_ms", \.p50), ("p99_ms", \.p99)]
    }

    static let dataKeys = [
        "acknowledged_writes", "lost_writes", "duplicate_effects", "stale_reads",
        "unsettled_sagas", "convergence_s",
    ]

    static let result = JSONShape.object([
        ("schema", .oneOf([ResultDocument.schema])),
        ("version", .string),
        ("scenario", scenario),
        ("verdict", .oneOf(["pass", "fail", "inconclusive", "error"])),
        ("expected", .oneOf(["pass", "fail"])),
        ("reasons", .list(.string)),
        ("score", score),
        ("objectives", .list(objective)),
        ("phases", .list(phase)),
        ("edges", .list(edge)),
        ("faults", .list(fault)),
        ("mechanisms", .list(mechanism)),
        ("instances", .list(instances)),
        ("data", .object(dataKeys.map { ($0, .number.orNull) })),
        ("control", JSONShape.object([("phases", .list(phase))]).orNull),
        ("ablation", .list(ablation)),
        ("advice", .list(advice)),
        ("seeds", seeds.orNull),
        ("comparison", comparison.orNull),
        ("timeline", timeline),
    ])

    private static let scenario = JSONShape.object([
        ("title", .string), ("file", .string), ("topology", .string), ("engine", .string),
        ("seed", .integer), ("seeds", .integer), ("duration_s", .number),
        ("digest", .string.orNull), ("overrides", .list(.string)), ("input", .anything),
    ])

    private static let score = JSONShape.object([
        ("overall", .score.orNull), ("damage_avoided", .number.orNull),
        ("mechanisms", .object(Mechanism.allCases.map { ($0.rawValue, .score.orNull) })),
    ])

    private static let objective = JSONShape.object([
        ("id", .string), ("expect", .string), ("of", .string), ("during", .string),
        ("from_s", .number), ("to_s", .number),
        ("unit", .oneOf(["ratio", "ms", "s", "per_s", "count", "score"])),
        ("target", .number.orNull), ("observed", .number.orNull), ("held", .boolean.orNull),
        ("margin", .number.orNull), ("samples", .integer), ("interval", .list(.number).orNull),
        ("severity", .oneOf(["gate", "warn"])), ("reason", .string.orNull),
    ])

    private static let latency = JSONShape.object(latencyKeys.map { ($0, .number.orNull) })

    private static let phase = JSONShape.object([
        ("name", .string), ("from_s", .number), ("to_s", .number), ("streams", .map(stream)),
    ])

    private static let stream = JSONShape.object(
        streamCounters.map { ($0.key, .integer) } + [
            ("availability", .number.orNull), ("goodput_per_s", .number.orNull),
            ("latency_ms", latency),
        ])

    private static let edgeFigures: [(String, JSONShape)] =
        edgeCounters.map { ($0.key, .integer) } + [
            ("amplification", .number.orNull), ("latency_ms", latency),
        ]

    private static let edge = JSONShape.object(
        [("from", .string), ("to", .string)] + edgeFigures
            + [("phases", .list(.object([("name", .string)] + edgeFigures)))])

    private static let fault = JSONShape.object([
        ("inject", .string), ("on", .string), ("name", .string.orNull), ("from_s", .number),
        ("to_s", .number),
        (
            "touched",
            .object([("requests", .integer), ("connections", .integer), ("instances", .integer)])
        ),
        ("undone", .boolean),
    ])

    private static let measure = JSONShape.object([
        ("name", .string), ("title", .string), ("value", .number.orNull), ("unit", .string),
        ("good", .number.orNull), ("bad", .number.orNull), ("score", .score.orNull),
        ("reason", .string.orNull),
    ])

    private static let mechanism = JSONShape.object([
        ("kind", .oneOf(["outcome"] + Mechanism.allCases.map(\.rawValue))), ("on", .string),
        ("state", .oneOf(["present", "observed", "absent", "not called for"])),
        ("reason", .string.orNull),
        ("score", .score.orNull), ("measures", .list(measure)),
        ("events", .list(.object([("at_s", .number), ("what", .string)]))),
        ("advice", .string.orNull),
    ])

    private static let instances = JSONShape.object([
        ("service", .string), ("timeline", .list(.list(.number))), ("max", .integer.orNull),
        ("seconds", .number.orNull),
    ])

    private static let timeline = JSONShape.object([
        ("step_s", .number),
        (
            "streams",
            .map(
                .object(
                    streamCounters.map { ($0.key, .list(.integer)) }
                        + stepQuantiles.map { ($0.key, .list(.number.orNull)) }))
        ),
        ("edges", .map(.object(edgeCounters.map { ($0.key, .list(.integer)) }))),
    ])
}

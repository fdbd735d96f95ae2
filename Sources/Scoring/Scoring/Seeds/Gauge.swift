/// A figure that is taken of every seed, and compared between results.
public struct Gauge: Hashable, Sendable {
    public var kind: Kind
    /// Whose it is: the objective's id, the stream, or the mechanism; empty for the outcome.
    public var of: String
    /// `availability`, `latency.p99`, `goodput`, or an objective's metric; `score` for scores.
    public var metric: String
    public var unit: Unit
    public var better: Better
    /// Whether a worse value fails a gate; not that of an objective that only warns, nor the score
    /// of a mechanism, which explains the outcome.
    public var isGate: Bool

    public init(
        kind: Kind, of: String, metric: String, unit: Unit, better: Better, isGate: Bool = true
    ) {
        self.kind = kind
        self.of = of
        self.metric = metric
        self.unit = unit
        self.better = better
        self.isGate = isGate
    }

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case objective, stream, outcome, mechanism
    }

    /// The raw values are the words of results.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// A part of a whole.
        case ratio
        /// A multiple, which may be above 1.
        case factor
        case milliseconds = "ms"
        case seconds = "s"
        case perSecond = "per_s"
        case count, score
    }

    /// Which way is better.
    public enum Better: String, Hashable, Sendable, CaseIterable { case more, less }

    /// Whether two results mean the same by it.
    public func isSame(as other: Gauge) -> Bool {
        kind == other.kind && of == other.of && metric == other.metric
    }
}

extension Gauge.Unit {
    /// The least change from `old` that matters to anyone: smaller ones are never told as changes,
    /// however certain they are.
    public func leastChange(from old: Double) -> Double {
        switch self {
        case .ratio: 0.001
        case .factor: max(0.01, 0.05 * abs(old))
        case .milliseconds: max(1, 0.05 * abs(old))
        case .seconds: max(0.1, 0.05 * abs(old))
        case .perSecond: max(0.1, 0.01 * abs(old))
        case .count: 0.5
        case .score: 1
        }
    }

    /// ``leastChange(from:)`` in words.
    public static let leastChanges: [(what: String, change: String)] = [
        ("a share", "0.1 percentage points"), ("a multiple", "5 %, and 0.01"),
        ("a latency", "5 %, and 1 ms"), ("a time", "5 %, and 0.1 s"),
        ("a rate", "1 %, and 0.1/s"), ("a count", "a half"), ("a score", "1 point"),
    ]
}

extension Gauge {
    /// A value as results hold it, in whole millionths, so that one that was read again from a
    /// file is equal to what it was.
    public static func rounded(_ value: Double) -> Double {
        let millionths = (value * 1e6).rounded()
        return abs(millionths) < 0x1p53 ? millionths / 1e6 : value
    }

    /// A difference of two values in whole millionths.
    static func millionths(_ difference: Double) -> Int64 {
        let whole = (difference * 1e6).rounded()
        return abs(whole) < 0x1p62 ? Int64(whole) : whole < 0 ? -(1 << 62) : 1 << 62
    }
}

/// A span of time in whole nanoseconds; negative spans are allowed, so that differences are values.
///
/// Range ±292 years. Arithmetic traps on overflow: text is checked by ``init(parsing:)``, which
/// refuses what could overflow, so a trap is our bug and never a user's.
@frozen
public struct Duration: Hashable, Sendable {
    /// The span in nanoseconds.
    public var nanoseconds: Int64

    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    @inlinable public static var zero: Duration { Duration(nanoseconds: 0) }
    /// Longer than any run, 73 years: stands for "never". A power of two, so that it is a `Double`.
    @inlinable public static var forever: Duration { Duration(nanoseconds: 1 << 61) }

    @inlinable
    public static func nanoseconds(_ count: Int64) -> Duration { Duration(nanoseconds: count) }
    @inlinable
    public static func microseconds(_ count: Int64) -> Duration {
        Duration(nanoseconds: count * 1_000)
    }
    @inlinable
    public static func milliseconds(_ count: Int64) -> Duration {
        Duration(nanoseconds: count * 1_000_000)
    }
    @inlinable
    public static func seconds(_ count: Int64) -> Duration {
        Duration(nanoseconds: count * 1_000_000_000)
    }
    /// Ten years of 365 days: no text may say more, and no draw gives more.
    @inlinable public static var longest: Duration { .seconds(315_360_000) }
    /// Rounds to the nearest nanosecond, ties away from zero; clamps to ±``forever``.
    @inlinable
    public init(seconds: Double) {
        let limit = Double(Duration.forever.nanoseconds)
        let rounded = (seconds * 1e9).rounded()
        nanoseconds = Int64(Swift.max(-limit, Swift.min(limit, rounded)))
    }

    /// The span in seconds, for rates and reports.
    @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }
    /// The span in milliseconds, for reports.
    @inlinable public var milliseconds: Double { Double(nanoseconds) / 1e6 }
}

extension Duration: Comparable {
    @inlinable
    public static func < (left: Duration, right: Duration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    @inlinable
    public static func + (left: Duration, right: Duration) -> Duration {
        Duration(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    @inlinable
    public static func - (left: Duration, right: Duration) -> Duration {
        Duration(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    @inlinable
    public static func += (left: inout Duration, right: Duration) { left = left + right }
    @inlinable
    public static func * (left: Duration, right: Int64) -> Duration {
        Duration(nanoseconds: left.nanoseconds * right)
    }
    /// Rounds to the nearest nanosecond and clamps to ±``forever``.
    @inlinable
    public static func * (left: Duration, right: Double) -> Duration {
        Duration(seconds: left.seconds * right)
    }
    /// The ratio of two spans.
    @inlinable
    public static func / (left: Duration, right: Duration) -> Double {
        Double(left.nanoseconds) / Double(right.nanoseconds)
    }
}

/// A point on the run's own clock: nanoseconds since the run began, in virtual or real time alike.
@frozen
public struct Instant: Hashable, Sendable {
    /// Nanoseconds since the run began.
    public var nanoseconds: Int64

    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// When the run begins.
    @inlinable public static var start: Instant { Instant(nanoseconds: 0) }
    /// Later than any run: stands for "never". Any instant plus ``Duration/forever`` is it.
    @inlinable public static var never: Instant { Instant.start + .forever }

    /// Seconds since the run began.
    @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// The instant `duration` later; ``never`` and anything past it stays ``never``.
    @inlinable
    public func advanced(by duration: Duration) -> Instant {
        let sum = nanoseconds &+ duration.nanoseconds
        return Instant(nanoseconds: min(sum, Duration.forever.nanoseconds))
    }
    /// The span from this instant to `other`; negative when `other` is earlier.
    @inlinable
    public func duration(to other: Instant) -> Duration {
        Duration(nanoseconds: other.nanoseconds - nanoseconds)
    }
}

extension Instant: Comparable {
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    @inlinable
    public static func + (left: Instant, right: Duration) -> Instant { left.advanced(by: right) }
    @inlinable
    public static func - (left: Instant, right: Instant) -> Duration { right.duration(to: left) }
}

extension Instant: CustomStringConvertible {
    /// The time since the start, such as `30s` or `1m1.25s`.
    public var description: String {
        self == .never ? "never" : Duration(nanoseconds: nanoseconds).description
    }
}

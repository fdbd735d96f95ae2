import Glibc
public import Timebase

/// The run's own clock in real time: nanoseconds of `CLOCK_MONOTONIC` since an origin.
///
/// Every process of a run shares the origin, so that their instants compare.
public struct MonotonicClock: Hashable, Sendable {
    /// `CLOCK_MONOTONIC` at the start of the run, in nanoseconds.
    public let origin: Int64

    /// A clock that starts now.
    public init() { origin = MonotonicClock.nanoseconds() }
    /// A clock that starts in a while: until then its instants are negative.
    public init(startingIn time: Duration) {
        origin = MonotonicClock.nanoseconds() + time.nanoseconds
    }
    /// The clock of another process.
    public init(origin: Int64) { self.origin = origin }

    /// Reads the clock.
    public func now() -> Instant { Instant(nanoseconds: MonotonicClock.nanoseconds() - origin) }

    /// The origin as a date: nanoseconds since 1970.
    public var date: Int64 {
        MonotonicClock.nanoseconds(of: CLOCK_REALTIME) + origin - MonotonicClock.nanoseconds()
    }

    private static func nanoseconds(of clock: clockid_t = CLOCK_MONOTONIC) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

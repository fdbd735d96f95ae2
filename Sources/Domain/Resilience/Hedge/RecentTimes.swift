public import Timebase

/// A running quantile of the times of the last 30 seconds, in memory that does not grow.
///
/// Finagle's `WindowedPercentileHistogram` as its `BackupRequestFilter` sets it up: three windows
/// of ten seconds each, and a quantile that is taken every three. Times are counted in steps of
/// 1/32 of an octave, from 1 µs to 73 min, and the quantile is a step's upper end: at most 3.2 %
/// too high, never too low. It departs in that windows and looks begin at whole seconds of the run.
public struct RecentTimes: Hashable, Sendable {
    /// How long a window is, how many there are, and how often the quantile is taken.
    public static let window = Duration.seconds(10)
    public static let windows = 3
    public static let every = Duration.seconds(3)

    private static let stepBits = 5
    private static let lowestOctave = 10  // 2¹⁰ ns is about 1 µs.
    private static let steps = 32 << stepBits

    public let quantile: Double
    /// Counts of each window, one after another; the current one is `place`.
    private var counts: [UInt32]
    private var place = 0
    private var windowEnd = Instant.start + RecentTimes.window
    private var lookAt = Instant.start + RecentTimes.every
    private var known: Duration?

    /// - Parameter quantile: in (0, 1), such as 0.95.
    public init(quantile: Double) {
        precondition(quantile > 0 && quantile < 1, "a quantile of \(quantile)")
        self.quantile = quantile
        counts = Array(repeating: 0, count: RecentTimes.windows * RecentTimes.steps)
    }

    /// Counts one time.
    public mutating func record(_ time: Duration, now: Instant) {
        turn(to: now)
        counts[place * RecentTimes.steps + RecentTimes.step(of: time)] &+= 1
    }

    /// The quantile as of the last look; nil before there was a time to look at.
    public mutating func value(now: Instant) -> Duration? {
        guard now >= lookAt else { return known }
        turn(to: now)
        known = look()
        let looks = now.nanoseconds / RecentTimes.every.nanoseconds + 1
        lookAt = .start + RecentTimes.every * looks
        return known
    }

    /// Empties the windows that have become too old.
    private mutating func turn(to now: Instant) {
        guard now >= windowEnd else { return }
        let passed = (now - windowEnd).nanoseconds / RecentTimes.window.nanoseconds + 1
        for _ in 0..<min(passed, Int64(RecentTimes.windows)) {
            place = (place + 1) % RecentTimes.windows
            let first = place * RecentTimes.steps
            for step in first..<first + RecentTimes.steps { counts[step] = 0 }
        }
        windowEnd = windowEnd + RecentTimes.window * passed
    }

    /// The smallest step at or below which the quantile's share of all times lies.
    private func look() -> Duration? {
        var total = 0
        for count in counts { total += Int(count) }
        guard total > 0 else { return nil }
        let rank = max(1, Int((quantile * Double(total)).rounded(.up)))
        var seen = 0
        for step in 0..<RecentTimes.steps {
            for window in 0..<RecentTimes.windows {
                seen += Int(counts[window * RecentTimes.steps + step])
            }
            if seen >= rank { return RecentTimes.upperEnd(of: step) }
        }
        return nil
    }

    private static func step(of time: Duration) -> Int {
        let bits = UInt64(max(time.nanoseconds, 1 << lowestOctave))
        let octave = 63 - bits.leadingZeroBitCount
        let within = Int(bits >> UInt64(octave - stepBits)) & (1 << stepBits - 1)
        return min((octave - lowestOctave) << stepBits + within, steps - 1)
    }

    private static func upperEnd(of step: Int) -> Duration {
        let octave = step >> stepBits + lowestOctave
        let within = Int64(step & (1 << stepBits - 1))
        return .nanoseconds((1 << Int64(stepBits) + within + 1) << Int64(octave - stepBits))
    }
}

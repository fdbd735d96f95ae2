import Recordings
package import Timebase

/// Instants of one run as a reader wants them: all in the same form.
package struct RunClock {
    /// Longer runs are told in minutes and whole seconds.
    private static let longest = Duration.seconds(600)

    private let isLong: Bool

    package init(_ duration: Duration) { isLong = duration > RunClock.longest }

    /// `31.2 s`; in a run of more than ten minutes `12m31s`.
    package func text(_ at: Instant) -> String {
        guard isLong else {
            return DecimalText.string(at.seconds, decimals: 1, isTrimmed: true) + " s"
        }
        return "\(Duration.seconds((at.nanoseconds + 500_000_000) / 1_000_000_000))"
    }

    /// `30–50 s`, or just one instant where both read the same.
    package func text(_ from: Instant, _ to: Instant) -> String {
        let (first, last) = (text(from), text(to))
        if first == last { return first }
        return (isLong ? first : String(first.dropLast(2))) + "–" + last
    }
}

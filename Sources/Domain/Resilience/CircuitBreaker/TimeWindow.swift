import Timebase

/// The results of the last so many seconds, in buckets that begin at whole seconds of the run.
///
/// As in resilience4j a bucket leaves as a whole, so the window's far edge is rounded to a second.
struct TimeWindow: Hashable, Sendable {
    private var buckets: [CallSums]
    /// Of the newest bucket.
    private var place = 0
    private var secondEnd = Instant(nanoseconds: 1_000_000_000)
    private(set) var sums = CallSums()

    init(seconds: Int) { buckets = Array(repeating: CallSums(), count: seconds) }

    mutating func record(failed: Bool, slow: Bool, now: Instant) {
        if now >= secondEnd { advance(to: now) }
        buckets[place].add(failed: failed, slow: slow)
        sums.add(failed: failed, slow: slow)
    }

    /// Drops the buckets that have left the window by `now`.
    private mutating func advance(to now: Instant) {
        let current = now.nanoseconds / 1_000_000_000
        let passed = current + 1 - secondEnd.nanoseconds / 1_000_000_000
        for _ in 0..<min(passed, Int64(buckets.count)) {
            place = place + 1 == buckets.count ? 0 : place + 1
            sums.subtract(buckets[place])
            buckets[place] = CallSums()
        }
        secondEnd = Instant(nanoseconds: (current + 1) * 1_000_000_000)
    }

    mutating func removeAll() {
        for place in buckets.indices { buckets[place] = CallSums() }
        sums = CallSums()
    }
}

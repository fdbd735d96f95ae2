import Timebase

/// The results of the last so many seconds, in buckets that begin at whole seconds of the run.
///
/// As in resilience4j a bucket leaves as a whole, so the window's far edge is rounded to a second.
struct TimeWindow: Hashable, Sendable {
    private var buckets: [CallSums]
    /// The second that the newest bucket counts.
    private var second: Int64 = 0
    private(set) var sums = CallSums()

    init(seconds: Int) { buckets = Array(repeating: CallSums(), count: seconds) }

    mutating func record(failed: Bool, slow: Bool, now: Instant) {
        advance(to: now)
        let place = Int(second % Int64(buckets.count))
        add(failed: failed, slow: slow, to: &buckets[place])
        add(failed: failed, slow: slow, to: &sums)
    }

    private func add(failed: Bool, slow: Bool, to sums: inout CallSums) {
        sums.calls += 1
        if failed { sums.failed += 1 }
        if slow { sums.slow += 1 }
    }

    /// Drops the buckets that have left the window by `now`.
    mutating func advance(to now: Instant) {
        let current = now.nanoseconds / 1_000_000_000
        guard current > second else { return }
        let count = Int64(buckets.count)
        for passed in 1...min(current - second, count) {
            let place = Int((second + passed) % count)
            sums.subtract(buckets[place])
            buckets[place] = CallSums()
        }
        second = current
    }

    mutating func removeAll() {
        for place in buckets.indices { buckets[place] = CallSums() }
        sums = CallSums()
    }
}

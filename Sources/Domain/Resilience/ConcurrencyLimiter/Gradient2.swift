import Timebase

/// A limit that shrinks when calls take longer than their long-term mean, and grows by 4 otherwise.
///
/// Netflix' `Gradient2Limit`: with g = max(½, min(1, 1.5 · long ÷ short)), L ← 0.8·L + 0.2·(g·L +
/// 4) within its bounds, unless less than half of L was in use. `long` is the exponential mean over
/// 600 samples, plain over the first 10; it loses 5 % when it is more than twice `short`. Drops
/// move nothing, as there.
struct Gradient2: Hashable, Sendable {
    private(set) var estimate: Double
    private var long = 0.0
    private var sum = 0.0
    private var count = 0

    init(initial: Int) { estimate = Double(initial) }

    mutating func update(_ rtt: Duration, _ inFlight: Int32, least: Int, most: Int) {
        let short = Double(rtt.nanoseconds)
        let mean = longTerm(adding: short)
        if mean / short > 2 { long *= 0.95 }
        guard Double(inFlight) >= estimate / 2 else { return }
        let gradient = max(0.5, min(1, 1.5 * mean / short))
        let next = estimate * 0.8 + (estimate * gradient + 4) * 0.2
        estimate = max(Double(least), min(Double(most), next))
    }

    /// `ExpAvgMeasurement(600, 10)`.
    private mutating func longTerm(adding sample: Double) -> Double {
        if count < 10 {
            count += 1
            sum += sample
            long = sum / Double(count)
        } else {
            let factor = 2.0 / 601
            long = long * (1 - factor) + sample * factor
        }
        return long
    }
}

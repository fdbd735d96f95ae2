import Chance
import Timebase

/// The limit of TCP Vegas: keeps a few calls queued, judged by how much longer than the best they
/// take.
///
/// Netflix' `VegasLimit`: with queue = ⌈L · (1 − best ÷ rtt)⌉ and l = max(1, ⌊log₁₀ L⌋), a queue of
/// at most l adds 6·l, one below 3·l adds l, one above 6·l takes l away, and so does a drop;
/// nothing changes while less than half of L is in use. The best time is measured anew about every
/// 30 · L samples, at a random place in the second half of them.
/// - SeeAlso: Brakmo, Peterson: "TCP Vegas: End to End Congestion Avoidance on a Global Internet",
///   IEEE JSAC 13 (1995).
struct Vegas: Hashable, Sendable {
    var estimate: Double
    private var best = Duration.zero
    private var samples = 0
    private var key: Key
    private var jitter: Double

    init(initial: Int, key: Key) {
        estimate = Double(initial)
        self.key = key.child(0)
        var generator = Generator(key)
        jitter = 0.5 + generator.uniform() / 2
    }

    mutating func update(_ rtt: Duration, _ inFlight: Int32, _ dropped: Bool, most: Int) {
        samples += 1
        if jitter * 30 * estimate <= Double(samples) {
            samples = 0
            var generator = Generator(key)
            jitter = 0.5 + generator.uniform() / 2
            key = key.child(0)
            best = rtt
            return
        }
        if best == .zero || rtt < best {
            best = rtt
            return
        }
        if let change = change(rtt, inFlight, dropped) {
            estimate = max(1, min(Double(most), estimate + Double(change)))
        }
    }

    private func change(_ rtt: Duration, _ inFlight: Int32, _ dropped: Bool) -> Int? {
        let step = Vegas.log10(Int(estimate))
        if dropped { return -step }
        if Double(inFlight) * 2 < estimate { return nil }
        let queue = Int((estimate * (1 - best / rtt)).rounded(.up))
        if queue <= step { return 6 * step }
        if queue < 3 * step { return step }
        return queue > 6 * step ? -step : nil
    }

    /// The whole part of the logarithm, at least 1.
    static func log10(_ value: Int) -> Int {
        var power = 0
        var rest = value
        while rest >= 10 {
            rest /= 10
            power += 1
        }
        return max(1, power)
    }
}

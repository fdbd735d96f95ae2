public import Timebase

/// Says how many instances a service should have, from what its ready ones are doing.
///
/// Kubernetes' HorizontalPodAutoscaler v2 (`replica_calculator.go`, `horizontal.go`), in its order:
/// 1. too many or too few for `min` … `max`: that bound, whatever is measured;
/// 2. no measurement: no change;
/// 3. ratio = measured ÷ target; none if |ratio − 1| ≤ `tolerance`; else ⌈ratio · ready⌉. While
///    some are not ready and the ratio is above 1, they count as 0: the ratio is taken again over
///    all, and nothing changes if it is now within tolerance or below 1;
/// 4. stabilisation: up to at most the lowest, down to at least the highest recommendation of the
///    direction's window, the first being the count at the first look;
/// 5. the direction's limits on change a period; 6. `min` and `max`.
///
/// It departs in that ratios within 10⁻⁹ of a whole or of the tolerance count as on it (HPA counts
/// in thousandths), and in that there is no readiness delay: an instance that serves is ready.
/// A value without timer: the caller asks every `every`.
public struct Autoscaler: Hashable, Sendable {
    /// Means over the last `every`, each per ready instance.
    public struct Sample: Hashable, Sendable {
        /// Requests that hold a slot.
        public var busy: Double
        /// Requests that wait for one.
        public var waiting: Double
        public var slots: Double
        public var arrivalsPerSecond: Double

        public init(busy: Double, waiting: Double, slots: Double, arrivalsPerSecond: Double) {
            self.busy = busy
            self.waiting = waiting
            self.slots = slots
            self.arrivalsPerSecond = arrivalsPerSecond
        }
    }

    public let settings: Settings
    private var history = History()

    public init(_ settings: Settings) {
        precondition(
            settings.min >= 1 && settings.max >= settings.min,
            "between \(settings.min) and \(settings.max) instances")
        self.settings = settings
    }

    /// How many instances there should be.
    ///
    /// - Parameters:
    ///   - current: started ones, whether ready, starting, or killed and to be replaced.
    ///   - ready: those that serve.
    ///   - sample: nil when none is ready, or nothing could be measured.
    public mutating func decide(
        current: Int, ready: Int, sample: Sample?, now: Instant
    ) -> Int {
        let desired = target(current: current, ready: ready, sample: sample, now: now)
        if desired != current { history.changed(by: desired - current, at: now, settings) }
        return desired
    }

    private mutating func target(
        current: Int, ready: Int, sample: Sample?, now: Instant
    ) -> Int {
        history.begin(with: current, at: now)
        if current > settings.max { return settings.max }
        if current < settings.min { return settings.min }
        guard let sample, ready > 0 else { return current }
        let recommended = recommendation(current: current, ready: ready, sample: sample)
        let stable = history.stabilised(recommended, current: current, settings, now: now)
        if stable > current {
            let limit = history.upperLimit(from: current, settings.scaleUp, now: now)
            return min(stable, max(current, limit), settings.max)
        }
        if stable < current {
            let limit = history.lowerLimit(from: current, settings.scaleDown, now: now)
            return max(stable, min(current, limit), settings.min)
        }
        return current
    }

    /// Step 3: what the measurement alone asks for.
    private func recommendation(current: Int, ready: Int, sample: Sample) -> Int {
        let ratio = ratio(of: sample)
        let starting = max(0, current - ready)
        guard starting > 0, ratio > 1 else {
            return isTolerable(ratio) ? current : Autoscaler.ceiling(ratio * Double(ready))
        }
        let all = Double(ready + starting)
        let diluted = ratio * Double(ready) / all
        if isTolerable(diluted) || diluted < 1 { return current }
        return max(current, Autoscaler.ceiling(diluted * all))
    }

    private func ratio(of sample: Sample) -> Double {
        switch settings.target {
        case .utilization(let target): return sample.busy / sample.slots / target
        case .inFlight(let target): return (sample.busy + sample.waiting) / target
        case .rate(let target): return sample.arrivalsPerSecond / target
        case .queue(let target): return sample.waiting / target
        }
    }

    private func isTolerable(_ ratio: Double) -> Bool {
        (ratio - 1).magnitude <= settings.tolerance + 1e-9
    }

    /// The next whole number, where a hair above one counts as on it.
    static func ceiling(_ value: Double) -> Int {
        let whole = Int(value)
        return value - Double(whole) > 1e-9 ? whole + 1 : whole
    }
}

public import Timebase

/// Says how many instances a service should have, from what they are doing.
///
/// Kubernetes' HorizontalPodAutoscaler v2 (`horizontal.go`), in its order:
/// 1. too many or too few for `min` … `max`: that bound, whatever is measured;
/// 2. a recommendation of each metric, see ``ReplicaCalculator``; the largest counts. One that
///    cannot be told forbids scaling down; without any nothing changes;
/// 3. where it forecasts, the count for the load expected ahead, if that is larger;
/// 4. stabilisation: up to at most the lowest, down to at least the highest recommendation of the
///    direction's window, the first being the count at the first look;
/// 5. the direction's limits on change a period; 6. `min` and `max`.
///
/// With ``Kind/keda(_:)`` the step from 0 and the one to 0 are ``ScaleToZero``'s, and metrics are
/// totals of the service; with ``Kind/targetTracking(_:)`` all is ``TargetTracking``'s but bounds.
/// A value without timer: the caller asks every `every`.
/// - SeeAlso: kubernetes/pkg/controller/podautoscaler, release 1.33.
public struct Autoscaler: Hashable, Sendable {
    public let settings: Settings
    private var history = History()
    /// One a metric, where it forecasts.
    private var forecasts: [LoadForecast]
    private var scaleToZero: ScaleToZero?
    private var tracking: TargetTracking?

    public init(_ settings: Settings) {
        precondition(
            settings.min >= 0 && settings.max >= settings.min && settings.max >= 1,
            "between \(settings.min) and \(settings.max) instances")
        precondition(!settings.metrics.isEmpty, "an autoscaler without a metric")
        self.settings = settings
        forecasts =
            settings.forecast.map { forecast in
                settings.metrics.map { _ in LoadForecast(forecast) }
            } ?? []
        switch settings.kind {
        case .hpa: break
        case .keda(let keda): scaleToZero = ScaleToZero(keda, min: settings.min)
        case .targetTracking(let tracked):
            tracking = TargetTracking(tracked, metrics: settings.metrics)
        }
    }

    /// How many instances there should be.
    public mutating func decide(_ look: Look, now: Instant) -> Int {
        let current = look.instances.count
        let desired = desired(look, current: current, now: now)
        if desired != current { history.changed(by: desired - current, at: now, settings) }
        return desired
    }

    private mutating func desired(_ look: Look, current: Int, now: Instant) -> Int {
        if let tracked = tracking?.decide(look, now: now) {
            return min(max(tracked, settings.min), settings.max)
        }
        let totals = totals(look)
        if let zeroing = scaleToZero?.look(totals, current: current, now: now) {
            return min(zeroing, settings.max)
        }
        return horizontal(look, current: current, now: now)
    }

    /// The HPA itself.
    private mutating func horizontal(_ look: Look, current: Int, now: Instant) -> Int {
        // With KEDA an HPA's least is 1, and it rests while there is nobody.
        let least = max(1, settings.min)
        if current == 0, settings.min == 0 { return 0 }
        history.begin(with: current, at: now)
        if current > settings.max { return settings.max }
        if current < least { return least }
        guard let recommended = recommendation(look, current: current, now: now) else {
            return current
        }
        let stable = history.stabilised(recommended, current: current, settings, now: now)
        if stable > current {
            let limit = history.upperLimit(from: current, settings.scaleUp, now: now)
            return min(stable, max(current, limit), settings.max)
        }
        if stable < current {
            let limit = history.lowerLimit(from: current, settings.scaleDown, now: now)
            return max(stable, min(current, limit), least)
        }
        return current
    }

    /// Steps 2 and 3: what the metrics alone ask for; nil: they cannot tell, or not for certain.
    private mutating func recommendation(_ look: Look, current: Int, now: Instant) -> Int? {
        var highest: Int?
        var isWhole = true
        for (place, metric) in settings.metrics.enumerated() {
            guard let count = replicas(metric, place, look, now: now) else {
                isWhole = false
                continue
            }
            let ahead = forecast(metric, place, look, now: now) ?? count
            highest = max(highest ?? 0, count, ahead)
        }
        guard let highest, isWhole || highest >= current else { return nil }
        return highest
    }

    private func replicas(
        _ metric: Target, _ place: Int, _ look: Look, now: Instant
    ) -> Int? {
        guard let scaleToZero, metric.kind != .utilization else {
            guard !look.unavailable.contains(metric.kind) else { return nil }
            return ReplicaCalculator(metric, settings).replicas(for: look.instances, now: now)
        }
        return scaleToZero.replicas(
            metric, total: total(metric, look), current: look.instances.count,
            Tolerance(settings))
    }

    /// Every metric's total over the service, in their order; nil where it cannot be told.
    private func totals(_ look: Look) -> [Double?] {
        settings.metrics.map { total($0, look) }
    }

    /// Its value summed over the instances that have one; requests that found no instance arrived
    /// all the same, and wait somewhere.
    private func total(_ metric: Target, _ look: Look) -> Double? {
        guard !look.unavailable.contains(metric.kind) else { return nil }
        let measured = look.instances.compactMap { $0.sample.map { metric.measured($0) } }
        let unmet = metric.kind == .utilization ? 0 : look.unmetPerSecond
        return measured.reduce(unmet, +)
    }

    /// Step 3: the count for the load of one metric that is expected ahead.
    private mutating func forecast(
        _ metric: Target, _ place: Int, _ look: Look, now: Instant
    ) -> Int? {
        guard forecasts.indices.contains(place), let load = total(metric, look) else { return nil }
        // A mean over the time since the last look is that of its middle.
        forecasts[place].note(load, at: now + settings.every * -0.5)
        guard let expected = forecasts[place].expected(now: now) else { return nil }
        let current = look.instances.count
        let ratio = expected / (metric.value * Double(current))
        return Tolerance(settings).covers(ratio)
            ? current : Autoscaler.ceiling(expected / metric.value)
    }
}

extension Autoscaler {
    /// How many instances there should be, of those that are all alike.
    ///
    /// - Parameters:
    ///   - current: started ones, whether ready or starting.
    ///   - ready: those that serve, and have done so for long.
    ///   - sample: of each ready one; nil when none is ready, or nothing could be measured.
    public mutating func decide(
        current: Int, ready: Int, sample: Sample?, now: Instant
    ) -> Int {
        let starting = Instance(.pending, startedAt: now, changedAt: now)
        let since = now + (settings.cpuInitializationPeriod + settings.every) * -1.0
        let serving = Instance(
            .running(isReady: true), startedAt: since, changedAt: since, sample: sample)
        let instances = Array(repeating: serving, count: ready)
        let look = Look(
            instances + Array(repeating: starting, count: max(0, current - ready)),
            unavailable: sample == nil ? Target.Kind.allCases : [])
        return decide(look, now: now)
    }
}

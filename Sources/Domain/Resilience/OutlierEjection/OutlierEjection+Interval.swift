public import Timebase

extension OutlierEjection {
    /// An interval is over: readmits, looks at its rates, and forgives.
    ///
    /// - Parameter changes: what that changes, in the order in which it happens.
    public mutating func endInterval(now: Instant, into changes: inout [Change]) {
        for place in monitors.indices where isOver(monitors[place], now: now) {
            readmit(place, now: now)
            changes.append(.readmitted(monitors[place].member))
        }
        // Both rules see the same instances, also those that the first one is about to eject.
        let rated = settings.successRate.map { places(withRequests: $0.requests) } ?? []
        let counted = settings.failureShare.map { places(withRequests: $0.requests) } ?? []
        ejectBySuccessRate(rated, now: now, into: &changes)
        ejectByFailureShare(counted, now: now, into: &changes)
        for place in monitors.indices {
            monitors[place].requests = 0
            monitors[place].successes = 0
            forgive(place, now: now)
        }
    }

    private func isOver(_ monitor: Monitor, now: Instant) -> Bool {
        guard monitor.isEjected else { return false }
        let lasts = min(settings.ejectFor * monitor.backoff, settings.longest) + monitor.jitter
        return lasts <= now - monitor.ejectedAt
    }

    /// One that has been back for an interval or longer has one ejection less behind it.
    private mutating func forgive(_ place: Int, now: Instant) {
        guard !monitors[place].isEjected, let since = monitors[place].readmittedAt,
            now - since >= settings.every, monitors[place].backoff > 0
        else { return }
        monitors[place].backoff -= 1
    }

    /// Envoy's `successRateEjectionThreshold`, its example: rates of 50, 100, 100, 100 and 100 %
    /// have a mean of 90, a deviation of √(2000/5) = 20 and a threshold of 90 − 1.9 · 20 = 52.
    private mutating func ejectBySuccessRate(
        _ seen: [Int], now: Instant, into changes: inout [Change]
    ) {
        guard let rule = settings.successRate, !seen.isEmpty, seen.count >= rule.instances else {
            return
        }
        let rates = seen.map { monitors[$0].successRate }
        let mean = rates.reduce(0, +) / Double(rates.count)
        let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rates.count)
        let threshold = mean - rule.deviations * variance.squareRoot()
        for (place, rate) in zip(seen, rates) where rate < threshold {
            guard eject(place, now: now) else { continue }
            changes.append(.ejected(monitors[place].member, .successRate))
        }
    }

    private mutating func ejectByFailureShare(
        _ seen: [Int], now: Instant, into changes: inout [Change]
    ) {
        guard let rule = settings.failureShare, !seen.isEmpty, seen.count >= rule.instances else {
            return
        }
        for place in seen where 100 - monitors[place].successRate >= 100 * rule.share {
            guard eject(place, now: now) else { continue }
            changes.append(.ejected(monitors[place].member, .failureShare))
        }
    }

    /// Those that were in at the interval's end, with enough requests in it.
    private func places(withRequests least: Int) -> [Int] {
        monitors.indices.filter {
            !monitors[$0].isEjected && monitors[$0].requests >= max(1, least)
        }
    }
}

extension OutlierEjection.Monitor {
    /// In per cent, as Envoy reckons.
    fileprivate var successRate: Double { Double(successes) * 100 / Double(requests) }
}

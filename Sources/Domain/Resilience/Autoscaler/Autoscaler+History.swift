import Timebase

extension Autoscaler {
    /// What an autoscaler remembers: what it recommended and what it changed.
    struct History: Hashable, Sendable {
        private struct Entry: Hashable, Sendable {
            var at: Instant
            var count: Int
        }
        /// Recommendations before stabilisation, oldest first.
        private var recommended: [Entry] = []
        /// Changes, up above zero and down below, oldest first.
        private var changes: [Entry] = []

        /// HPA takes the count it finds at its first look as the first recommendation.
        mutating func begin(with count: Int, at now: Instant) {
            if recommended.isEmpty { recommended.append(Entry(at: now, count: count)) }
        }

        mutating func changed(by count: Int, at now: Instant, _ settings: Settings) {
            let steps = settings.scaleUp.steps + settings.scaleDown.steps
            let longest = steps.map(\.per).max() ?? .zero
            changes.removeAll { now - $0.at >= longest }
            changes.append(Entry(at: now, count: count))
        }

        /// Step 4; keeps `desired` for the next time.
        mutating func stabilised(
            _ desired: Int, current: Int, _ settings: Settings, now: Instant
        ) -> Int {
            let upWindow = settings.scaleUp.stabilisation
            let downWindow = settings.scaleDown.stabilisation
            var lowest = desired
            var highest = desired
            for entry in recommended {
                let age = now - entry.at
                if age < upWindow { lowest = min(lowest, entry.count) }
                if age < downWindow { highest = max(highest, entry.count) }
            }
            let longest = max(upWindow, downWindow)
            recommended.removeAll { now - $0.at >= longest }
            recommended.append(Entry(at: now, count: desired))
            return min(max(current, lowest), highest)
        }

        /// Step 5 upwards: the most instances that `rules` allow now.
        func upperLimit(from current: Int, _ rules: Rules, now: Instant) -> Int {
            let limits = rules.steps.map { step in
                let start = periodStart(current, step.per, now: now)
                switch step.amount {
                case .instances(let count): return start + count
                case .percent(let percent):
                    return Autoscaler.ceiling(Double(start) * (1 + percent / 100))
                }
            }
            switch rules.select {
            case .max: return limits.max() ?? current
            case .min: return limits.min() ?? current
            case .disabled: return current
            }
        }

        /// Step 5 downwards: the fewest instances that `rules` allow now.
        func lowerLimit(from current: Int, _ rules: Rules, now: Instant) -> Int {
            let limits = rules.steps.map { step in
                let start = periodStart(current, step.per, now: now)
                switch step.amount {
                case .instances(let count): return start - count
                case .percent(let percent):
                    return Int(Double(start) * (1 - percent / 100) + 1e-9)
                }
            }
            // The largest change down leaves the fewest.
            switch rules.select {
            case .max: return limits.min() ?? current
            case .min: return limits.max() ?? current
            case .disabled: return current
            }
        }

        /// The count from which a period's change is measured: without what changed within it.
        private func periodStart(_ current: Int, _ period: Duration, now: Instant) -> Int {
            var start = current
            for change in changes where now - change.at < period { start -= change.count }
            return start
        }
    }
}

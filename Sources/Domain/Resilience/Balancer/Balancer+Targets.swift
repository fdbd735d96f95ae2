import Chance
import Timebase

extension Balancer {
    /// What a caller knows of each instance it has sent to, by rising id.
    ///
    /// Members of one service are few and their list rarely changes, so a member's place in the
    /// list is mostly its place here too, and is looked at first.
    struct Targets: Hashable, Sendable {
        private struct Target: Hashable, Sendable, BitwiseCopyable {
            var member: Int32
            var inFlight: Int32 = 0
            /// Moving average of the times taken, in nanoseconds; 0 before the first.
            var cost = 0.0
            var costAt = Instant.start
        }
        private var targets: [Target] = []

        /// Finagle's decay time τ: a cost halves in τ·ln 2 = 6.93 s.
        static let decay = Duration.seconds(10)
        /// Stands for the cost of a member that is busy for the first time.
        static let penalty = Double.greatestFiniteMagnitude / 2

        func inFlight(_ member: Int32, near place: Int) -> Int32 {
            guard let found = find(member, near: place) else { return 0 }
            return targets[found].inFlight
        }

        /// Finagle's `PeakEwma.Metric.get`: the decayed cost times one more than is in flight; a
        /// member without history is free while idle and shunned while its first request is out.
        func load(_ member: Int32, near place: Int, now: Instant) -> Double {
            guard let found = find(member, near: place) else { return 0 }
            let target = targets[found]
            if target.cost == 0 && target.inFlight != 0 {
                return Targets.penalty + Double(target.inFlight)
            }
            let cost = target.cost * weight(of: target, at: now)
            return cost * Double(target.inFlight + 1)
        }

        mutating func began(_ member: Int32, near place: Int) {
            targets[findOrInsert(member, near: place)].inFlight += 1
        }

        mutating func ended(_ member: Int32) {
            let place = findOrInsert(member)
            assert(targets[place].inFlight > 0, "member \(member) has nothing in flight")
            targets[place].inFlight -= 1
        }

        /// Up at once to a time above the average, down slowly to one below.
        mutating func observe(_ member: Int32, took: Duration, now: Instant) {
            let place = findOrInsert(member)
            let rtt = Double(max(took, .zero).nanoseconds)
            let weight = weight(of: targets[place], at: now)
            let before = targets[place].cost
            targets[place].cost = rtt > before ? rtt : before * weight + rtt * (1 - weight)
            targets[place].costAt = now
        }

        /// exp(−Δt/τ).
        private func weight(of target: Target, at now: Instant) -> Double {
            now <= target.costAt ? 1 : Elementary.exp((target.costAt - now) / Targets.decay)
        }

        private func find(_ member: Int32, near place: Int) -> Int? {
            if place < targets.count && targets[place].member == member { return place }
            let found = firstPlace(notBelow: member)
            return found < targets.count && targets[found].member == member ? found : nil
        }

        private mutating func findOrInsert(_ member: Int32, near hint: Int = 0) -> Int {
            if hint < targets.count && targets[hint].member == member { return hint }
            let place = firstPlace(notBelow: member)
            if place == targets.count || targets[place].member != member {
                targets.insert(Target(member: member), at: place)
            }
            return place
        }

        private func firstPlace(notBelow member: Int32) -> Int {
            var low = 0
            var high = targets.count
            while low < high {
                let middle = (low + high) / 2
                if targets[middle].member < member { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}

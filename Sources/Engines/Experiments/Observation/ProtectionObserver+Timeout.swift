import Resilience
import Timebase

extension ProtectionObserver {
    /// Fewer closed attempts than this tell nothing.
    private static var fewest: Int { 4 }
    /// A client that gives up takes its request's attempts with it this soon.
    private static var cascade: Duration { .milliseconds(10) }

    /// The age at which the program closes attempts: where at least a sixth of those that it closed
    /// lie within 2 % and 5 ms, half of them or four times as many as chance would put there, and
    /// hardly any that it did not close grew older.
    ///
    /// On a busy machine most of them are late, or are seen to begin late; what is on time stands
    /// out all the same.
    func timeout() -> Duration? {
        let ages = closedByProgram().sorted()
        guard ages.count >= Self.fewest, let least = ages.first, let most = ages.last else {
            return nil
        }
        let cluster = densest(ages)
        let timeout = ages[cluster.lowerBound + cluster.count / 4]
        let chance = Self.width(from: timeout) / max(most - least, .milliseconds(1))
        let enough = min(0.5, 4 * chance) * Double(ages.count)
        guard cluster.count >= Self.fewest, 6 * cluster.count >= ages.count,
            Double(cluster.count) >= enough
        else { return nil }
        let old = traffic.flatMap(\.attempts).count {
            $0.outcome != .timedOut && $0.ended - $0.began > timeout * 1.25 + .milliseconds(20)
        }
        return 4 * old < cluster.count ? timeout : nil
    }

    private static func width(from age: Duration) -> Duration {
        age * 0.02 + .milliseconds(5)
    }

    /// The ages of the attempts that the program closed of its own accord: not because its own
    /// client had just gone.
    private func closedByProgram() -> [Duration] {
        traffic.flatMap { traffic in
            let gone = traffic.requests.filter(\.gaveUp).map(\.ended).sorted()
            return traffic.attempts.filter { $0.outcome == .timedOut }.filter { attempt in
                let first = gone.partitionPoint { $0 + Self.cascade >= attempt.ended }
                return first == gone.count || gone[first] > attempt.ended + .milliseconds(1)
            }.map { $0.ended - $0.began }
        }
    }

    /// The places of the most ages within 2 % and 5 ms of the lowest of them.
    private func densest(_ ages: [Duration]) -> Range<Int> {
        var best = 0..<0
        var end = 0
        for start in ages.indices {
            let limit = ages[start] + Self.width(from: ages[start])
            while end < ages.count, ages[end] <= limit { end += 1 }
            if end - start > best.count { best = start..<end }
        }
        return best
    }
}

import Resilience
import Timebase

extension ProtectionObserver {
    /// Fewer closed attempts than this tell nothing.
    private static var fewest: Int { 3 }
    /// A client that gives up takes its request's attempts with it this soon.
    private static var cascade: Duration { .milliseconds(10) }

    /// The age at which the program closes attempts: where more than half of the attempts that it
    /// closed lie within 4 % and 10 ms, and few attempts grew older.
    ///
    /// Timers are late and never early, the more so the busier the machine is, so it is the lower
    /// quartile of these.
    func timeout() -> Duration? {
        let ages = closedByProgram().sorted()
        guard ages.count >= Self.fewest else { return nil }
        let cluster = densest(ages)
        guard cluster.count >= Self.fewest, 2 * cluster.count > ages.count else { return nil }
        let timeout = ages[cluster.lowerBound + cluster.count / 4]
        let all = traffic.flatMap(\.attempts).map { $0.ended - $0.began }
        let old = all.count { $0 > timeout * 1.1 + .milliseconds(10) }
        guard 4 * old < cluster.count else { return nil }
        return timeout
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

    /// The places of the most ages within 4 % and 10 ms of the lowest of them.
    private func densest(_ ages: [Duration]) -> Range<Int> {
        var best = 0..<0
        var end = 0
        for start in ages.indices {
            let limit = ages[start] * 1.04 + .milliseconds(10)
            while end < ages.count, ages[end] <= limit { end += 1 }
            if end - start > best.count { best = start..<end }
        }
        return best
    }
}

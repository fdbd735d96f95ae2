import Timebase

extension ProtectionObserver {
    /// The most attempts that one instance has under way, where it is a limit: more requests wait
    /// for most of the time in which any wait, and each end lets another begin at once.
    func concurrencyCap() -> Int? {
        let caps = traffic.compactMap { ConcurrencyWatch($0).cap }
        return caps.count == traffic.count ? caps.max() : nil
    }
}

/// Follows how many requests and attempts an instance has under way.
private struct ConcurrencyWatch {
    private(set) var cap: Int?

    /// A limit shows for at least so long,
    private static let least = Duration.milliseconds(500)
    /// in so many refills,
    private static let refills = 5
    /// each so soon after an end.
    private static let soon = Duration.milliseconds(50)

    init(_ traffic: ProgramTraffic) {
        let changes = Self.changes(of: traffic)
        var underWay = 0
        let most = changes.reduce(0) { most, change in
            underWay += change.attempts
            return max(most, underWay)
        }
        guard most > 0 else { return }
        var requests = 0
        var attempts = 0
        var before = changes.first?.at ?? .start
        var (atCap, waiting) = (Duration.zero, Duration.zero)
        var refills = 0
        var leftCap: Instant?
        for change in changes {
            if requests > most {
                waiting += change.at - before
                if attempts == most { atCap += change.at - before }
            }
            if attempts == most, change.attempts < 0, requests > most { leftCap = change.at }
            requests += change.requests
            attempts += change.attempts
            if attempts == most, change.attempts > 0, let left = leftCap {
                if change.at - left <= Self.soon { refills += 1 }
                leftCap = nil
            }
            before = change.at
        }
        guard refills >= Self.refills, atCap >= Self.least, atCap >= waiting * 0.5 else { return }
        cap = most
    }

    private struct Change {
        var at: Instant
        var requests = 0
        var attempts = 0
    }

    /// In order of time; at one instant ends come first.
    private static func changes(of traffic: ProgramTraffic) -> [Change] {
        var changes: [Change] = []
        for request in traffic.requests {
            changes.append(Change(at: request.arrived, requests: 1))
            changes.append(Change(at: request.ended, requests: -1))
        }
        for attempt in traffic.attempts {
            changes.append(Change(at: attempt.began, attempts: 1))
            changes.append(Change(at: attempt.ended, attempts: -1))
        }
        return changes.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            let (x, y) = (a.requests + a.attempts, b.requests + b.attempts)
            return (a.at, x, left.offset) < (b.at, y, right.offset)
        }.map(\.element)
    }
}

public import Timebase

/// Says how long a dead instance stays down before it is started again.
///
/// Kubernetes' CrashLoopBackOff: the first restart comes `after` its death, the second after
/// `backoff`, which doubles up to `max`; a life of more than `resetAfter` forgets them all,
/// ready or not (kubelet's `flowcontrol.Backoff`: 10 s to 300 s, forgotten after twice the most). A
/// value without timer. It departs in that the first restart waits at all (kubelet starts it at
/// once).
@frozen
public struct Restart: Hashable, Sendable {
    public let settings: Settings
    /// Restarts since the last long life.
    public private(set) var restarts = 0

    public init(_ settings: Settings) { self.settings = settings }

    /// The instance died; gives the wait before its next start.
    ///
    /// - Parameter startedAt: when its process was started.
    public mutating func died(at now: Instant, startedAt: Instant) -> Duration {
        if now - startedAt > settings.resetAfter { restarts = 0 }
        defer { restarts += 1 }
        guard restarts > 0 else { return settings.after }
        guard settings.backoff > .zero else { return .zero }
        // Doubling stops at `max`, so it cannot overflow.
        var wait = settings.backoff
        var doublings = restarts - 1
        while doublings > 0 && wait < settings.max {
            wait += wait
            doublings -= 1
        }
        return min(wait, settings.max)
    }
}

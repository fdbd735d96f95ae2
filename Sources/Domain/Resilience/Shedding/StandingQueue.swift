public import Timebase

/// How long a request may wait, and who goes first, as Facebook's servers have it: short waits and
/// last come first served while a queue stands.
///
/// *Fail at Scale*: when a request is queued it may wait `target` if the queue has not been empty
/// within the last `interval`, else `interval`; who has waited longer is dropped when its turn
/// comes ("controlled delay"); and while the queue stands like that, the newest is served first
/// ("adaptive LIFO"), since the oldest are the least likely to be waited for. The figures are the
/// article's: 5 and 100 ms. It departs in that a request that goes to a free slot at once also
/// shows the queue to be empty.
/// - SeeAlso: Maurer: "Fail at Scale", ACM Queue 13 (2015).
public struct StandingQueue: Hashable, Sendable {
    /// `target` is the article's M, `interval` its N.
    public let settings: CoDel.Settings
    private var lastEmpty = Instant.start

    public init(_ settings: CoDel.Settings) {
        precondition(
            settings.target > .zero && settings.interval > .zero,
            "a wait of \(settings.target), or of \(settings.interval)")
        self.settings = settings
    }

    /// The queue was found empty.
    public mutating func foundEmpty(now: Instant) { lastEmpty = now }

    /// Whether the queue has held somebody for longer than the interval.
    public func isStanding(now: Instant) -> Bool { now - lastEmpty > settings.interval }

    /// How long a request that is queued now may wait.
    public func patience(now: Instant) -> Duration {
        isStanding(now: now) ? settings.target : settings.interval
    }
}

public import Timebase

/// Drops from the front of a queue whose waiting has not come below a target for a while.
///
/// CoDel as in RFC 8289: once every request has waited `target` or longer for `interval`, one is
/// dropped; while that goes on, the n-th next drop follows the one before by `interval` ÷ √n, so
/// with every wait above target they fall at 100, 200, 270.7, 328.4, 378.4 … ms. A wait below
/// target ends it; when it begins again soon (within 16 intervals), it begins nearly as fast as it
/// ended. The last request in a queue is never dropped, as the RFC spares the last packet.
///
/// It departs in that requests stand for packets: what the RFC asks of bytes (less than one MTU in
/// the queue) is asked of requests (none behind this one).
/// - SeeAlso: RFC 8289, "Controlled Delay Active Queue Management" (2018), section 5.
public struct CoDel: Hashable, Sendable {
    /// When waiting is too much. Defaults are the RFC's.
    public struct Settings: Hashable, Sendable {
        /// A wait that is acceptable for good: 5 ms.
        public var target: Duration
        /// How long waits may all exceed it; about a worst round trip: 100 ms.
        public var interval: Duration
        public init(
            target: Duration = .milliseconds(5), interval: Duration = .milliseconds(100)
        ) {
            self.target = target
            self.interval = interval
        }
    }

    public let settings: Settings
    /// When the wait will have been above target for an interval; nil while it is below.
    private var aboveSince: Instant?
    private var isDropping = false
    private var nextDrop = Instant.start
    private var count: Int64 = 0
    private var lastCount: Int64 = 0
    /// The dequeue at hand has dropped: nothing yet, the one that began the dropping, or another.
    private var step = Step.first

    private enum Step: UInt8, Hashable, Sendable { case first, entered, dropped }

    public init(_ settings: Settings) {
        precondition(
            settings.target > .zero && settings.interval > .zero,
            "a target of \(settings.target) over \(settings.interval)")
        self.settings = settings
    }

    /// Somebody takes from the queue; ``drops(waited:isLast:now:)`` follows for each that is taken
    /// out, until one may go on.
    public mutating func beginDequeue() { step = .first }

    /// The queue was found empty.
    public mutating func foundEmpty() {
        aboveSince = nil
        isDropping = false
    }

    /// Whether the request that was taken out is dropped.
    ///
    /// - Parameter isLast: nobody is queued behind it.
    public mutating func drops(waited: Duration, isLast: Bool, now: Instant) -> Bool {
        let mayDrop = isAboveForLong(waited: waited, isLast: isLast, now: now)
        switch step {
        case .first: return isDropping ? goOn(mayDrop, now: now) : enter(mayDrop, now: now)
        case .entered:
            step = .first
            return false
        case .dropped:
            guard mayDrop else {
                isDropping = false
                return false
            }
            nextDrop = controlLaw(from: nextDrop)
            return goOn(true, now: now)
        }
    }

    /// `dodequeue` of the RFC.
    private mutating func isAboveForLong(waited: Duration, isLast: Bool, now: Instant) -> Bool {
        if waited < settings.target || isLast {
            aboveSince = nil
            return false
        }
        guard let since = aboveSince else {
            aboveSince = now + settings.interval
            return false
        }
        return now >= since
    }

    private mutating func goOn(_ mayDrop: Bool, now: Instant) -> Bool {
        guard mayDrop else {
            isDropping = false
            return false
        }
        guard now >= nextDrop else { return false }
        count += 1
        step = .dropped
        return true
    }

    private mutating func enter(_ mayDrop: Bool, now: Instant) -> Bool {
        guard mayDrop else { return false }
        isDropping = true
        step = .entered
        let delta = count - lastCount
        let isSoon = now - nextDrop < settings.interval * Int64(16)
        count = delta > 1 && isSoon ? delta : 1
        nextDrop = controlLaw(from: now)
        lastCount = count
        return true
    }

    private func controlLaw(from instant: Instant) -> Instant {
        instant
            + .nanoseconds(
                Int64(Double(settings.interval.nanoseconds) / Double(count).squareRoot()))
    }
}

public import Timebase

/// Sends a request again to another instance when the first copy is slow, and takes the answer that
/// comes first: the memory of one caller and callee.
///
/// It follows gRFC A6 in what a copy's end means: the first good answer cancels the other copies; a
/// failure that another copy may not meet sends the next one at once; any other failure ends them
/// all. From Finagle's `BackupRequestFilter` it takes the running quantile (30 s of times, looked
/// at every 3 s; nothing is sent before the first look) and the budget that caps copies when times
/// shift suddenly. Times of copies that succeeded, timed out or were overtaken count, those of fast
/// failures do not.
///
/// It departs from Finagle in that only first copies count for the quantile: then the share of them
/// that takes longer than the quantile stays what it was, whatever hedging does.
/// - SeeAlso: Dean, Barroso: "The Tail at Scale", CACM 56 (2013); gRFC A6, "Client Retries".
public struct Hedge: Hashable, Sendable {
    public let settings: Settings
    private var budget: RetryBudget?
    private var times: RecentTimes?

    public init(_ settings: Settings) {
        precondition(settings.most >= 2, "a hedge of \(settings.most) copies")
        self.settings = settings
        budget = settings.budget.map { RetryBudget($0) }
        if case .quantile(let quantile) = settings.after {
            times = RecentTimes(quantile: quantile)
        }
    }

    /// A first copy goes out.
    ///
    /// - Returns: how long to wait for it; ``Duration/forever`` while no time is known.
    public mutating func began(now: Instant) -> Duration {
        budget?.deposit(now: now)
        return delay(now: now)
    }

    /// How long to wait for a copy before the next.
    public mutating func delay(now: Instant) -> Duration {
        switch settings.after {
        case .fixed(let delay): return delay
        case .quantile: return times!.value(now: now) ?? .forever
        }
    }

    /// Asks for one more copy when `sent` are out or over.
    public mutating func admits(sent: Int, now: Instant) -> Bool {
        guard sent < settings.most else { return false }
        return budget?.withdraw(now: now) ?? true
    }

    /// A first copy has ended, or was overtaken by another, so long after it was sent.
    public mutating func ended(_ outcome: AttemptOutcome, took: Duration, now: Instant) {
        switch outcome {
        case .succeeded, .timedOut, .cancelled: times?.record(took, now: now)
        case .failed, .refused, .reset: break
        }
    }
}

public import Timebase

/// Caps calls a second: says when a call may go, or that it may not.
///
/// A value with no timer: a call that has to wait is told how long, and holds its turn from then
/// on, as in Guava's `RateLimiter` and in resilience4j; one that gives up does not give it back.
/// Token bucket and GCRA decide alike to the nanosecond; the window's log is exact, where
/// Cloudflare's and Envoy's counters estimate.
/// - SeeAlso: ITU-T I.371 (2004), Annex A, for GCRA; Turner: "New directions in communications"
///   (1986), for the leaky bucket that is its mirror image.
public struct RateLimiter: Hashable, Sendable {
    public let settings: Settings
    /// Between two calls at `rate`, in nanoseconds.
    private let interval: Int64
    /// Token bucket: nanoseconds of filling in it, at most `burst` · `interval`, below zero for
    /// calls that wait, and as of when.
    private var credit: Int64
    private var creditAt = Instant.start
    /// GCRA: the theoretical arrival time, at which the bucket would be full.
    private var arrival = Instant.start
    /// Sliding window: the instants of the last `burst` calls, the oldest at `oldest`.
    private var log: [Instant] = []
    private var oldest = 0

    public init(_ settings: Settings) {
        precondition(
            settings.rate > 0 && settings.burst >= 1 && settings.waitFor >= .zero,
            "\(settings.rate)/s in bursts of \(settings.burst)")
        self.settings = settings
        interval = max(1, Int64((1e9 / settings.rate).rounded()))
        credit = interval * Int64(settings.burst)
        if settings.algorithm == .slidingWindow {
            let longAgo = Instant(nanoseconds: -interval * Int64(settings.burst + 1))
            log = Array(repeating: longAgo, count: settings.burst)
        }
    }

    /// How long until a call may go, zero for at once; nil, and nothing is taken, when that is
    /// longer than a call may wait.
    public mutating func acquire(now: Instant) -> Duration? {
        let wait = wait(at: now)
        guard wait <= settings.waitFor else { return nil }
        take(at: now, waiting: wait)
        return wait
    }

    /// How long until a call could go, if none came before it.
    public mutating func wait(at now: Instant) -> Duration {
        switch settings.algorithm {
        case .tokenBucket:
            refill(now)
            return max(.zero, .nanoseconds(interval - credit))
        case .gcra:
            let tolerance = Duration.nanoseconds(interval * Int64(settings.burst - 1))
            return max(.zero, arrival - now - tolerance)
        case .slidingWindow:
            let window = Duration.nanoseconds(interval * Int64(settings.burst))
            return max(.zero, log[oldest] + window - now)
        }
    }

    private mutating func refill(_ now: Instant) {
        let full = interval * Int64(settings.burst)
        credit = min(full, credit + (now - creditAt).nanoseconds)
        creditAt = now
    }

    private mutating func take(at now: Instant, waiting wait: Duration) {
        switch settings.algorithm {
        case .tokenBucket: credit -= interval
        case .gcra: arrival = max(now, arrival) + .nanoseconds(interval)
        case .slidingWindow:
            log[oldest] = now + wait
            oldest = oldest + 1 == log.count ? 0 : oldest + 1
        }
    }
}

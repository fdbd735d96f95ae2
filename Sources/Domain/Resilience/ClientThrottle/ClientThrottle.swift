public import Chance
public import Timebase

/// Refuses calls at the caller with the probability that makes the callee's refusals stop.
///
/// Google's client-side throttling: over a window of two minutes, with `requests` the attempts that
/// the application wanted, those refused here included, and `accepts` those that the callee took,
/// the next is refused with probability max(0, (requests − K · accepts) ÷ (requests + 1)). A callee
/// that takes A a second is then sent K · A: with K = 2 two for each that it accepts.
///
/// Refused by the callee means no connection, no answer in time, a reset, 429 or 503; any other
/// answer is an accept. In a total outage the formula alone lets one attempt in `requests` through,
/// so `floor` bounds the refusals (1 % here; failsafe-go lets 10 % through, Envoy's admission
/// control 20 %, Finagle 25 %). The window is cut into 60 parts that leave it as a whole.
/// - SeeAlso: Beyer et al., *Site Reliability Engineering* (2016), ch. 21, "Client-Side
///   Throttling".
public struct ClientThrottle: Hashable, Sendable {
    /// How much of what is refused is still sent. Defaults are the book's.
    public struct Settings: Hashable, Sendable {
        /// Attempts sent for each that is accepted, before any is refused here; at least 1.
        public var k: Double
        public var window: Duration
        /// The share of attempts that goes out whatever happens, in [0, 1].
        public var floor: Double
        public init(k: Double = 2, window: Duration = .seconds(120), floor: Double = 0.01) {
            self.k = k
            self.window = window
            self.floor = floor
        }
    }

    static let parts = 60

    private struct Counts: Hashable, Sendable, BitwiseCopyable {
        var requests: Int32 = 0
        var accepts: Int32 = 0
    }

    public let settings: Settings
    private var buckets = [Counts](repeating: Counts(), count: ClientThrottle.parts)
    private var place = 0
    private var sum = Counts()
    private let span: Int64
    private var bucketEnd: Instant

    public init(_ settings: Settings) {
        precondition(
            settings.k >= 1 && settings.window > .zero && (0...1).contains(settings.floor),
            "K \(settings.k) over \(settings.window), floor \(settings.floor)")
        self.settings = settings
        span = max(1, settings.window.nanoseconds / Int64(ClientThrottle.parts))
        bucketEnd = Instant(nanoseconds: span)
    }

    /// The probability with which the next attempt is refused.
    public mutating func refusal(now: Instant) -> Double {
        advance(to: now)
        let requests = Double(sum.requests)
        let share = (requests - settings.k * Double(sum.accepts)) / (requests + 1)
        return min(max(0, share), 1 - settings.floor)
    }

    /// Counts an attempt that is wanted, and says whether it may go out.
    ///
    /// - Parameter key: of this attempt alone.
    public mutating func permit(key: Key, now: Instant) -> Bool {
        let refusal = refusal(now: now)
        buckets[place].requests += 1
        sum.requests += 1
        guard refusal > 0 else { return true }
        var generator = Generator(key)
        return !generator.happens(refusal)
    }

    /// The callee took an attempt that was let out.
    public mutating func accepted(now: Instant) {
        advance(to: now)
        buckets[place].accepts += 1
        sum.accepts += 1
    }

    /// Whether an attempt that ended so was taken by its callee.
    @inlinable
    public static func isAccept(_ outcome: AttemptOutcome, status: Int) -> Bool {
        switch outcome {
        case .succeeded: true
        case .failed: status != 429 && status != 503
        case .refused, .reset, .timedOut, .cancelled: false
        }
    }

    /// One comparison a call within the same part of the window.
    private mutating func advance(to now: Instant) {
        guard now >= bucketEnd else { return }
        let passed = (now.nanoseconds - bucketEnd.nanoseconds) / span + 1
        for _ in 0..<min(passed, Int64(buckets.count)) {
            place = place + 1 == buckets.count ? 0 : place + 1
            sum.requests -= buckets[place].requests
            sum.accepts -= buckets[place].accepts
            buckets[place] = Counts()
        }
        bucketEnd = bucketEnd + .nanoseconds(span * passed)
    }
}

public import Chance
public import Timebase

/// Caps the calls under way at a limit that it finds itself, from how long they take.
///
/// Netflix' concurrency-limits (`SimpleLimiter` around `VegasLimit`, `Gradient2Limit` or
/// `AIMDLimit`): a call takes a place or is refused; its end is a sample, together with how many
/// were under way when it began, itself included. Samples of less than 100 µs count for no window.
/// It departs in that AIMD is bounded by `min` and `max` from its first sample.
/// - SeeAlso: "Performance Under Load", Netflix Technology Blog (2018).
public struct ConcurrencyLimiter: Hashable, Sendable {
    public let settings: Settings
    public private(set) var inFlight: Int32 = 0
    /// Calls that may be under way at once.
    public private(set) var limit: Int32
    private var vegas: Vegas
    private var gradient: Gradient2
    private var window = SampleWindow()

    /// - Parameter key: of the instants at which Vegas measures anew.
    public init(_ settings: Settings, key: Key) {
        precondition(
            1 <= settings.min && settings.min <= settings.max && settings.initial >= 1,
            "\(settings.initial) within \(settings.min) … \(settings.max)")
        self.settings = settings
        let first = Swift.min(settings.initial, settings.max)
        limit = Int32(clamping: first)
        vegas = Vegas(initial: first, key: key)
        gradient = Gradient2(initial: first)
    }

    /// Takes a place: gives how many are under way with it, or 0 when there is none.
    public mutating func acquire() -> Int32 {
        guard inFlight < limit else { return 0 }
        inFlight += 1
        return inFlight
    }

    /// Gives a place back, with what its holder saw.
    ///
    /// - Parameter atBegin: what ``acquire()`` gave.
    public mutating func release(_ sample: Sample, took: Duration, atBegin: Int32, now: Instant) {
        precondition(inFlight > 0, "a place given back that nobody took")
        inFlight -= 1
        guard sample != .ignored else { return }
        let dropped = sample == .dropped
        guard settings.window > .zero else {
            return update(max(took, .nanoseconds(1)), atBegin, dropped)
        }
        guard took >= .nanoseconds(100_000) else { return }
        guard let mean = window.add(took, atBegin, dropped, settings.window, now: now) else {
            return
        }
        update(mean.took, mean.inFlight, mean.dropped)
    }

    private mutating func update(_ rtt: Duration, _ inFlight: Int32, _ dropped: Bool) {
        switch settings.algorithm {
        case .vegas:
            vegas.update(rtt, inFlight, dropped, most: settings.max)
            vegas.estimate = Swift.max(vegas.estimate, Double(settings.min))
            limit = Int32(vegas.estimate)
        case .gradient:
            gradient.update(rtt, inFlight, least: settings.min, most: settings.max)
            limit = Int32(gradient.estimate)
        case .aimd: limit = additive(rtt, inFlight, dropped)
        }
    }

    /// `AIMDLimit`: one more while at least half are in use, a tenth less after a drop or 5 s.
    private func additive(_ rtt: Duration, _ inFlight: Int32, _ dropped: Bool) -> Int32 {
        var next = limit
        if dropped || rtt > .seconds(5) {
            next = Int32(Double(limit) * 0.9)
        } else if inFlight * 2 >= limit {
            next = limit + 1
        }
        let least = Int32(clamping: settings.min)
        return Swift.min(Int32(clamping: settings.max), Swift.max(least, next))
    }
}

extension ConcurrencyLimiter {
    /// `WindowedLimit` with `AverageSampleWindow`: the mean of a window that held 10 samples.
    struct SampleWindow: Hashable, Sendable {
        private var count: Int64 = 0
        private var sum: Int64 = 0
        private var shortest = Int64.max
        private var inFlight: Int32 = 0
        private var dropped = false
        private var end = Instant.start

        /// Adds a sample; gives the window's mean when the sample came after its end.
        mutating func add(
            _ took: Duration, _ inFlight: Int32, _ dropped: Bool, _ length: Duration, now: Instant
        ) -> (took: Duration, inFlight: Int32, dropped: Bool)? {
            count += 1
            sum += took.nanoseconds
            shortest = min(shortest, took.nanoseconds)
            self.inFlight = max(self.inFlight, inFlight)
            self.dropped = self.dropped || dropped
            guard now > end else { return nil }
            let full = self
            self = SampleWindow()
            end = now + length
            guard full.count >= 10 else { return nil }
            return (.nanoseconds(full.sum / full.count), full.inFlight, full.dropped)
        }
    }
}

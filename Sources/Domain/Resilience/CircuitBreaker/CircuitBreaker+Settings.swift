public import Timebase

extension CircuitBreaker {
    /// What trips a breaker and what heals it. Defaults and meaning are resilience4j's.
    public struct Settings: Hashable, Sendable {
        public var window: Window
        /// No verdict before so many calls are in the window; clamped to it for a count window.
        public var minimumCalls: Int
        /// Opens at this share of failures or above; in (0, 1].
        public var failureRate: Double
        /// Opens, too, when this share of calls or more took longer than this.
        public var slowCall: SlowCall?
        /// How long calls are refused before probes are let through.
        public var openFor: Duration
        /// How the open interval grows from trip to trip while the breaker does not close.
        public var openBackoff: OpenBackoff?
        /// How many probes decide whether it closes.
        public var halfOpenCalls: Int
        /// Opens again when half-open has not decided by then; none waits for ever.
        public var maxHalfOpen: Duration?
        /// Held in a state by hand.
        public var forced: Forced?
        /// Which outcomes count as failures; any other counts as a success.
        public var record: Conditions
        /// Which outcomes count as neither.
        public var ignore: Conditions

        public init(
            window: Window = .calls(100), minimumCalls: Int = 100, failureRate: Double = 0.5,
            slowCall: SlowCall? = nil, openFor: Duration = .seconds(60),
            openBackoff: OpenBackoff? = nil, halfOpenCalls: Int = 10,
            maxHalfOpen: Duration? = nil, forced: Forced? = nil,
            record: Conditions = .failures, ignore: Conditions = .none
        ) {
            self.window = window
            self.minimumCalls = minimumCalls
            self.failureRate = failureRate
            self.slowCall = slowCall
            self.openFor = openFor
            self.openBackoff = openBackoff
            self.halfOpenCalls = halfOpenCalls
            self.maxHalfOpen = maxHalfOpen
            self.forced = forced
            self.record = record
            self.ignore = ignore
        }
    }

    /// What the rates are taken over.
    public enum Window: Hashable, Sendable {
        /// The last so many results.
        case calls(Int)
        /// The results of so long, in one-second buckets; a whole number of seconds, at least 1.
        case time(Duration)
        /// No rate: so many failures in a row, as in Polly before version 8 (`CircuitBreaker`) and
        /// in Finagle (`consecutiveFailures`). A slow call counts as a failure.
        case consecutive(Int)
    }

    /// A call is slow when it took strictly longer than `longerThan`.
    public struct SlowCall: Hashable, Sendable {
        public var longerThan: Duration
        /// Share of slow calls at which the breaker opens; in (0, 1].
        public var rate: Double
        public init(longerThan: Duration = .seconds(60), rate: Double = 1) {
            self.longerThan = longerThan
            self.rate = rate
        }
    }

    /// How long the n-th trip in a row keeps it open: `openFor` · `factor`ⁿ⁻¹, at most `max`.
    ///
    /// resilience4j's `IntervalFunction.ofExponentialBackoff`, whose factor is 1.5 by default; a
    /// breaker that closes begins at `openFor` again.
    public struct OpenBackoff: Hashable, Sendable {
        /// At least 1.
        public var factor: Double
        public var max: Duration
        public init(factor: Double = 1.5, max: Duration = .forever) {
            self.factor = factor
            self.max = max
        }
    }

    /// The states that resilience4j enters by hand only.
    public enum Forced: String, Hashable, Sendable, CaseIterable {
        /// Refuses everything: FORCED_OPEN.
        case open
        /// Lets everything through and counts nothing: DISABLED.
        case disabled
        /// Lets everything through and counts: METRICS_ONLY, and Hystrix's `forceClosed`.
        case metricsOnly = "metrics-only"
    }

    /// How a result counts.
    @frozen
    public enum Verdict: UInt8, Hashable, Sendable, CaseIterable {
        case success, failure, ignored
    }
}

extension CircuitBreaker.Settings {
    /// How the end of an attempt counts; `status` counts when it `failed` only.
    @inlinable
    public func verdict(on outcome: AttemptOutcome, status: Int) -> CircuitBreaker.Verdict {
        if outcome == .succeeded { return .success }
        if !ignore.isEmpty && ignore.covers(outcome, status: status) { return .ignored }
        return record.covers(outcome, status: status) ? .failure : .success
    }

    /// How long the trip after an interval of `previous` lasts; nil for the first.
    func openInterval(after previous: Duration?) -> Duration {
        guard let openBackoff else { return openFor }
        guard let previous else { return min(openFor, openBackoff.max) }
        return min(previous * openBackoff.factor, openBackoff.max)
    }
}

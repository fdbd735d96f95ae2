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
        /// How many probes decide whether it closes.
        public var halfOpenCalls: Int
        /// Held open by hand.
        public var forcedOpen: Bool

        public init(
            window: Window = .calls(100), minimumCalls: Int = 100, failureRate: Double = 0.5,
            slowCall: SlowCall? = nil, openFor: Duration = .seconds(60), halfOpenCalls: Int = 10,
            forcedOpen: Bool = false
        ) {
            self.window = window
            self.minimumCalls = minimumCalls
            self.failureRate = failureRate
            self.slowCall = slowCall
            self.openFor = openFor
            self.halfOpenCalls = halfOpenCalls
            self.forcedOpen = forcedOpen
        }
    }

    /// What the rates are taken over.
    public enum Window: Hashable, Sendable {
        /// The last so many results.
        case calls(Int)
        /// The results of so long, in one-second buckets; a whole number of seconds, at least 1.
        case time(Duration)
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
}

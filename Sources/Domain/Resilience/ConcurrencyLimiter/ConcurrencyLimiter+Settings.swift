public import Timebase

extension ConcurrencyLimiter {
    /// Which law moves the limit, and between what. Defaults are those of Netflix'
    /// concurrency-limits, version 0.4.
    public struct Settings: Hashable, Sendable {
        public var algorithm: Algorithm
        public var initial: Int
        public var min: Int
        public var max: Int
        /// Vegas and AIMD look at every sample, which is `zero`; Gradient2 at the mean of so long,
        /// as Netflix' `WindowedLimit` around it.
        public var window: Duration

        public init(
            _ algorithm: Algorithm, initial: Int? = nil, min: Int? = nil, max: Int? = nil,
            window: Duration? = nil
        ) {
            self.algorithm = algorithm
            self.initial = initial ?? 20
            self.min = min ?? (algorithm == .vegas ? 1 : 20)
            self.max = max ?? (algorithm == .vegas ? 1000 : 200)
            self.window = window ?? (algorithm == .gradient ? .seconds(1) : .zero)
        }
    }

    /// How the limit follows what the calls take.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case vegas
        case gradient
        case aimd
    }

    /// How a call that held a place ended.
    public enum Sample: UInt8, Hashable, Sendable, CaseIterable {
        case success
        /// It timed out or was refused for overload: a sign of too much.
        case dropped
        /// It says nothing of the load.
        case ignored

        /// As Netflix' `Limiter.Listener` asks: dropped is a timeout or a refusal by another limit.
        @inlinable
        public init(_ outcome: AttemptOutcome, status: Int) {
            switch outcome {
            case .succeeded: self = .success
            case .timedOut: self = .dropped
            case .failed: self = status == 429 || status == 503 ? .dropped : .ignored
            case .refused, .reset, .cancelled: self = .ignored
            }
        }
    }
}

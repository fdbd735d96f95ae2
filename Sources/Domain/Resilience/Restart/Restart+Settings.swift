public import Chance
public import Timebase

extension Restart {
    /// When a dead instance is started again. Kubernetes: at once, then 10 s doubling to 5 min,
    /// forgotten after 10 min of life; the first wait here is 1 s.
    public struct Settings: Hashable, Sendable {
        /// The wait before the first restart.
        public var after: Duration
        /// The wait before the second; it doubles from there.
        public var backoff: Duration
        public var max: Duration
        /// A longer life forgets the restarts before it.
        public var resetAfter: Duration
        /// From the start until the instance serves.
        public var startup: Distribution
        public init(
            after: Duration = .seconds(1), backoff: Duration = .seconds(10),
            max: Duration = .seconds(300), resetAfter: Duration = .seconds(600),
            startup: Distribution = .constant(.zero)
        ) {
            self.after = after
            self.backoff = backoff
            self.max = max
            self.resetAfter = resetAfter
            self.startup = startup
        }
    }
}

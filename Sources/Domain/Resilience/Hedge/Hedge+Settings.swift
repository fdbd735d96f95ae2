public import Timebase

extension Hedge {
    /// When another copy of a request is sent, and how many there may be.
    public struct Settings: Hashable, Sendable {
        public var after: Delay
        /// Copies in all, the first included; at least 2.
        public var most: Int
        /// How many copies after the first there may be; nil: as many as `most` allows.
        public var budget: Retry.Budget?
        /// The copy that is first taken up by its callee cancels the others, which still wait.
        public var isTied: Bool

        public init(
            after: Delay = .quantile(0.95), most: Int = 2,
            budget: Retry.Budget? = Settings.standardBudget, isTied: Bool = false
        ) {
            self.after = after
            self.most = most
            self.budget = budget
            self.isTied = isTied
        }

        /// The 5 % of extra load that *The Tail at Scale* names, with Finagle's reserve of 10/s.
        public static let standardBudget = Retry.Budget(ratio: 0.05)
    }

    /// How long a copy is waited for before the next is sent.
    public enum Delay: Hashable, Sendable {
        case fixed(Duration)
        /// As long as this share of the recent first copies took at most, in (0, 1).
        case quantile(Double)
    }
}

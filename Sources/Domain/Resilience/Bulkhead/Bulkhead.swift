public import Timebase

/// Caps the calls that one caller has in flight towards one callee. resilience4j: 25, no wait.
public struct Bulkhead: Hashable, Sendable {
    /// Calls in flight at once; at least 1.
    public var concurrent: Int
    /// Calls that may wait for a place; 0 refuses at once.
    public var queue: Int
    /// How long a call may wait for a place; ``Duration/forever`` leaves it to the timeout.
    public var queueFor: Duration

    public init(concurrent: Int = 25, queue: Int = 0, queueFor: Duration = .forever) {
        self.concurrent = concurrent
        self.queue = queue
        self.queueFor = queueFor
    }
}

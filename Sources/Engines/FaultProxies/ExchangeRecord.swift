public import Resilience
public import Timebase
public import Topologies

/// One crossing of an edge as its proxy saw it: a request and what became of it.
///
/// On a route of mode `.tcp` an exchange lasts from the caller's first byte after the callee's last
/// answer to the first byte of the next answer.
public struct ExchangeRecord: Hashable, Sendable {
    public var edge: EdgeID
    /// The calling instance, by host number; −1 when the request did not say.
    public var caller: Int32
    /// The called instance, by host number.
    public var callee: Int32
    /// The endpoint's place in the route's list; −1 for any other.
    public var endpoint: Int32
    /// When the request's head was whole.
    public var began: Instant
    /// When the answer was whole, or the connection was over.
    public var ended: Instant
    /// `timedOut`: the caller closed before the answer was whole.
    public var outcome: AttemptOutcome
    /// The answer's status; nil without one.
    public var status: Int?
    /// Which connection of the caller's it came on, numbered over all routes.
    public var connection: UInt64
}

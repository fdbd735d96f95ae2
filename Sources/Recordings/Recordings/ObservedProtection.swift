public import Timebase
public import Topologies

/// What the protections of a program that the harness knows nothing of were seen to do on an edge.
///
/// Inferred from what crossed the edge alone, so each is nil where the run did not show it: a
/// timeout shows only when something outlasts it, retries only when something fails.
public struct ObservedProtection: Hashable, Sendable {
    public var edge: EdgeID
    /// The program closed attempts of this age.
    public var timeout: Duration?
    /// Attempts that a request made in all when each of them failed; 1: it does not retry.
    public var attempts: Int?
    /// Traffic to the failing edge stopped while requests still came, for so long, until a probe.
    public var openFor: Duration?
    /// The most attempts that one instance of the program had under way while more waited.
    public var concurrent: Int?

    public init(
        edge: EdgeID, timeout: Duration? = nil, attempts: Int? = nil, openFor: Duration? = nil,
        concurrent: Int? = nil
    ) {
        self.edge = edge
        self.timeout = timeout
        self.attempts = attempts
        self.openFor = openFor
        self.concurrent = concurrent
    }

    /// Whether nothing was seen.
    public var isEmpty: Bool { self == ObservedProtection(edge: edge) }
}

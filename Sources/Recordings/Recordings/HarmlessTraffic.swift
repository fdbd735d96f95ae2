public import Topologies

/// What the protections of one edge did in its companion run: nothing was wrong that any of them is
/// there for, so whatever struck did so in vain.
public struct HarmlessTraffic: Hashable, Sendable {
    public var edge: EdgeID
    /// Attempts made after the warm-up, and those of them that a timeout ended.
    public var attempts: Int
    public var timedOut: Int
    /// How often a breaker opened, and how often a caller ejected an instance.
    public var opened: Int
    public var ejected: Int

    public init(edge: EdgeID, attempts: Int, timedOut: Int, opened: Int, ejected: Int) {
        self.edge = edge
        self.attempts = attempts
        self.timedOut = timedOut
        self.opened = opened
        self.ejected = ejected
    }
}

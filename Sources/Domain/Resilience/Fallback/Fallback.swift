public import Timebase

/// What stands in for an answer that did not come; the answer counts as degraded.
public enum Fallback: Hashable, Sendable {
    /// A fixed value that needs nobody; the text is what the format's `static` holds.
    case fixed(String)
    /// The last good answer that this caller instance had from the same endpoint, if it is at most
    /// so old; without one the call fails as it would have.
    ///
    /// - SeeAlso: RFC 5861, section 4, "The stale-if-error Cache-Control Extension".
    case stale(maxAge: Duration)
    /// Another call under a policy of its own; whom it asks, the topology says.
    case call
}

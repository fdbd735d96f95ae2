/// What stands in for an answer that did not come; the answer counts as degraded.
public enum Fallback: Hashable, Sendable {
    /// A fixed value that needs nobody; the text is what the format's `static` holds.
    case fixed(String)
}

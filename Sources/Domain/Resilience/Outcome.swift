/// How one attempt, that is one crossing of an edge, ended.
public enum AttemptOutcome: UInt8, Hashable, Sendable, CaseIterable {
    /// An answer with an ok status.
    case succeeded
    /// An answer with any other status.
    case failed
    /// No connection: nobody listens, or a fault refuses.
    case refused
    /// The connection broke before the answer was whole.
    case reset
    /// The caller stopped waiting.
    case timedOut
    /// The caller no longer needed it: a parallel branch failed, another won, or the caller died.
    case cancelled
}

/// How a call, that is what one step asks for over all its attempts, ended.
public enum CallOutcome: UInt8, Hashable, Sendable, CaseIterable {
    /// The callee's own answer, ok.
    case answered
    /// The fallback's value stood in.
    case fallback
    /// No ok answer after all attempts, or cancelled.
    case failed
    /// Never sent: the caller's own breaker, bulkhead or limiter refused the last attempt.
    case rejected
}

/// How a request of a load stream ended, as its user sees it.
public enum RequestOutcome: UInt8, Hashable, Sendable, CaseIterable {
    /// An ok answer with every real value in it.
    case succeeded
    /// An ok answer with an optional step's or a fallback's value missing its real one.
    case degraded
    /// An answer that is not ok, or a connection error.
    case failed
    /// No answer by the stream's `timeout`.
    case timedOut
    /// A 429 or 503 answer, or refused by the entry's own breaker, bulkhead or limiter.
    case rejected
}

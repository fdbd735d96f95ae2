/// How a caller picks one of the callee's instances.
public enum Balance: String, Hashable, Sendable, CaseIterable {
    /// In turn, from a seeded offset per caller.
    case roundRobin = "round-robin"
    case random
    /// The one to which this caller has the fewest requests in flight; ties by a draw.
    case leastRequests = "least-requests"
    /// The better of two drawn without replacement, by requests in flight.
    case twoChoices = "two-choices"
    /// The better of two by Finagle's Peak EWMA, decay time 10 s.
    case peakEWMA = "peak-ewma"
}

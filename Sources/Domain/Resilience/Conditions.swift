/// A choice of outcomes: kinds of them, and single statuses.
public struct Conditions: Hashable, Sendable {
    public var kinds: Retry.Set
    /// Answers with these statuses, too.
    public var statuses: [Int]

    public init(_ kinds: Retry.Set, statuses: [Int] = []) {
        self.kinds = kinds
        self.statuses = statuses
    }

    /// What speaks against the callee: no answer, or a 5xx. A 4xx is the caller's own fault.
    public static let failures = Conditions([.timeout, .refused, .reset, .status5xx])
    /// Nothing.
    public static let none = Conditions([])

    @inlinable public var isEmpty: Bool { kinds.isEmpty && statuses.isEmpty }

    /// Whether an outcome is among these. `status` counts when it `failed` only.
    @inlinable
    public func covers(_ outcome: AttemptOutcome, status: Int) -> Bool {
        kinds.covers(outcome, status: status)
            || outcome == .failed && !statuses.isEmpty && statuses.contains(status)
    }
}

/// Caps the retries under way to a share of what is under way: the machine of a
/// ``Retry/Active``.
///
/// Envoy's `RetryBudgetImpl`: a retry is granted while fewer than max(`share` · active,
/// `minConcurrency`) are under way. A retry counts from the moment it is granted, so its back-off
/// does, until it ends; the attempt that has just failed is no longer active when it asks. It
/// departs in that what is counted is one caller's, where Envoy counts those of one proxy and
/// cluster.
/// - SeeAlso: Envoy, `resource_manager_impl.h`, and `CircuitBreakers.Thresholds.RetryBudget`.
public struct RetryConcurrency: Hashable, Sendable {
    private let settings: Retry.Active
    /// Attempts under way, retries included.
    public private(set) var active = 0
    /// Retries granted that have not ended.
    public private(set) var retries = 0

    public init(_ settings: Retry.Active) {
        precondition(
            settings.share >= 0 && settings.share <= 1 && settings.minConcurrency >= 0,
            "a share of \(settings.share) and at least \(settings.minConcurrency)")
        self.settings = settings
    }

    public mutating func attemptBegan() { active += 1 }

    public mutating func attemptEnded() {
        precondition(active > 0, "an attempt ended that never began")
        active -= 1
    }

    /// Takes a place for a retry; false when all are taken.
    public mutating func begin() -> Bool {
        // Envoy compares with the share as a whole number.
        let most = max(Int(settings.share * Double(active) + 1e-9), settings.minConcurrency)
        guard retries < most else { return false }
        retries += 1
        return true
    }

    /// A retry that was granted has ended, or was never made.
    public mutating func end() {
        precondition(retries > 0, "a retry ended that was never granted")
        retries -= 1
    }
}

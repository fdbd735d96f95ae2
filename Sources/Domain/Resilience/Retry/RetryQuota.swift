/// Pays for retries out of a store that successes fill: the machine of a ``Retry/Quota``.
///
/// The AWS SDKs' standard retry mode as of 2020 to 2025 (botocore's `RetryQuotaChecker`, the Rust
/// SDK's `TokenBucket`): 500 tokens at first and at most, 5 for a retry, 10 for one after a
/// timeout; a retry that succeeds gives back what it took, and a call whose first attempt succeeds
/// gives 1. Releases of 2026 charge other prices (14, throttling 5), which the settings can say.
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Retry behavior".
public struct RetryQuota: Hashable, Sendable {
    private let settings: Retry.Quota
    public private(set) var left: Int

    public init(_ settings: Retry.Quota) {
        precondition(
            settings.capacity >= 0 && settings.retryCost > 0 && settings.timeoutCost > 0,
            "a capacity of \(settings.capacity), costs \(settings.retryCost) and "
                + "\(settings.timeoutCost)")
        self.settings = settings
        left = settings.capacity
    }

    /// Takes what a retry costs; 0, and nothing is taken, when there is not enough.
    public mutating func withdraw(afterTimeout: Bool) -> Int {
        let cost = afterTimeout ? settings.timeoutCost : settings.retryCost
        guard cost <= left else { return 0 }
        left -= cost
        return cost
    }

    /// - Parameter paid: what the attempt cost as a retry; 0 for a first attempt.
    public mutating func succeeded(paid: Int) {
        left = min(settings.capacity, left + (paid == 0 ? 1 : paid))
    }
}

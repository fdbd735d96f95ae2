/// Stops retries while too much fails: the machine of a ``Retry/Tokens``.
///
/// gRPC's retry throttling (proposal A6, `retryThrottling`): the bucket starts full; an attempt
/// that fails with a retryable error takes 1, at the least to 0, and one that succeeds puts
/// `tokenRatio` back, at the most to `maxTokens`; a retry goes out only while more than half is
/// left. So of a total outage a full bucket of 10 sees 4 retries, and a share f of failures is
/// sustained as long as f ≤ tokenRatio · (1 − f), which is 9.09 % for 0.1. Counted in thousandths,
/// as gRPC does.
/// - SeeAlso: gRPC proposal A6, "gRPC Retry Design", section "Throttling Retry Attempts".
public struct RetryTokens: Hashable, Sendable {
    private let most: Int64
    private let gain: Int64
    private var left: Int64

    public init(_ settings: Retry.Tokens) {
        precondition(
            settings.maxTokens > 0 && settings.tokenRatio > 0,
            "\(settings.maxTokens) tokens and \(settings.tokenRatio) a success")
        most = Int64((settings.maxTokens * 1000).rounded())
        gain = max(1, Int64((settings.tokenRatio * 1000).rounded(.down)))
        left = most
    }

    public mutating func failed() { left = max(0, left - 1000) }

    public mutating func succeeded() { left = min(most, left + gain) }

    /// Whether a retry may go out; asking takes nothing.
    public var allowsRetry: Bool { left > most / 2 }

    /// Thousandths of a token that are left.
    package var thousandths: Int64 { left }
}

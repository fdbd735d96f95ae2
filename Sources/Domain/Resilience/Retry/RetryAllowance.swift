public import Timebase

/// What one caller's retries towards one callee may still cost, by whichever budget it has.
///
/// It is told of every attempt's begin and end and asked before every retry. What a grant cost is
/// kept with the call: above 0 it also says that the attempt at hand is a retry.
public struct RetryAllowance: Hashable, Sendable {
    private enum Kind: UInt8, Hashable, Sendable { case share, tokens, active, quota }

    private let kind: Kind
    // Stored side by side: a payload would be copied out of an enum at every change.
    private var share: RetryBudget
    private var tokens: RetryTokens
    private var active: RetryConcurrency
    private var quota: RetryQuota

    public init(_ budget: Retry.Allowance) {
        share = .unused
        tokens = RetryTokens(Retry.Tokens())
        active = RetryConcurrency(Retry.Active())
        quota = RetryQuota(Retry.Quota())
        switch budget {
        case .share(let settings):
            kind = .share
            share = RetryBudget(settings)
        case .tokens(let settings):
            kind = .tokens
            tokens = RetryTokens(settings)
        case .active(let settings):
            kind = .active
            active = RetryConcurrency(settings)
        case .quota(let settings):
            kind = .quota
            quota = RetryQuota(settings)
        }
    }

    /// An attempt sets out, the first of its call or a retry that was granted for `paid`.
    public mutating func attemptBegan(paid: Int32, now: Instant) {
        switch kind {
        case .share: if paid == 0 { share.deposit(now: now) }
        case .active: active.attemptBegan()
        case .tokens, .quota: break
        }
    }

    /// An attempt ended, however it did; a cancelled one as `cancelled`.
    ///
    /// - Parameter isRetryable: whether the policy retries such an outcome.
    public mutating func attemptEnded(
        _ outcome: AttemptOutcome, isRetryable: Bool, paid: Int32
    ) {
        switch kind {
        case .share: break
        case .tokens:
            if outcome == .succeeded { tokens.succeeded() } else if isRetryable { tokens.failed() }
        case .active:
            active.attemptEnded()
            if paid > 0 { active.end() }
        case .quota: if outcome == .succeeded { quota.succeeded(paid: Int(paid)) }
        }
    }

    /// Takes what a retry costs, 1 where nothing is paid; 0 when it is refused.
    public mutating func withdraw(after outcome: AttemptOutcome, now: Instant) -> Int32 {
        switch kind {
        case .share: share.withdraw(now: now) ? 1 : 0
        case .tokens: tokens.allowsRetry ? 1 : 0
        case .active: active.begin() ? 1 : 0
        case .quota: Int32(quota.withdraw(afterTimeout: outcome == .timedOut))
        }
    }

    /// A retry that was granted is not made: its call ended during the back-off.
    public mutating func retryDropped() {
        if kind == .active { active.end() }
    }
}

public import Chance
public import Timebase

extension Retry {
    /// How long to wait before the `n`-th retry, n = 1 being the first.
    ///
    /// With e = min(max, base · 2ⁿ⁻¹): none e; full uniform in [0, e); equal e/2 + uniform in
    /// [0, e/2); decorrelated min(max, uniform in [base, 3 · the wait before)), where the wait
    /// before the first is `base`.
    /// - Parameter previous: the wait before the retry before; counts for decorrelated only.
    /// - SeeAlso: Brooker: "Exponential Backoff And Jitter", AWS Architecture Blog (2015).
    public func wait(beforeRetry n: Int, previous: Duration, key: Key) -> Duration {
        precondition(n >= 1, "retry number \(n): the first is 1")
        let exponential = backoff.exponential(n)
        var generator = Generator(key)
        switch backoff.jitter {
        case .none: return exponential
        case .full: return generator.duration(below: exponential)
        case .equal:
            let half = Duration(nanoseconds: exponential.nanoseconds / 2)
            return exponential - half + generator.duration(below: half)
        case .decorrelated:
            let before = max(backoff.base, min(previous, backoff.max))
            let span = Duration(nanoseconds: 3 * before.nanoseconds) - backoff.base
            return min(backoff.max, backoff.base + generator.duration(below: span))
        }
    }

    /// Whether an attempt that ended so is made again. `status` counts when it `failed` only.
    @inlinable
    public func covers(_ outcome: AttemptOutcome, status: Int) -> Bool {
        on.covers(outcome, status: status)
            || outcome == .failed && !statuses.isEmpty && statuses.contains(status)
    }

    /// Whether a call that must not be made twice may be made again all the same.
    ///
    /// - Parameters:
    ///   - isRepeatable: the endpoint is idempotent, or the call carries an idempotency key.
    ///   - isUnprocessed: the callee said that it had not begun.
    @inlinable
    public func mayRepeat(
        isRepeatable: Bool, after outcome: AttemptOutcome, isUnprocessed: Bool
    ) -> Bool {
        isRepeatable || nonIdempotent == .retry || isUnprocessed || outcome == .refused
    }
}

extension Retry.Set {
    /// Whether an outcome is among these. `status` counts when it `failed` only.
    @inlinable
    public func covers(_ outcome: AttemptOutcome, status: Int) -> Bool {
        switch outcome {
        case .succeeded, .cancelled: return false
        case .timedOut: return contains(.timeout)
        case .refused: return contains(.refused)
        case .reset: return contains(.reset)
        case .failed:
            if status / 100 == 4 && contains(.status4xx) { return true }
            if status == 429 { return contains(.status429) }
            return status / 100 == 5 && contains(.status5xx)
        }
    }
}

extension Retry.Backoff {
    /// min(max, base · 2ⁿ⁻¹), without overflow however large n is.
    func exponential(_ n: Int) -> Duration {
        guard base < max else { return max }
        let doublings = Swift.min(n - 1, base.nanoseconds.leadingZeroBitCount)
        let (wait, overflow) = base.nanoseconds.multipliedReportingOverflow(by: 1 << doublings)
        return overflow ? max : Swift.min(max, Duration(nanoseconds: wait))
    }
}

import Chance
import Resilience
import Timebase

/// Limits that a caller puts on itself: throttle, rate limit and adaptive limit.
extension Fleet {
    /// Whether a throttle or an adaptive limit lets the call pass.
    @inline(__always)
    mutating func passesLimit(_ handle: Int32, _ stage: Policy.Stage, now: Instant) -> Bool {
        let channel = calls[handle].channel
        if stage == .throttle {
            let key = calls[handle].key.child(Int(calls[handle].attempts)).child(.throttle)
            return channels[channel].throttle!.permit(key: key, now: now)
        }
        calls[handle].place = channels[channel].limiter!.acquire()
        calls[handle].placedAt = now
        return calls[handle].place > 0
    }

    /// How long the call has to wait for its turn; nil when that is longer than it may.
    @inline(__always)
    mutating func turn(of handle: Int32, now: Instant) -> Duration? {
        channels[calls[handle].channel].rate!.acquire(now: now)
    }

    /// The rate limit has been passed when the wait is over.
    mutating func awaitTurn(_ handle: Int32, for wait: Duration, now: Instant) {
        calls[handle].depth += 1
        calls[handle].state = .awaitingTurn
        wake(handle, after: wait, now: now)
    }

    /// A call that a throttle or an adaptive limit let pass has come to its end.
    mutating func tellLimit(
        _ handle: Int32, _ stage: Policy.Stage, _ result: CallResult, now: Instant
    ) {
        let channel = calls[handle].channel
        let outcome: AttemptOutcome =
            result.isGood ? .succeeded : result.kind == .failed ? result.outcome : .cancelled
        let status = Int(result.status)
        if stage == .throttle {
            guard ClientThrottle.isAccept(outcome, status: status) else { return }
            channels[channel].throttle!.accepted(now: now)
            return
        }
        channels[channel].limiter!.release(
            ConcurrencyLimiter.Sample(outcome, status: status),
            took: now - calls[handle].placedAt, atBegin: calls[handle].place, now: now)
        calls[handle].place = 0
    }
}

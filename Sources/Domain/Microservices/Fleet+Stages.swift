import Chance
import Resilience
import Timebase

/// What the stages of a call do when it enters them and when its result leaves them.
///
/// A stage that only refuses or counts is two cases: in ``walkIn(_:now:)``, where it may end the
/// call with ``CallResult/rejected(_:)``, and in ``leave(_:_:_:now:)``, which every call that
/// passed it comes through exactly once, with what became of it. Its state stands in the
/// ``Channel`` when there is one a caller instance and callee, and in the ``Guardian`` when it is
/// to follow the policy's `per`.
extension Fleet {
    /// The result leaves a stage that lets every result pass.
    mutating func leave(
        _ stage: Policy.Stage, _ handle: Int32, _ result: CallResult, now: Instant
    ) {
        switch stage {
        case .breaker: tellBreaker(handle, result, now: now)
        case .retry: tellBudget(handle, result)
        case .throttle, .adaptive: tellLimit(handle, stage, result, now: now)
        case .timeout: calls[handle].timeoutAt = .never
        case .bulkhead: freePlace(of: handle)
        case .fallback, .deadline, .rateLimit, .hedge, .balance: break
        }
    }

    /// The guardian that the call passes, or −1; what stands per instance picks the instance.
    @inline(__always)
    mutating func guardian(of handle: Int32, now: Instant) -> Int32 {
        if calls[handle].guardian >= 0 { return calls[handle].guardian }
        let channel = calls[handle].channel
        let line = calls[handle].line
        switch lines[line].scope {
        case .service: calls[handle].guardian = channels[channel].guardian
        case .endpoint:
            calls[handle].guardian = channels[channel].guardian + calls[handle].endpoint
        case .stream:
            let request = activities[calls[handle].activity].request
            calls[handle].guardian = channels[channel].guardian + 1 + requests[request].stream
        case .instance:
            let isCopy = calls[handle].role == .copy
            let target = isCopy ? pickOther(handle, now: now) : pickTarget(handle, now: now)
            calls[handle].target = target
            calls[handle].guardian = target < 0 ? -1 : guardian(of: channel, to: target)
        }
        return calls[handle].guardian
    }

    @inline(__always)
    mutating func setDeadline(_ handle: Int32, now: Instant) {
        let at = now + lines[calls[handle].line].deadline
        calls[handle].handed = min(calls[handle].handed, at)
        calls[handle].limit = min(calls[handle].limit, at)
    }

    @inline(__always)
    mutating func armTimeout(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let at = min(now + lines[line].timeout, calls[handle].limit)
        calls[handle].timeoutAt = at
        guard at < .never else { return }
        let inLane = at == now + lines[line].laneDelay
        actions.append(.arm(.attemptTimeout, handle: handle, at: at, lane: inLane ? line : -1))
    }

    @inline(__always)
    mutating func isPermitted(_ handle: Int32, now: Instant) -> Bool {
        let guardian = guardian(of: handle, now: now)
        guard guardian >= 0 else { return true }
        calls[handle].permittedAt = now
        let permission = guardians[guardian].breaker!.permit(now: now)
        report(permission.transition, of: handle)
        return permission.allowed
    }

    private mutating func tellBreaker(_ handle: Int32, _ result: CallResult, now: Instant) {
        let guardian = calls[handle].guardian
        guard guardian >= 0 else { return }
        let verdict: CircuitBreaker.Verdict
        if result.isGood {
            verdict = .success
        } else if result.isOfCallee {
            verdict = guardians[guardian].breaker!.settings.verdict(
                on: result.outcome, status: Int(result.status))
        } else {
            verdict = .ignored
        }
        guard verdict != .ignored else {
            report(guardians[guardian].breaker!.release(now: now), of: handle)
            return
        }
        let transition = guardians[guardian].breaker!.record(
            failed: verdict == .failure, took: now - calls[handle].permittedAt, now: now)
        report(transition, of: handle)
    }

    @inline(__always)
    private mutating func report(_ transition: CircuitBreaker.Transition?, of handle: Int32) {
        guard let transition else { return }
        let edge = lines[calls[handle].line].edge
        actions.append(.breaker(edge: edge, host: calls[handle].host, transition))
    }

    @inline(__always)
    mutating func beginAttempt(_ handle: Int32, now: Instant) {
        calls[handle].attempts += 1
        calls[handle].attemptBegan = now
        calls[handle].wakeAt = .never
        calls[handle].isUnprocessed = false
        calls[handle].retryAfter = Attempt.noAdvice
        let line = calls[handle].line
        if lines[line].hasBudget {
            let (channel, paid) = (calls[handle].channel, calls[handle].paid)
            channels[channel].budget!.attemptBegan(paid: paid, now: now)
        }
        guard lines[line].scope == .instance else { return }
        calls[handle].target = -1
        calls[handle].guardian = -1
    }
}

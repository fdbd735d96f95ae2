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
        case .timeout: calls[handle].timeoutAt = .never
        case .bulkhead: freePlace(of: handle)
        case .fallback, .deadline, .retry, .hedge, .balance: break
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
        guard result.isOfCallee else {
            report(guardians[guardian].breaker!.release(now: now), of: handle)
            return
        }
        let transition = guardians[guardian].breaker!.record(
            failed: result.isCalleesFailure, took: now - calls[handle].permittedAt, now: now)
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
        guard lines[calls[handle].line].scope == .instance else { return }
        calls[handle].target = -1
        calls[handle].guardian = -1
    }

    /// Whether the call is to be made again, and then waits for it.
    mutating func retries(_ handle: Int32, after result: CallResult, now: Instant) -> Bool {
        let line = calls[handle].line
        guard calls[handle].attempts < lines[line].maxAttempts,
            now < min(calls[handle].limit, calls[handle].timeoutAt),
            let retry = blueprint.lines[Int(line)].policy.retry
        else { return false }
        let isCovered =
            switch result.kind {
            case .failed: retry.covers(result.outcome, status: Int(result.status))
            case .rejected: retry.on.contains(.rejected)
            case .expired: retry.on.contains(.timeout)
            case .answered, .stoodIn, .cancelled: false
            }
        guard isCovered, channels[calls[handle].channel].budget?.withdraw(now: now) != false
        else { return false }
        backOff(handle, retry, now: now)
        return true
    }

    private mutating func backOff(_ handle: Int32, _ retry: Retry, now: Instant) {
        let attempts = Int(calls[handle].attempts)
        let wait = retry.wait(
            beforeRetry: attempts, previous: calls[handle].backoff,
            key: calls[handle].key.child(attempts).child(.backoff))
        calls[handle].backoff = wait
        calls[handle].state = .backingOff
        let at = min(now + wait, calls[handle].limit)
        calls[handle].wakeAt = at
        actions.append(.arm(.backoff, handle: handle, at: at, lane: -1))
    }

    mutating func backoffEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard calls.isLive(handle), calls[handle].state == .backingOff,
            calls[handle].wakeAt == due
        else { return }
        if now >= calls[handle].limit {
            walkOut(handle, .timedOut, now: now)
        } else {
            walkIn(handle, now: now)
        }
        goOn(now: now)
    }
}

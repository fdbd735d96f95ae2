import Chance
import Resilience
import Timebase

/// Attempts made again: whether they may be, what they cost, and how long they wait.
extension Fleet {
    /// Whether the call is to be made again, and then waits for it.
    mutating func retries(_ handle: Int32, after result: CallResult, now: Instant) -> Bool {
        tellBudget(handle, result)
        guard !result.isGood else { return false }
        let line = calls[handle].line
        guard calls[handle].attempts < lines[line].maxAttempts,
            now < min(calls[handle].limit, calls[handle].timeoutAt),
            let retry = blueprint.lines[Int(line)].policy.retry,
            Fleet.covers(retry, result), mayRepeat(handle, retry, result),
            calls[handle].retryAfter < .forever
        else { return false }
        let channel = calls[handle].channel
        if lines[line].hasBudget {
            let cost = channels[channel].budget!.withdraw(after: result.outcome, now: now)
            guard cost > 0 else { return false }
            calls[handle].paid = cost
        }
        backOff(handle, retry, advised: calls[handle].retryAfter, now: now)
        return true
    }

    private static func covers(_ retry: Retry, _ result: CallResult) -> Bool {
        switch result.kind {
        case .failed: retry.covers(result.outcome, status: Int(result.status))
        case .rejected: retry.on.contains(.rejected)
        case .expired: retry.on.contains(.timeout)
        case .answered, .stoodIn, .cancelled: false
        }
    }

    private func mayRepeat(_ handle: Int32, _ retry: Retry, _ result: CallResult) -> Bool {
        guard retry.nonIdempotent == .unprocessed, result.kind == .failed else { return true }
        let callee = blueprint.topology.services[Int(lines[calls[handle].line].callee)]
        let endpoint = callee.endpoints[Int(calls[handle].endpoint)]
        return retry.mayRepeat(
            isRepeatable: endpoint.isIdempotent || calls[handle].isKeyed, after: result.outcome,
            isUnprocessed: calls[handle].isUnprocessed)
    }

    /// An attempt is over, whatever becomes of its call: the retry budget is told.
    mutating func tellBudget(_ handle: Int32, _ result: CallResult) {
        let channel = calls[handle].channel
        guard lines[calls[handle].line].hasBudget else { return }
        let outcome: AttemptOutcome =
            switch result.kind {
            case .answered, .stoodIn: .succeeded
            case .failed: result.outcome
            case .rejected, .expired, .cancelled: .cancelled
            }
        var isRetryable = false
        if outcome != .succeeded,
            let retry = blueprint.lines[Int(calls[handle].line)].policy.retry
        {
            isRetryable = Fleet.covers(retry, result)
        }
        let paid = calls[handle].paid
        channels[channel].budget!.attemptEnded(outcome, isRetryable: isRetryable, paid: paid)
        calls[handle].paid = 0
    }

    /// The call ends while it waits to be made again.
    mutating func dropRetry(_ handle: Int32) {
        guard calls[handle].paid > 0 else { return }
        calls[handle].paid = 0
        channels[calls[handle].channel].budget?.retryDropped()
    }

    /// - Parameter advised: the wait that the callee asked for, which takes the place of the
    ///   back-off (gRFC A6); below zero it said nothing.
    private mutating func backOff(
        _ handle: Int32, _ retry: Retry, advised: Duration, now: Instant
    ) {
        let attempts = Int(calls[handle].attempts)
        var wait = advised
        if wait < .zero {
            wait = retry.wait(
                beforeRetry: attempts, previous: calls[handle].backoff,
                key: calls[handle].key.child(attempts).child(.backoff))
            calls[handle].backoff = wait
        }
        calls[handle].state = .backingOff
        wake(handle, after: wait, now: now)
    }

    /// Goes on after `wait`, or when the whole call is over.
    mutating func wake(_ handle: Int32, after wait: Duration, now: Instant) {
        let at = min(now + wait, calls[handle].limit)
        calls[handle].wakeAt = at
        actions.append(.arm(.backoff, handle: handle, at: at, lane: -1))
    }

    /// A back-off, or the wait for a turn, is over.
    mutating func backoffEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard calls.isLive(handle), calls[handle].wakeAt == due else { return }
        let isTurn = calls[handle].state == .awaitingTurn
        guard isTurn || calls[handle].state == .backingOff else { return }
        calls[handle].wakeAt = .never
        if now < calls[handle].limit {
            walkIn(handle, now: now)
        } else {
            if !isTurn { dropRetry(handle) }
            walkOut(handle, isTurn ? .expired : .timedOut, now: now)
        }
        goOn(now: now)
    }
}

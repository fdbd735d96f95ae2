import Chance
public import Resilience
public import Timebase

extension Fleet {
    /// An answer reached the caller of an attempt, who is still waiting.
    public mutating func answered(
        _ attempt: Int32, status: Int32, isDegraded: Bool, now: Instant
    ) {
        let call = attempts[attempt].call
        attempts[attempt].call = -1
        let isOK = isOK(status, on: calls[call].line)
        if isDegraded && isOK {
            requests[activities[calls[call].activity].request].isDegraded = true
        }
        attemptEnded(call, isOK ? .succeeded : .failed, status: status, now: now)
        goOn(now: now)
    }

    /// An attempt failed without an answer: `refused` or `reset`.
    public mutating func broken(_ attempt: Int32, _ outcome: AttemptOutcome, now: Instant) {
        let call = attempts[attempt].call
        attempts[attempt].call = -1
        attemptEnded(call, outcome, status: 0, now: now)
        goOn(now: now)
    }

    /// A timer fired.
    ///
    /// - Parameter due: the instant for which it was armed.
    public mutating func timerFired(
        _ timer: FleetTimer, handle: Int32, due: Instant, now: Instant
    ) {
        switch timer {
        case .work: workEnded(handle, due: due, now: now)
        case .attemptTimeout: timeoutEnded(handle, due: due, now: now)
        case .backoff: backoffEnded(handle, due: due, now: now)
        case .bulkheadWait: bulkheadWaitEnded(handle, due: due, now: now)
        case .probeDue: probeIsDue(handle, due: due, now: now)
        case .probeTimeout: probeTimedOut(handle, due: due, now: now)
        case .hedge: hedgeIsDue(handle, due: due, now: now)
        case .ejectionInterval: ejectionIntervalEnded(handle, due: due, now: now)
        }
    }

    /// Whether a timeout in a lane still matters; engines skip those that do not. Inlined, as is
    /// ``isHedging(_:for:)``: a call from another module would copy the fleet's own storage.
    @inlinable
    public func isWaiting(_ call: Int32, for due: Instant) -> Bool {
        calls.isLive(call) && calls[call].timeoutAt == due
    }
    /// Whether the call waits for that instant to send another copy.
    @inlinable
    public func isHedging(_ call: Int32, for due: Instant) -> Bool {
        calls.isLive(call) && calls[call].state == .hedging && calls[call].wakeAt == due
    }
    /// The caller instance of a call.
    public func host(ofCall call: Int32) -> Int32 { calls[call].host }
    /// The instance on which a timer would fire; nil when its owner is gone.
    public func host(of timer: FleetTimer, handle: Int32) -> Int32? {
        switch timer {
        case .work:
            activities.isLive(handle) ? requests[activities[handle].request].host : nil
        case .attemptTimeout, .backoff, .bulkheadWait, .hedge:
            calls.isLive(handle) ? calls[handle].host : nil
        case .probeDue, .probeTimeout:
            probes.isLive(handle) ? views[probes[handle].view].host : nil
        case .ejectionInterval: selections[handle].host
        }
    }

    @inline(__always)
    private func isOK(_ status: Int32, on line: Int32) -> Bool {
        if lines[line].okClasses >> UInt32(status / 100) & 1 == 1 { return true }
        guard lines[line].stream >= 0 else { return false }
        return blueprint.load[Int(lines[line].stream)].ok.contains(Int(status))
    }

    /// A timeout or the whole call's limit strikes: what is within has timed out, and each stage
    /// that it leaves is told so.
    private mutating func timeoutEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard isWaiting(handle, for: due) else { return }
        let result: CallResult
        switch calls[handle].state {
        case .inFlight, .hedging: result = .timedOut
        case .backingOff: result = calls[handle].sent > 0 ? .timedOut : .expired
        case .waiting:
            // A wait for a place counts against the timeout, and is the bulkhead's refusal.
            result = now >= calls[handle].limit ? .expired : .rejected(.bulkhead)
        case .fallingBack, .awaitingTurn: result = .expired
        }
        halt(handle, result, now: now)
        walkOut(handle, result, now: now)
        goOn(now: now)
    }

    /// The instance that the attempt goes to; −1 when there is none.
    ///
    /// - Parameter again: how many picks before did not do.
    mutating func pickTarget(_ handle: Int32, now: Instant, again: Int = 0) -> Int32 {
        let channel = calls[handle].channel
        let attempt = calls[handle].key.child(Int(calls[handle].attempts)).child(.balance)
        let key = again == 0 ? attempt : attempt.child(again)
        if channels[channel].selection >= 0 { return select(channel, key: key, now: now) }
        let view = channels[channel].view
        func pick(_ members: [Int32], _ balancer: inout Balancer) -> Int32 {
            if members.isEmpty { return -1 }
            return members.withUnsafeBufferPointer {
                balancer.pick(members: $0, key: key, now: now)
            }
        }
        if view >= 0 { return pick(views[view].eligible, &channels[channel].balancer) }
        return pick(services[lines[calls[handle].line].callee].members, &channels[channel].balancer)
    }

    /// Sends the attempt; without an instance to send it to, it counts as refused.
    mutating func dispatch(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let isCopy = calls[handle].role == .copy
        let root = isCopy ? calls[handle].parent : handle
        var target = calls[handle].target
        if target < 0, isCopy { target = pickOther(handle, now: now) }
        if target < 0, !isCopy { target = pickTarget(handle, now: now) }
        calls[handle].state = .inFlight
        calls[root].sent += 1
        calls[handle].number = calls[root].sent
        if calls[root].sent > 1 { actions.append(.retried(edge: lines[line].edge)) }
        traceAttempt(handle, to: target)
        guard target >= 0 else {
            attemptEnded(handle, .refused, status: 0, now: now)
            return
        }
        if lines[line].tracksTargets {
            channels[calls[handle].channel].balancer.began(target, now: now)
        }
        let request = activities[calls[handle].activity].request
        var attempt = Attempt(
            call: handle, edge: lines[line].edge, from: calls[handle].host, to: target,
            endpoint: calls[handle].endpoint,
            key: calls[handle].key.child(Int(calls[handle].attempts)), began: now,
            deadline: calls[handle].handed,
            patience: min(calls[handle].patience, calls[handle].timeoutAt),
            stream: requests[request].stream)
        attempt.isTied = isCopy && lines[line].isTied
        let number = attempts.insert(attempt)
        calls[handle].attempt = number
        actions.append(.send(attempt: number))
    }

    /// The caller stops waiting for an attempt in flight.
    mutating func letGo(
        _ attempt: Int32, of handle: Int32, _ outcome: AttemptOutcome, now: Instant
    ) {
        attempts[attempt].call = -1
        calls[handle].attempt = -1
        report(handle, outcome, status: 0, to: attempts[attempt].to, now: now)
        actions.append(.close(attempt: attempt))
        noteResult(of: handle, from: attempts[attempt].to, outcome, status: 0, now: now)
        untrack(attempt, of: handle, now: now)
    }

    mutating func attemptEnded(
        _ handle: Int32, _ outcome: AttemptOutcome, status: Int32, now: Instant
    ) {
        let attempt = calls[handle].attempt
        if attempt >= 0 {
            noteResult(of: handle, from: attempts[attempt].to, outcome, status: status, now: now)
            untrack(attempt, of: handle, now: now)
        }
        calls[handle].attempt = -1
        report(
            handle, outcome, status: status, to: attempt >= 0 ? attempts[attempt].to : -1,
            now: now)
        if outcome == .failed, attempt >= 0 {
            calls[handle].isUnprocessed = attempts[attempt].isUnprocessed
            calls[handle].retryAfter = attempts[attempt].retryAfter
        }
        let isGood = outcome == .succeeded
        walkOut(
            handle, isGood ? .answered : .failed(outcome, status: status), now: now)
    }

    @inline(__always)
    private mutating func untrack(_ attempt: Int32, of handle: Int32, now: Instant) {
        guard lines[calls[handle].line].tracksTargets else { return }
        channels[calls[handle].channel].balancer.ended(
            attempts[attempt].to, took: now - calls[handle].attemptBegan, now: now)
    }

    private mutating func report(
        _ handle: Int32, _ outcome: AttemptOutcome, status: Int32, to callee: Int32, now: Instant
    ) {
        traceEnd(of: handle, outcome, status: status)
        if calls[handle].number == 1 {
            let root = calls[handle].role == .copy ? calls[handle].parent : handle
            switch outcome {
            case .succeeded: calls[root].first = .succeeded
            case .cancelled: calls[root].first = .cancelled
            case .failed, .refused, .reset, .timedOut: calls[root].first = .failed
            }
        }
        actions.append(
            .attemptEnded(
                AttemptFact(
                    edge: lines[calls[handle].line].edge, callee: callee, outcome: outcome,
                    isWithinPatience: now <= calls[handle].patience,
                    callBegan: calls[handle].began, began: calls[handle].attemptBegan)))
    }
}

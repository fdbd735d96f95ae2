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
        case .ejectionInterval: ejectionIntervalEnded(handle, due: due, now: now)
        }
    }

    /// Whether a timer in a lane still matters; engines skip those that do not.
    @inlinable
    public func isWaiting(_ call: Int32, for due: Instant) -> Bool {
        calls.isLive(call) && calls[call].timeoutAt == due
    }
    /// The caller instance of a call.
    public func host(ofCall call: Int32) -> Int32 { calls[call].host }
    /// The instance on which a timer would fire; nil when its owner is gone.
    public func host(of timer: FleetTimer, handle: Int32) -> Int32? {
        switch timer {
        case .work:
            activities.isLive(handle) ? requests[activities[handle].request].host : nil
        case .attemptTimeout, .backoff, .bulkheadWait:
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

    private mutating func timeoutEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard isWaiting(handle, for: due) else { return }
        switch calls[handle].state {
        case .inFlight:
            letGo(calls[handle].attempt, of: handle, .timedOut, now: now)
            settle(handle, .timedOut, status: 0, now: now)
        case .waiting:
            leaveQueue(handle)
            withdraw(handle, now: now, holdsPlace: false)
            if now >= calls[handle].limit {
                endCall(handle, .failed, rejection: .none, ending: .timedOut, now: now)
            } else {
                refuse(handle, because: .bulkhead, now: now)
            }
        case .backingOff:
            return
        }
        goOn(now: now)
    }

    /// The caller stops waiting for an attempt in flight.
    mutating func letGo(
        _ attempt: Int32, of handle: Int32, _ outcome: AttemptOutcome, now: Instant
    ) {
        attempts[attempt].call = -1
        calls[handle].attempt = -1
        report(handle, outcome, to: attempts[attempt].to, now: now)
        actions.append(.close(attempt: attempt))
        noteResult(of: handle, from: attempts[attempt].to, outcome, status: 0, now: now)
        if lines[calls[handle].line].tracksTargets {
            channels[calls[handle].channel].balancer.ended(
                attempts[attempt].to, took: now - calls[handle].attemptBegan, now: now)
        }
    }

    mutating func attemptEnded(
        _ handle: Int32, _ outcome: AttemptOutcome, status: Int32, now: Instant
    ) {
        let attempt = calls[handle].attempt
        if attempt >= 0 {
            noteResult(of: handle, from: attempts[attempt].to, outcome, status: status, now: now)
        }
        if attempt >= 0, lines[calls[handle].line].tracksTargets {
            channels[calls[handle].channel].balancer.ended(
                attempts[attempt].to, took: now - calls[handle].attemptBegan, now: now)
        }
        calls[handle].attempt = -1
        report(handle, outcome, to: attempt >= 0 ? attempts[attempt].to : -1, now: now)
        settle(handle, outcome, status: status, now: now)
    }

    private mutating func report(
        _ handle: Int32, _ outcome: AttemptOutcome, to callee: Int32, now: Instant
    ) {
        let call = calls[handle]
        if call.sent == 1 {
            switch outcome {
            case .succeeded: calls[handle].first = .succeeded
            case .cancelled: calls[handle].first = .cancelled
            case .failed, .refused, .reset, .timedOut: calls[handle].first = .failed
            }
        }
        actions.append(
            .attemptEnded(
                AttemptFact(
                    edge: lines[call.line].edge, callee: callee, outcome: outcome,
                    isWithinPatience: now <= call.patience, callBegan: call.began,
                    began: call.attemptBegan)))
    }

    /// Gives the bulkhead's place back, tells the breaker, and retries or ends the call.
    private mutating func settle(
        _ handle: Int32, _ outcome: AttemptOutcome, status: Int32, now: Instant
    ) {
        let line = calls[handle].line
        calls[handle].timeoutAt = .never
        let guardian = calls[handle].guardian
        if guardian >= 0 {
            if lines[line].hasBreaker {
                // A 4xx answer is the caller's own fault: the callee is well.
                let isFailure = outcome != .succeeded && !(outcome == .failed && status < 500)
                let transition = guardians[guardian].breaker!.record(
                    failed: isFailure, took: now - calls[handle].attemptBegan, now: now)
                report(transition, of: handle)
            }
            freePlace(at: guardian)
        }
        if outcome == .succeeded {
            endCall(handle, .answered, rejection: .none, ending: .answered, now: now)
            return
        }
        if lines[line].maxAttempts > 1, let retry = blueprint.lines[Int(line)].policy.retry,
            retry.covers(outcome, status: Int(status)), backsOff(handle, retry, now: now)
        {
            return
        }
        let ending = Fleet.ending(of: outcome, status: status)
        endCall(handle, .failed, rejection: .none, ending: ending, now: now)
    }

    private static func ending(of outcome: AttemptOutcome, status: Int32) -> Request.Ending {
        switch outcome {
        case .succeeded: .answered
        case .timedOut: .timedOut
        case .refused: .connection
        case .reset, .cancelled: .badStatus
        case .failed: status == 429 || status == 503 ? .unavailable : .badStatus
        }
    }
}

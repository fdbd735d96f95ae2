import Chance
import Resilience
public import Timebase

extension Fleet {
    mutating func startCall(
        _ activity: Int32, _ operation: Blueprint.Operation, position: Int32, now: Instant
    ) {
        let request = activities[activity].request
        let host = requests[request].host
        let line = operation.index
        let channel = hosts[host].firstChannel + line - firstLine[Int(hosts[host].caller)]
        let handed = min(requests[request].deadline, now + lines[line].deadline)
        let patience = requests[request].patience
        let handle = calls.insert(
            Call(
                activity: activity, host: host, line: line, channel: channel,
                endpoint: operation.count, key: activities[activity].key.child(Int(position)),
                began: now, limit: lines[line].stream >= 0 ? min(handed, patience) : handed,
                handed: handed, patience: patience, attemptBegan: now))
        activities[activity].call = handle
        let edge = lines[line].edge
        edges[edge].inFlight.rise(now)
        channels[channel].inFlight += 1
        channels[channel].budget?.deposit(now: now)
        beginAttempt(handle, now: now)
        guard calls.isLive(handle) else { return }  // Refused at once, it was never in flight.
        edges[edge].peak = max(
            edges[edge].peak, Int32(truncatingIfNeeded: edges[edge].inFlight.level))
        edges[edge].peakPerCaller = max(edges[edge].peakPerCaller, channels[channel].inFlight)
    }

    /// Passes breaker and bulkhead, from the outside in, and sends.
    mutating func beginAttempt(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let channel = calls[handle].channel
        calls[handle].attempts += 1
        calls[handle].attemptBegan = now
        calls[handle].wakeAt = .never
        var target: Int32 = -1
        if lines[line].isPerInstance {
            target = pickTarget(handle, now: now)
            calls[handle].target = target
            calls[handle].guardian = target < 0 ? -1 : guardian(of: channel, to: target)
        } else {
            calls[handle].guardian = channels[channel].guardian
        }
        let guardian = calls[handle].guardian
        if guardian >= 0, lines[line].hasBreaker, !isPermitted(handle, by: guardian, now: now) {
            refuse(handle, because: .breaker, now: now)
            return
        }
        armTimeout(handle, now: now)
        if guardian >= 0 {
            guard guardians[guardian].queued == 0,
                guardians[guardian].inUse < lines[line].concurrent
            else {
                waitForPlace(handle, at: guardian, now: now)
                return
            }
            guardians[guardian].inUse += 1
        }
        dispatch(handle, to: target, now: now)
    }

    private mutating func isPermitted(_ handle: Int32, by guardian: Int32, now: Instant) -> Bool {
        let permission = guardians[guardian].breaker!.permit(now: now)
        report(permission.transition, of: handle)
        return permission.allowed
    }

    mutating func report(_ transition: CircuitBreaker.Transition?, of handle: Int32) {
        guard let transition else { return }
        let edge = lines[calls[handle].line].edge
        actions.append(.breaker(edge: edge, host: calls[handle].host, transition))
    }

    private mutating func armTimeout(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let at = min(now + lines[line].timeout, calls[handle].limit)
        calls[handle].timeoutAt = at
        guard at < .never else { return }
        let inLane = at == now + lines[line].laneDelay
        actions.append(.arm(.attemptTimeout, handle: handle, at: at, lane: inLane ? line : -1))
    }

    private mutating func pickTarget(_ handle: Int32, now: Instant) -> Int32 {
        let channel = calls[handle].channel
        let key = calls[handle].key.child(Int(calls[handle].attempts)).child(.balance)
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
    mutating func dispatch(_ handle: Int32, to known: Int32, now: Instant) {
        let line = calls[handle].line
        let target = known >= 0 ? known : pickTarget(handle, now: now)
        calls[handle].state = .inFlight
        calls[handle].sent += 1
        if calls[handle].sent > 1 { actions.append(.retried(edge: lines[line].edge)) }
        guard target >= 0 else {
            attemptEnded(handle, .refused, status: 0, now: now)
            return
        }
        if lines[line].tracksTargets {
            channels[calls[handle].channel].balancer.began(target, now: now)
        }
        let attempt = attempts.insert(
            Attempt(
                call: handle, edge: lines[line].edge, from: calls[handle].host, to: target,
                endpoint: calls[handle].endpoint,
                key: calls[handle].key.child(Int(calls[handle].attempts)), began: now,
                deadline: calls[handle].handed,
                patience: min(calls[handle].patience, calls[handle].timeoutAt)))
        calls[handle].attempt = attempt
        actions.append(.send(attempt: attempt))
    }

    /// The caller's own protection says no.
    mutating func refuse(_ handle: Int32, because rejection: CallFact.Rejection, now: Instant) {
        let policy = blueprint.lines[Int(calls[handle].line)].policy
        if let retry = policy.retry, retry.on.contains(.rejected),
            backsOff(handle, retry, now: now)
        {
            return
        }
        endCall(handle, .rejected, rejection: rejection, ending: .rejected, now: now)
    }

    /// Waits before the next attempt, if attempts, limit and budget allow one.
    mutating func backsOff(_ handle: Int32, _ retry: Retry, now: Instant) -> Bool {
        let call = calls[handle]
        guard call.attempts < lines[call.line].maxAttempts, now < call.limit else { return false }
        if channels[call.channel].budget?.withdraw(now: now) == false { return false }
        let wait = retry.wait(
            beforeRetry: Int(call.attempts), previous: call.backoff,
            key: call.key.child(Int(call.attempts)).child(.backoff))
        calls[handle].backoff = wait
        calls[handle].state = .backingOff
        calls[handle].attempt = -1
        calls[handle].timeoutAt = .never
        let at = min(now + wait, call.limit)
        calls[handle].wakeAt = at
        actions.append(.arm(.backoff, handle: handle, at: at, lane: -1))
        return true
    }

    mutating func backoffEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard calls.isLive(handle), calls[handle].state == .backingOff,
            calls[handle].wakeAt == due
        else { return }
        if now >= calls[handle].limit {
            endCall(handle, .failed, rejection: .none, ending: .timedOut, now: now)
        } else {
            beginAttempt(handle, now: now)
        }
        goOn(now: now)
    }

    /// Reports a call's end, lets the fallback stand in, and lets its activity go on.
    mutating func endCall(
        _ handle: Int32, _ outcome: CallOutcome, rejection: CallFact.Rejection,
        ending: Request.Ending, now: Instant
    ) {
        let call = calls[handle]
        let request = activities[call.activity].request
        let isRescued = outcome != .answered && lines[call.line].hasFallback
        leave(call, isRescued ? .fallback : outcome, rejection: rejection, now: now)
        calls.remove(handle)
        activities[call.activity].call = -1
        requests[request].ending = isRescued ? .fallback : ending
        if isRescued { requests[request].isDegraded = true }
        let isAnswered = isRescued || outcome == .answered
        resume(call.activity, result: isAnswered ? 0 : Fleet.status(of: ending))
    }

    private mutating func leave(
        _ call: Call, _ outcome: CallOutcome, rejection: CallFact.Rejection, now: Instant
    ) {
        let edge = lines[call.line].edge
        edges[edge].inFlight.fall(now)
        channels[call.channel].inFlight -= 1
        actions.append(
            .callEnded(
                CallFact(
                    edge: edge, attempts: call.sent, outcome: outcome, first: call.first,
                    rejection: rejection, began: call.began)))
    }

    /// The status with which a call's failure ends its endpoint.
    private static func status(of ending: Request.Ending) -> Int32 {
        switch ending {
        case .timedOut: 504
        case .rejected, .connection: 503
        case .badStatus, .unavailable: 502
        case .answered, .fallback: 200
        }
    }

    /// Nobody needs the call any more.
    mutating func cancelCall(_ handle: Int32, now: Instant) {
        let call = calls[handle]
        switch call.state {
        case .inFlight:
            if call.attempt >= 0 { letGo(call.attempt, of: handle, .cancelled, now: now) }
            withdraw(handle, now: now)
        case .waiting:
            leaveQueue(handle)
            withdraw(handle, now: now, holdsPlace: false)
        case .backingOff:
            break
        }
        let sent = calls[handle]
        leave(sent, .failed, rejection: .none, now: now)
        calls.remove(handle)
    }

    /// The run is over: calls that nobody waits for any more are cut off and reported.
    public mutating func cancelAllCalls(now: Instant) {
        for handle in 0..<Int32(calls.highWater) where calls.isLive(handle) {
            cancelCall(handle, now: now)
        }
    }
}

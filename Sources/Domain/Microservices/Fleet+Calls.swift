import Chance
import Resilience
public import Timebase

/// A call walks in through the stages of its line, from the outermost to the attempt it sends, and
/// its result walks out again. `depth` is how many stages it is within. What waits (for a place,
/// for the end of a back-off) stays at its depth and walks on from there, so a stage within `retry`
/// is passed by every attempt and one around it once.
extension Fleet {
    mutating func startCall(
        _ activity: Int32, _ operation: Blueprint.Operation, position: Int32, now: Instant
    ) {
        let key = activities[activity].key.child(Int(position))
        let handle = addCall(
            of: activity, line: operation.index, endpoint: operation.count, key: key, now: now)
        calls[handle].isKeyed = operation.isKeyed
        activities[activity].call = handle
        begin(handle, now: now)
    }

    @inline(__always)
    mutating func addCall(
        of activity: Int32, line: Int32, endpoint: Int32, key: Key, now: Instant
    ) -> Int32 {
        let request = activities[activity].request
        let host = requests[request].host
        let handed = requests[request].deadline
        let patience = requests[request].patience
        return calls.insert(
            Call(
                activity: activity, host: host, line: line,
                channel: hosts[host].firstChannel + line - firstLine[Int(hosts[host].caller)],
                endpoint: endpoint, key: key, began: now,
                limit: lines[line].stream >= 0 ? min(handed, patience) : handed,
                handed: handed, patience: patience, attemptBegan: now, permittedAt: now,
                attempts: lines[line].hasRetry ? 0 : 1))
    }

    mutating func begin(_ handle: Int32, now: Instant) {
        let channel = calls[handle].channel
        let edge = lines[calls[handle].line].edge
        edges[edge].inFlight.rise(now)
        channels[channel].inFlight += 1
        traceCall(handle)
        walkIn(handle, now: now)
        guard calls.isLive(handle) else { return }  // Refused at once, it was never in flight.
        edges[edge].peak = max(
            edges[edge].peak, Int32(truncatingIfNeeded: edges[edge].inFlight.level))
        edges[edge].peakPerCaller = max(edges[edge].peakPerCaller, channels[channel].inFlight)
    }

    /// Passes the stages that are still before it, and sends.
    mutating func walkIn(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let first = lines[line].firstStage
        let count = lines[line].stageCount
        while calls[handle].depth < count {
            switch stages[first + calls[handle].depth] {
            case .fallback, .balance: break
            case .deadline: setDeadline(handle, now: now)
            case .retry: beginAttempt(handle, now: now)
            case .breaker:
                guard isPermitted(handle, now: now) else {
                    return walkOut(handle, .rejected(.breaker), now: now)
                }
            case .throttle, .adaptive:
                guard passesLimit(handle, stages[first + calls[handle].depth], now: now) else {
                    return walkOut(handle, .rejected(.limit), now: now)
                }
            case .rateLimit:
                guard let wait = turn(of: handle, now: now) else {
                    return walkOut(handle, .rejected(.limit), now: now)
                }
                if wait > .zero { return awaitTurn(handle, for: wait, now: now) }
            case .timeout: armTimeout(handle, now: now)
            case .bulkhead:
                guard takesPlace(handle, now: now) else {
                    return waitForPlace(handle, now: now)
                }
            case .hedge: return startHedge(handle, now: now)
            }
            calls[handle].depth += 1
        }
        dispatch(handle, now: now)
    }

    /// Tells the result to the stages that it is within, up to one that keeps it.
    mutating func walkOut(_ handle: Int32, _ result: CallResult, now: Instant) {
        var result = result
        let first = lines[calls[handle].line].firstStage
        while calls[handle].depth > calls[handle].floor {
            calls[handle].depth -= 1
            let stage = stages[first + calls[handle].depth]
            switch stage {
            case .retry:
                if retries(handle, after: result, now: now) { return }
            case .fallback:
                if fallsBack(handle, &result, now: now) { return }
            case .breaker, .throttle, .rateLimit, .adaptive, .timeout, .bulkhead, .deadline,
                .hedge, .balance:
                leave(stage, handle, result, now: now)
            }
        }
        switch calls[handle].role {
        case .step: endCall(handle, result, now: now)
        case .copy: copyEnded(handle, result, now: now)
        case .fallback: fallbackEnded(handle, result, now: now)
        }
    }

    /// Leaves every stage that it is within, though none may do anything about it.
    mutating func unwind(_ handle: Int32, _ result: CallResult, now: Instant) {
        let first = lines[calls[handle].line].firstStage
        while calls[handle].depth > calls[handle].floor {
            calls[handle].depth -= 1
            leave(stages[first + calls[handle].depth], handle, result, now: now)
        }
    }

    /// Ends what it waits for, so that it can be told a result from outside.
    mutating func halt(_ handle: Int32, _ result: CallResult, now: Instant) {
        switch calls[handle].state {
        case .inFlight:
            guard calls[handle].attempt >= 0 else { return }
            let outcome: AttemptOutcome = result.kind == .failed ? result.outcome : .cancelled
            letGo(calls[handle].attempt, of: handle, outcome, now: now)
        case .waiting: leaveQueue(handle)
        case .backingOff: dropRetry(handle)
        case .awaitingTurn: break
        case .hedging: haltCopies(of: handle, result, now: now)
        case .fallingBack:
            cancelCall(calls[handle].firstChild, now: now)
            resumeOnEdge(handle, now: now)
        }
    }

    /// Reports the call of a step and lets its activity go on.
    private mutating func endCall(_ handle: Int32, _ result: CallResult, now: Instant) {
        let activity = calls[handle].activity
        let request = activities[activity].request
        leaveEdge(handle, now: now)
        reportEnd(handle, result)
        calls.remove(handle)
        activities[activity].call = -1
        requests[request].ending = result.ending
        if result.kind == .stoodIn { requests[request].isDegraded = true }
        resume(activity, result: result.isGood ? 0 : result.ending.status)
    }

    /// It is no longer in flight.
    mutating func leaveEdge(_ handle: Int32, now: Instant) {
        edges[lines[calls[handle].line].edge].inFlight.fall(now)
        channels[calls[handle].channel].inFlight -= 1
    }

    mutating func reportEnd(_ handle: Int32, _ result: CallResult) {
        traceEnd(ofCall: handle, result)
        actions.append(
            .callEnded(
                CallFact(
                    edge: lines[calls[handle].line].edge, attempts: calls[handle].sent,
                    outcome: result.callOutcome, first: calls[handle].first,
                    rejection: result.rejection, began: calls[handle].began)))
    }

    /// Nobody needs the call any more.
    mutating func cancelCall(_ handle: Int32, now: Instant) {
        halt(handle, .cancelled, now: now)
        unwind(handle, .cancelled, now: now)
        leaveEdge(handle, now: now)
        reportEnd(handle, .cancelled)
        calls.remove(handle)
    }

    /// The run is over: calls that nobody waits for any more are cut off and reported.
    public mutating func cancelAllCalls(now: Instant) {
        for handle in 0..<Int32(calls.highWater)
        where calls.isLive(handle) && calls[handle].role == .step {
            cancelCall(handle, now: now)
        }
    }
}

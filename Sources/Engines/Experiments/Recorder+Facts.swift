public import Microservices
import Recordings
public import Resilience
public import Timebase

extension Recorder {
    /// Books a user's request.
    public mutating func requestEnded(_ fact: RequestFact, now: Instant) {
        let stream = Int(fact.stream)
        var latency = now - fact.due
        let isGood = fact.outcome == .succeeded || fact.outcome == .degraded
        if !isGood { latency = max(latency, timeouts[stream]) }
        let cell = cell(at: fact.due)
        let row = (cell * streamCount + stream) * streamColumns
        let number = stepNumber(at: fact.due)
        let bin = number < 0 ? -1 : (number * streamCount + stream) * StreamCounter.binned
        func count(_ counter: StreamCounter) {
            streamCells[row + counter.rawValue] += 1
            if bin >= 0 { streamSteps[bin + counter.rawValue] += 1 }
        }
        count(.requests)
        switch fact.outcome {
        case .succeeded: count(.succeeded)
        case .degraded: count(.degraded)
        case .failed: count(.failed)
        case .timedOut: count(.timedOut)
        case .rejected: count(.rejected)
        }
        if latency > slows[stream] { count(.slow) }
        if fact.isExtra { count(.extra) }
        requestLatencies[cell * streamCount + stream].record(latency)
        if isGood { successLatencies[cell * streamCount + stream].record(latency) }
        if number >= 0 {
            openSteps[number % openStepCount * streamCount + stream].record(latency)
        }
    }

    /// Takes a step's quantiles: no request that was due in it is still under way.
    mutating func closeStep(_ number: Int) {
        guard number >= 0, number < stepCount else { return }
        for stream in 0..<streamCount {
            let box = number % openStepCount * streamCount + stream
            let row = (number * streamCount + stream) * 2
            if let median = openSteps[box].quantile(0.5) { quantiles[row] = median }
            if let p99 = openSteps[box].quantile(0.99) { quantiles[row + 1] = p99 }
            openSteps[box].clear()
        }
    }

    /// The run is over: every step is complete.
    public mutating func closeSteps() {
        for number in max(0, stepCount - openStepCount)..<stepCount { closeStep(number) }
        for edge in 0..<edgeCount { flushRetries(edge) }
    }

    /// Books a call.
    public mutating func callEnded(_ fact: CallFact, now: Instant) {
        let cell = cell(at: fact.began)
        let place = cell * edgeCount + Int(fact.edge)
        let row = place * edgeColumns
        let number = stepNumber(at: fact.began)
        let bin = number < 0 ? -1 : (number * edgeCount + Int(fact.edge)) * EdgeCounter.binned
        func count(_ counter: EdgeCounter, _ more: Int = 1) {
            edgeCells[row + counter.rawValue] += Int64(more)
            if bin >= 0, counter.rawValue < EdgeCounter.binned {
                edgeSteps[bin + counter.rawValue] += UInt32(more)
            }
        }
        count(.calls)
        switch fact.outcome {
        case .answered: count(.answered)
        case .fallback: count(.fallback)
        case .failed: count(.failedCalls)
        case .rejected: count(.rejectedCalls)
        }
        if fact.attempts > 0 { count(.reached) }
        if fact.attempts > 1 { count(.retries, Int(fact.attempts) - 1) }
        switch fact.first {
        case .succeeded: count(.firstSucceeded)
        case .failed:
            count(.firstFailed)
            if fact.outcome == .answered { count(.saved) }
        case .notSent, .cancelled: break
        }
        guard fact.rejection != .none else { return }
        rejections[place].record(now - fact.began)
        switch fact.rejection {
        case .none, .limit: break
        case .breaker: count(.rejectedByBreaker)
        case .bulkhead: count(.rejectedByBulkhead)
        case .bulkheadWhileFree:
            count(.rejectedByBulkhead)
            count(.rejectedWhileFree)
        }
    }

    /// Books an attempt.
    public mutating func attemptEnded(_ fact: AttemptFact, now: Instant) {
        let cell = cell(at: fact.callBegan)
        let place = cell * edgeCount + Int(fact.edge)
        let row = place * edgeColumns
        let outcome = EdgeCounter.succeeded.rawValue + Int(fact.outcome.rawValue)
        edgeCells[row + EdgeCounter.attempts.rawValue] += 1
        edgeCells[row + outcome] += 1
        if fact.isWithinPatience { edgeCells[row + EdgeCounter.withinPatience.rawValue] += 1 }
        latencies[place].record(now - fact.began)
        let number = stepNumber(at: fact.callBegan)
        guard number >= 0 else { return }
        let bin = (number * edgeCount + Int(fact.edge)) * EdgeCounter.binned
        edgeSteps[bin + EdgeCounter.attempts.rawValue] += 1
        edgeSteps[bin + outcome] += 1
    }

    /// Books that an attempt, booked before as late, ended while its caller was still waited for.
    public mutating func wasInTime(edge: Int, callBegan: Instant) {
        let row = (cell(at: callBegan) * edgeCount + edge) * edgeColumns
        edgeCells[row + EdgeCounter.withinPatience.rawValue] += 1
    }

    /// Books that a retry went out.
    public mutating func retried(edge: Int32, now: Instant) {
        let slot = now.nanoseconds / Recorder.retrySlot
        if retrySlots[edge].slot != slot {
            flushRetries(Int(edge))
            retrySlots[edge].slot = slot
        }
        retrySlots[edge].count += 1
    }

    mutating func flushRetries(_ edge: Int) {
        let slot = retrySlots[edge]
        guard slot.count > 0 else { return }
        let cell = cell(at: Instant(nanoseconds: slot.slot * Recorder.retrySlot))
        let row = (cell * edgeCount + edge) * edgeColumns
        edgeCells[row + EdgeCounter.retrySquares.rawValue] += slot.count * slot.count
        retrySlots[edge] = RetrySlot()
    }

    /// Books that a breaker changed its state.
    public mutating func breaker(
        _ transition: CircuitBreaker.Transition, edge: Int32, caller: Int, now: Instant
    ) {
        let row = (boundaries.cell * edgeCount + Int(edge)) * edgeColumns
        switch transition {
        case .opened:
            edgeCells[row + EdgeCounter.opened.rawValue] += 1
            record(.breakerOpened(Int(edge), caller: caller), at: now)
        case .halfOpened:
            edgeCells[row + EdgeCounter.halfOpened.rawValue] += 1
            record(.breakerHalfOpened(Int(edge), caller: caller), at: now)
        case .closed:
            edgeCells[row + EdgeCounter.closed.rawValue] += 1
            record(.breakerClosed(Int(edge), caller: caller), at: now)
        }
    }

    /// Books that a caller ejected an instance of its callee, or took it back.
    public mutating func ejected(
        _ instance: Int, by caller: Int, edge: Int32, isOut: Bool, now: Instant
    ) {
        let edge = Int(edge)
        record(
            isOut
                ? .ejected(edge, instance: instance, caller: caller)
                : .readmitted(edge, instance: instance, caller: caller),
            at: now)
    }

    /// Books that a caller began to use every instance of its callee, or no longer does.
    public mutating func panicked(caller: Int, edge: Int32, isOn: Bool, now: Instant) {
        let edge = Int(edge)
        record(
            isOn ? .panicBegan(edge, caller: caller) : .panicEnded(edge, caller: caller), at: now)
    }
}

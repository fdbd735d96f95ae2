import Resilience
import Timebase

extension Fleet {
    /// The bulkhead is full: wait in its queue, or be refused.
    mutating func waitForPlace(_ handle: Int32, at guardian: Int32, now: Instant) {
        let line = calls[handle].line
        guard guardians[guardian].queued < lines[line].queue, lines[line].queueFor > .zero else {
            giveBackPermit(handle, now: now)
            refuse(handle, because: .bulkhead, now: now)
            return
        }
        calls[handle].state = .waiting
        calls[handle].next = -1
        calls[handle].previous = guardians[guardian].queueTail
        if guardians[guardian].queueTail >= 0 {
            calls[guardians[guardian].queueTail].next = handle
        } else {
            guardians[guardian].queueHead = handle
        }
        guardians[guardian].queueTail = handle
        guardians[guardian].queued += 1
        let at = now + lines[line].queueFor
        guard at < calls[handle].timeoutAt else { return }
        calls[handle].wakeAt = at
        actions.append(.arm(.bulkheadWait, handle: handle, at: at, lane: -1))
    }

    mutating func bulkheadWaitEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard calls.isLive(handle), calls[handle].state == .waiting, calls[handle].wakeAt == due
        else { return }
        leaveQueue(handle)
        withdraw(handle, now: now, holdsPlace: false)
        refuse(handle, because: .bulkhead, now: now)
        goOn(now: now)
    }

    mutating func leaveQueue(_ handle: Int32) {
        let guardian = calls[handle].guardian
        let (previous, next) = (calls[handle].previous, calls[handle].next)
        if previous >= 0 {
            calls[previous].next = next
        } else {
            guardians[guardian].queueHead = next
        }
        if next >= 0 {
            calls[next].previous = previous
        } else {
            guardians[guardian].queueTail = previous
        }
        guardians[guardian].queued -= 1
    }

    /// A call in flight has ended; who waits for its place is served before the input returns.
    mutating func freePlace(at guardian: Int32) {
        guardians[guardian].inUse -= 1
        if guardians[guardian].queueHead >= 0 { freed.append(guardian) }
    }

    /// Sends those that wait for a place that has become free.
    mutating func fillPlaces(at guardian: Int32, now: Instant) {
        while guardians[guardian].queueHead >= 0 {
            let next = guardians[guardian].queueHead
            guard guardians[guardian].inUse < lines[calls[next].line].concurrent else { return }
            leaveQueue(next)
            guardians[guardian].inUse += 1
            calls[next].wakeAt = .never
            dispatch(next, to: calls[next].target, now: now)
        }
    }

    /// A call leaves without a result: it gives back the breaker's permit and its place, if any.
    mutating func withdraw(_ handle: Int32, now: Instant, holdsPlace: Bool = true) {
        giveBackPermit(handle, now: now)
        calls[handle].timeoutAt = .never
        let guardian = calls[handle].guardian
        if guardian >= 0, holdsPlace { freePlace(at: guardian) }
    }

    private mutating func giveBackPermit(_ handle: Int32, now: Instant) {
        let guardian = calls[handle].guardian
        guard guardian >= 0, lines[calls[handle].line].hasBreaker else { return }
        report(guardians[guardian].breaker!.release(now: now), of: handle)
    }
}

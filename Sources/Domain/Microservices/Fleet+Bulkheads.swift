import Resilience
import Timebase

extension Fleet {
    /// Takes a place in the bulkhead if one is free and nobody waits for it.
    @inline(__always)
    mutating func takesPlace(_ handle: Int32, now: Instant) -> Bool {
        let guardian = guardian(of: handle, now: now)
        guard guardian >= 0 else { return true }
        guard guardians[guardian].queued == 0,
            guardians[guardian].inUse < lines[calls[handle].line].concurrent
        else { return false }
        guardians[guardian].inUse += 1
        return true
    }

    /// The bulkhead is full: wait in its queue, or be refused.
    mutating func waitForPlace(_ handle: Int32, now: Instant) {
        let line = calls[handle].line
        let guardian = calls[handle].guardian
        guard guardians[guardian].queued < lines[line].queue, lines[line].queueFor > .zero else {
            return walkOut(handle, .rejected(.bulkhead), now: now)
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
        let at = min(now + lines[line].queueFor, calls[handle].limit)
        guard at < calls[handle].timeoutAt else { return }
        calls[handle].wakeAt = at
        actions.append(.arm(.bulkheadWait, handle: handle, at: at, lane: -1))
    }

    mutating func bulkheadWaitEnded(_ handle: Int32, due: Instant, now: Instant) {
        guard calls.isLive(handle), calls[handle].state == .waiting, calls[handle].wakeAt == due
        else { return }
        leaveQueue(handle)
        let isOver = due >= calls[handle].limit
        walkOut(handle, isOver ? .expired : .rejected(.bulkhead), now: now)
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

    /// A call that held a place is through; who waits for it is served before the input returns.
    @inline(__always)
    mutating func freePlace(of handle: Int32) {
        let guardian = calls[handle].guardian
        guard guardian >= 0 else { return }
        guardians[guardian].inUse -= 1
        if guardians[guardian].queueHead >= 0 { freed.append(guardian) }
    }

    /// Lets in those that wait for a place that has become free.
    mutating func fillPlaces(at guardian: Int32, now: Instant) {
        while guardians[guardian].queueHead >= 0 {
            let next = guardians[guardian].queueHead
            guard guardians[guardian].inUse < lines[calls[next].line].concurrent else { return }
            leaveQueue(next)
            guardians[guardian].inUse += 1
            calls[next].wakeAt = .never
            calls[next].depth += 1
            walkIn(next, now: now)
        }
    }
}

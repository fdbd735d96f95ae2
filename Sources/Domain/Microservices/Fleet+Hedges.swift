import Resilience
public import Timebase

/// Copies of a request: walkers of their own through the stages within `hedge`, which report to the
/// call that sent them. Each is an attempt of that call.
extension Fleet {
    /// Sends the first copy and waits for it, or for the time to send the next.
    mutating func startHedge(_ handle: Int32, now: Instant) {
        let channel = calls[handle].channel
        calls[handle].state = .hedging
        calls[handle].hedgedAt = now
        calls[handle].copies = 0
        calls[handle].target = -1
        calls[handle].wakeAt = .never
        let delay = channels[channel].hedge!.began(now: now)
        armHedge(handle, after: delay, now: now)
        sendCopy(of: handle, now: now)
    }

    private mutating func armHedge(_ handle: Int32, after delay: Duration, now: Instant) {
        let at = now + delay
        guard at < min(calls[handle].limit, calls[handle].timeoutAt) else { return }
        calls[handle].wakeAt = at
        let lane = lines[calls[handle].line].hedgeLane
        actions.append(.arm(.hedge, handle: handle, at: at, lane: lane))
    }

    /// The first copy is, to every draw, what the attempt would have been without a hedge.
    private mutating func sendCopy(of handle: Int32, now: Instant) {
        let number = calls[handle].copies
        var copy = calls[handle]
        copy.role = .copy
        copy.parent = handle
        copy.sibling = calls[handle].firstChild
        copy.firstChild = -1
        copy.target = -1
        copy.depth += 1
        copy.floor = copy.depth
        copy.patience = min(copy.patience, copy.timeoutAt)
        copy.timeoutAt = .never
        copy.wakeAt = .never
        copy.sent = 0
        copy.paid = 0
        copy.place = 0
        copy.state = .backingOff
        if number > 0 {
            copy.key = copy.key.child(Int(copy.attempts)).child(.hedge).child(Int(number))
            copy.attemptBegan = now
        }
        let child = calls.insert(copy)
        calls[handle].firstChild = child
        calls[handle].copies = number + 1
        walkIn(child, now: now)
    }

    /// An instance that no copy in flight was sent to, nor the copy before, if a few picks find
    /// one; as Envoy's `previous_hosts` does for retries.
    mutating func pickOther(_ handle: Int32, now: Instant) -> Int32 {
        let parent = calls[handle].parent
        var target = pickTarget(handle, now: now)
        var again = 1
        while again <= Fleet.mostPicks, target >= 0, isTaken(target, by: parent) {
            target = pickTarget(handle, now: now, again: again)
            again += 1
        }
        calls[parent].target = target
        return target
    }

    private static var mostPicks: Int { 4 }

    private func isTaken(_ target: Int32, by parent: Int32) -> Bool {
        if calls[parent].target == target { return true }
        var child = calls[parent].firstChild
        while child >= 0 {
            let attempt = calls[child].attempt
            if attempt >= 0, attempts[attempt].to == target { return true }
            child = calls[child].sibling
        }
        return false
    }

    /// No copy has been answered for so long that another is sent.
    mutating func hedgeIsDue(_ handle: Int32, due: Instant, now: Instant) {
        guard isHedging(handle, for: due) else { return }
        calls[handle].wakeAt = .never
        if sendNextCopy(of: handle, now: now) { goOn(now: now) }
    }

    private mutating func sendNextCopy(of handle: Int32, now: Instant) -> Bool {
        let channel = calls[handle].channel
        let sent = Int(calls[handle].copies)
        guard now < min(calls[handle].limit, calls[handle].timeoutAt),
            channels[channel].hedge!.admits(sent: sent, now: now)
        else { return false }
        if sent + 1 < channels[channel].hedge!.settings.most {
            armHedge(handle, after: channels[channel].hedge!.delay(now: now), now: now)
        }
        sendCopy(of: handle, now: now)
        return true
    }

    /// A copy has come to its end; the call ends with it unless others may still be answered.
    mutating func copyEnded(_ child: Int32, _ result: CallResult, now: Instant) {
        let parent = calls[child].parent
        noteTime(of: child, result, now: now)
        let (isUnprocessed, retryAfter) = (calls[child].isUnprocessed, calls[child].retryAfter)
        removeCopy(child, of: parent)
        if result.isGood || result.isFatal {
            haltCopies(of: parent, .cancelled, isOvertaken: true, now: now)
            return walkOut(parent, result, now: now)
        }
        calls[parent].wakeAt = .never
        if sendNextCopy(of: parent, now: now) { return }
        guard calls[parent].firstChild < 0 else { return }
        calls[parent].isUnprocessed = isUnprocessed
        calls[parent].retryAfter = retryAfter
        walkOut(parent, result, now: now)
    }

    private mutating func noteTime(of child: Int32, _ result: CallResult, now: Instant) {
        let parent = calls[child].parent
        guard calls[child].copies == 0 else { return }
        let outcome: AttemptOutcome =
            switch result.kind {
            case .answered: .succeeded
            case .failed: result.outcome
            case .cancelled: .cancelled
            case .stoodIn, .rejected, .expired: .failed
            }
        channels[calls[child].channel].hedge!.ended(
            outcome, took: now - calls[parent].hedgedAt, now: now)
    }

    private mutating func removeCopy(_ child: Int32, of parent: Int32) {
        if calls[parent].firstChild == child {
            calls[parent].firstChild = calls[child].sibling
        } else {
            var before = calls[parent].firstChild
            while calls[before].sibling != child { before = calls[before].sibling }
            calls[before].sibling = calls[child].sibling
        }
        calls.remove(child)
    }

    /// Ends every copy but one.
    ///
    /// - Parameter isOvertaken: another copy is the reason, so that their times count.
    mutating func haltCopies(
        of parent: Int32, _ result: CallResult, but spared: Int32 = -1, isOvertaken: Bool = false,
        now: Instant
    ) {
        var child = calls[parent].firstChild
        while child >= 0 {
            let next = calls[child].sibling
            if child != spared {
                if isOvertaken || result.kind == .failed { noteTime(of: child, result, now: now) }
                let hasWaited = calls[child].state == .waiting && result.kind == .failed
                halt(child, result, now: now)
                unwind(child, hasWaited ? .expired : result, now: now)
                removeCopy(child, of: parent)
            }
            child = next
        }
    }

    /// The callee of a tied copy has taken it up: its twins need not wait in their queues.
    ///
    /// In *The Tail at Scale* the servers tell one another; here the caller is told and closes the
    /// others, one way later, since only it knows them all. A twin that was taken up as well is
    /// closed, too.
    public mutating func started(_ attempt: Int32, now: Instant) {
        let child = attempts[attempt].call
        guard child >= 0, calls[child].role == .copy else { return }
        let parent = calls[child].parent
        calls[parent].wakeAt = .never
        calls[parent].copies = .max
        haltCopies(of: parent, .cancelled, but: child, isOvertaken: true, now: now)
        goOn(now: now)
    }
}

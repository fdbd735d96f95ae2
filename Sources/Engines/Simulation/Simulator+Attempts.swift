import Chance
import Experiments
import Faults
import Microservices
import Resilience
import Timebase

/// Statuses below zero stand for ends without an answer.
private enum NoAnswer {
    static let refused: Int32 = -1
    static let reset: Int32 = -2
}

extension Simulator {
    /// The time from one end of an attempt to the other, drawn for this attempt and direction.
    @inline(__always)
    private func travelTime(of attempt: Int32, _ purpose: Purpose) -> Duration {
        guard hasNetwork, fleet.attempts[attempt].edge < entryEdges else { return .zero }
        let from = conductor.hosts[fleet.attempts[attempt].from].zone
        let to = conductor.hosts[fleet.attempts[attempt].to].zone
        let key = fleet.attempts[attempt].key.child(purpose)
        return from == to ? network.sample(key) : crossZoneNetwork.sample(key)
    }

    private mutating func enqueue(_ kind: EventKind, _ attempt: Int32, after delay: Duration) {
        fleet.attempts[attempt].pending += 1
        queue.push(kind, attempt, at: now + delay)
    }

    mutating func send(_ attempt: Int32) {
        let there = travelTime(of: attempt, .networkRequest)
        fleet.attempts[attempt].place = .toCallee
        var delay = Duration.zero
        if conductor.faults.isActive(on: fleet.attempts[attempt].edge) {
            switch judge(attempt, .request) {
            case .pass: break
            case .delay(let time): delay = time
            case .error(let status): return bounce(attempt, status: Int32(status), after: there)
            case .refuse: return bounce(attempt, status: NoAnswer.refused, after: there)
            case .reset: return bounce(attempt, status: NoAnswer.reset, after: there)
            case .hold(let number):
                fleet.attempts[attempt].heldBy = Int32(number)
                return
            }
        }
        enqueue(.arrive, attempt, after: there + delay)
    }

    /// The attempt comes back without having reached its callee.
    private mutating func bounce(_ attempt: Int32, status: Int32, after there: Duration) {
        fleet.attempts[attempt].place = .toCaller
        fleet.attempts[attempt].status = status
        enqueue(.answered, attempt, after: there + travelTime(of: attempt, .networkAnswer))
    }

    mutating func arrive(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        guard fleet.attempts[attempt].heldBy < 0,
            fleet.attempts[attempt].place == .toCallee
        else { return releaseIfDone(attempt) }
        guard fleet.isServing(fleet.attempts[attempt].to) else {
            return bounce(attempt, status: NoAnswer.refused, after: .zero)
        }
        fleet.attempts[attempt].place = .atCallee
        fleet.arrive(attempt, now: now)
    }

    /// The callee died with the attempt at its door.
    mutating func lose(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        guard fleet.attempts[attempt].heldBy < 0,
            fleet.attempts[attempt].place == .toCallee
        else { return releaseIfDone(attempt) }
        bounce(attempt, status: NoAnswer.reset, after: .zero)
    }

    /// The callee has answered.
    mutating func answer(_ attempt: Int32, status: Int32, isDegraded: Bool) {
        let host = fleet.attempts[attempt].to
        fleet.attempts[attempt].request = -1
        if conductor.hosts[host].graceIsOver { stopIfIdle(host) }
        guard fleet.attempts[attempt].call >= 0 else {
            fleet.attempts[attempt].place = .done
            if fleet.attempts[attempt].edge < 0 { keeperHears(attempt, status: status) }
            return releaseIfDone(attempt)
        }
        guard fleet.attempts[attempt].heldBy < 0,
            fleet.attempts[attempt].place == .atCallee
        else { return }
        fleet.attempts[attempt].place = .toCaller
        fleet.attempts[attempt].status = status
        fleet.attempts[attempt].isDegraded = isDegraded
        var delay = travelTime(of: attempt, .networkAnswer)
        if conductor.faults.isActive(on: fleet.attempts[attempt].edge) {
            switch judge(attempt, .answer) {
            case .pass: break
            case .delay(let time): delay = delay + time
            case .error(let status): fleet.attempts[attempt].status = Int32(status)
            case .refuse, .reset: fleet.attempts[attempt].status = NoAnswer.reset
            case .hold(let number):
                fleet.attempts[attempt].heldBy = Int32(number)
                return
            }
        }
        enqueue(.answered, attempt, after: delay)
    }

    /// The callee has taken up a tied attempt, and says so on the way the answer will come.
    mutating func sayStarted(_ attempt: Int32) {
        guard fleet.attempts[attempt].call >= 0, fleet.attempts[attempt].heldBy < 0,
            fleet.attempts[attempt].place == .atCallee
        else { return }
        enqueue(.started, attempt, after: travelTime(of: attempt, .networkAnswer))
    }

    mutating func deliverStart(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        if fleet.attempts[attempt].heldBy < 0, fleet.attempts[attempt].place != .broken {
            fleet.started(attempt, now: now)
        }
        releaseIfDone(attempt)
    }

    /// The callee has died with the request.
    mutating func breakOff(_ attempt: Int32) {
        fleet.attempts[attempt].request = -1
        guard fleet.attempts[attempt].call >= 0, fleet.attempts[attempt].heldBy < 0 else {
            if fleet.attempts[attempt].edge < 0 { questions[attempt] = nil }
            return releaseIfDone(attempt)
        }
        bounce(attempt, status: NoAnswer.reset, after: .zero)
    }

    mutating func deliverAnswer(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        guard fleet.attempts[attempt].heldBy < 0,
            fleet.attempts[attempt].place == .toCaller,
            fleet.attempts[attempt].call >= 0
        else { return releaseIfDone(attempt) }
        let status = fleet.attempts[attempt].status
        fleet.attempts[attempt].place = .done
        switch status {
        case NoAnswer.refused: fleet.broken(attempt, .refused, now: now)
        case NoAnswer.reset: fleet.broken(attempt, .reset, now: now)
        default:
            let isDegraded = fleet.attempts[attempt].isDegraded
            fleet.answered(attempt, status: status, isDegraded: isDegraded, now: now)
        }
        releaseIfDone(attempt)
    }

    /// The caller has given up.
    mutating func close(_ attempt: Int32) {
        let place = fleet.attempts[attempt].place
        let isBusy =
            place == .toCallee || place == .atCallee
        if isBusy, fleet.attempts[attempt].request >= 0 || fleet.attempts[attempt].pending > 0 {
            enqueue(.closed, attempt, after: travelTime(of: attempt, .networkRequest))
        } else {
            releaseIfDone(attempt)
        }
    }

    mutating func deliverClose(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        fleet.attempts[attempt].isClosed = true
        if fleet.attempts[attempt].request >= 0 {
            fleet.abandon(fleet.attempts[attempt].request, now: now)
        }
        releaseIfDone(attempt)
    }

    /// A fault breaks a live connection: both sides see it.
    mutating func sever(_ attempt: Int32) {
        fleet.attempts[attempt].place = .broken
        fleet.attempts[attempt].heldBy = -1
        if fleet.attempts[attempt].request >= 0 {
            fleet.abandon(fleet.attempts[attempt].request, now: now)
        }
        guard fleet.attempts[attempt].call >= 0 else { return releaseIfDone(attempt) }
        enqueue(.severed, attempt, after: .zero)
    }

    mutating func deliverBreak(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        if fleet.attempts[attempt].call >= 0 { fleet.broken(attempt, .reset, now: now) }
        releaseIfDone(attempt)
    }

    private mutating func releaseIfDone(_ attempt: Int32) {
        if fleet.attempts[attempt].call < 0, fleet.attempts[attempt].request < 0,
            fleet.attempts[attempt].pending == 0
        {
            fleet.release(attempt)
        }
    }

    /// Whether an event waits until its paused instance goes on.
    mutating func holdsBack(_ kind: EventKind, _ handle: Int32, due: Instant) -> Bool {
        let host: Int32?
        switch kind {
        case .work, .attemptTimeout, .backoff, .bulkheadWait, .probeDue, .probeTimeout, .hedge:
            host = fleet.host(of: FleetTimer(rawValue: kind.rawValue)!, handle: handle)
        case .arrive, .closed: host = fleet.attempts[handle].to
        case .answered, .severed, .started: host = fleet.attempts[handle].from
        case .probeSucceeds, .probeFails: host = fleet.host(of: .probeDue, handle: handle)
        default: host = nil
        }
        guard let host, conductor.hosts[host].isPaused else { return false }
        heldBack.append(HeldEvent(host: host, kind: kind, handle: handle, due: due))
        return true
    }

    /// Calls that outlive the last request are cut off, so that every ledger adds up.
    mutating func endCallsInFlight() {
        fleet.cancelAllCalls(now: now)
        performActions()
    }
}

import Experiments
import Faults
import Microservices
import Recordings
import Timebase
import Topologies

/// Performs what the conductor decides on faults and instances.
extension Simulator {
    mutating func conduct(_ timer: ConductorTimer, _ handle: Int32, due: Instant) {
        conductor.timerFired(timer, handle: handle, due: due, now: now)
        performConducted()
    }

    mutating func look(at service: ServiceID) {
        guard !isLoadStopped else { return }
        conductor.look(
            at: service, totals: fleet.totals(ofService: service, at: now), now: now)
        performConducted()
    }

    /// Performs what the conductor asked for, in order.
    mutating func performConducted() {
        var next = 0
        while next < conductor.actions.count {
            perform(conductor.actions[next])
            next += 1
        }
        conductor.actions.removeAll(keepingCapacity: true)
    }

    private mutating func perform(_ action: Conductor.Action) {
        switch action {
        case .arm(let timer, let handle, let at): queue.push(EventKind(timer), handle, at: at)
        case .launch(let host, let service, let index):
            let number = fleet.addInstance(of: service, index: index)
            assert(Int(number) == host, "host \(host) is \(number) in the fleet")
        case .start, .edgesChanged: break  // A process begins and faults change in no time.
        case .open(let host): fleet.accept(Int32(host))
        case .serve(let host):
            fleet.open(Int32(host), now: now)
            fleet.startProbes(of: Int32(host), now: now)
        case .warmUp(let host, let factor, let ramp):
            fleet.warmUp(Int32(host), factor: factor, ramp: ramp, now: now)
        case .withdraw(let host), .drain(let host): fleet.drain(Int32(host), now: now)
        case .stopWhenIdle(let host): stopIfIdle(Int32(host))
        case .kill(let host): kill(host)
        case .pause: break  // Its events are held back as they fall due.
        case .resume(let host): resume(host)
        case .burden, .relieve: preconditionFailure("virtual time has no processes to burden")
        case .strike(let window, let isHolding): strike(window, isHolding: isHolding)
        case .release(let window): release(window)
        case .force(let edge, let forced): fleet.force(edge, forced, now: now)
        case .happened(let what): recorder.record(what, at: now)
        case .ask(let kind, let host, let number): ask(kind, of: host, number: number)
        case .giveUp(let kind, let host): giveUp(kind, of: host)
        }
    }

    private mutating func kill(_ host: Int) {
        let held = fleet.kill(Int32(host), now: now)
        performActions()
        loseAccepted(at: Int32(host))
        conductor.died(host, held: held, now: now)
    }

    /// What came while the instance was paused was accepted all the same, by its system: those
    /// connections die with it, and nobody can tell what it had done.
    private mutating func loseAccepted(at host: Int32) {
        for event in heldBack where event.host == host && event.kind == .arrive {
            lose(event.handle)
        }
        heldBack.removeAll { $0.host == host && $0.kind == .arrive }
    }

    /// A draining instance that holds nothing stops for good, after its grace.
    mutating func stopIfIdle(_ host: Int32) {
        guard conductor.awaitsStop(Int(host)), fleet.isServing(host), fleet.held(by: host) == 0
        else { return }
        fleet.stop(host)
        conductor.stopped(Int(host), now: now)
    }

    /// The instance goes on: all that fell due meanwhile happens at once, in due order.
    private mutating func resume(_ host: Int) {
        let mine = heldBack.filter { $0.host == Int32(host) }
        heldBack.removeAll { $0.host == Int32(host) }
        performActions()
        for event in mine {
            dispatch(event.kind, event.handle, due: event.due)
            performActions()
        }
    }
}

extension EventKind {
    init(_ timer: ConductorTimer) {
        switch timer {
        case .faultBegins: self = .faultBegins
        case .faultEnds: self = .faultEnds
        case .platform: self = .platform
        case .look: self = .look
        case .drained: self = .drained
        case .crash: self = .crash
        case .probe: self = .keeperDue
        }
    }
}

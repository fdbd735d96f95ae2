import Experiments
import Faults
import Sockets
import Timebase
import Topologies

/// Performs what the conductor decides on faults and instances.
extension LiveRun {
    /// Performs what the conductor asked for, in order.
    func performConducted() {
        guard !isPerforming else { return }
        isPerforming = true
        var next = 0
        while next < conductor.actions.count {
            perform(conductor.actions[next])
            next += 1
        }
        conductor.actions.removeAll(keepingCapacity: true)
        isPerforming = false
    }

    private func perform(_ action: Conductor.Action) {
        switch action {
        case .arm(let timer, let handle, let at): arm(.conductor(timer), handle, at: at)
        case .launch(let host, let service, let index):
            launch(Int32(host), of: service, index: index)
        case .start(let host): start(Int32(host))
        case .open(let host): hosting.open(Int32(host))
        case .serve(let host):
            hosting.serve(Int32(host))
            proxies.setServing(true, Int32(host))
        case .warmUp(let host, let factor, let ramp):
            hosting.warmUp(Int32(host), factor: factor, ramp: ramp)
        case .withdraw(let host), .drain(let host):
            proxies.setServing(false, Int32(host))
            hosting.drain(Int32(host))
        case .stopWhenIdle(let host):
            if conductor.awaitsStop(host) { hosting.stopWhenIdle(Int32(host)) }
        case .kill(let host):
            proxies.setAccepting(false, Int32(host))
            hosting.kill(Int32(host))
        case .pause(let host): hosting.pause(Int32(host))
        case .resume(let host): hosting.resume(Int32(host))
        case .burden(let host, let window): burden(Int32(host), window: window)
        case .relieve(let host, let window): hosting.relieve(Int32(host), window: window)
        case .edgesChanged: proxies.update(conductor.faults)
        case .force(let edge, let forced): hosting.force(edge, forced)
        case .strike, .release: break  // The proxies do so as windows begin and end.
        case .happened(let what): recorder.record(what, at: loop.now)
        case .ask(let kind, let host, let number): ask(kind, of: host, number: number)
        case .giveUp(let kind, let host): giveUp(kind, of: host)
        }
    }

    private func launch(_ host: Int32, of service: ServiceID, index: Int) {
        do throws(LiveError) {
            try hosting.launch(host, of: service, index: index)
        } catch {
            return fail(error)
        }
        do throws(SystemError) {
            let zone = conductor.platform.zone(of: Int(host))
            for door in try proxies.open(inFrontOf: host, of: service, zone: zone) {
                hosting.setProxy(door.port, of: host, on: Int32(door.edge))
            }
        } catch {
            fail(LiveError("cannot open a fault proxy: \(error)"))
        }
    }

    private func start(_ host: Int32) {
        do throws(LiveError) {
            try hosting.start(host)
        } catch {
            fail(error)
        }
    }

    private func burden(_ host: Int32, window: Int) {
        let fault = conductor.faults.planned[conductor.faults.windows[window].number].fault
        do throws(LiveError) {
            try hosting.burden(host, with: fault.kind, window: window)
        } catch {
            fail(error)
        }
    }

    /// Whether a fault is to fill the disks of a service's instances.
    func fillsDisk(of service: ServiceID) -> Bool {
        conductor.faults.planned.contains { planned in
            planned.fault.kind == .diskFull
                && scenario.services(of: planned.fault).contains(service)
        }
    }

    /// An instance's process was killed, or, unasked, ended by itself.
    func died(_ host: Int32, held: Int, isAsked: Bool) {
        proxies.setAccepting(false, host)
        if isAsked {
            conductor.died(Int(host), held: held, now: loop.now)
        } else {
            conductor.crashed(Int(host), held: held, now: loop.now)
        }
        performConducted()
    }

    /// A drained instance has stopped for good.
    func stopped(_ host: Int32) {
        proxies.setAccepting(false, host)
        conductor.stopped(Int(host), now: loop.now)
    }

    /// The autoscaler of a service looks at it.
    func look(at service: ServiceID) {
        guard stage == .running else { return }
        if let totals = programMeters.totals(of: service) {
            return look(at: service, totals)
        }
        hosting.withTotals(of: service) { [unowned self] totals in
            if stage == .running { look(at: service, totals) }
        }
    }

    private func look(at service: ServiceID, _ totals: [Int64]) {
        conductor.look(at: service, totals: totals, now: loop.now)
        performConducted()
    }
}

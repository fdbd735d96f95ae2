import Faults
import Microservices
import Recordings
public import Timebase
import Topologies

extension Conductor {
    /// From the decision to drain until an idle instance stops: what is on its way still arrives.
    private static let drainGrace = Duration.seconds(1)

    mutating func addHost(of service: ServiceID, index: Int) {
        platform.add(service: service, index: index)
        let host = platform.hostCount - 1
        hosts.append(HostState(zone: platform.zone(of: host)))
        actions.append(.launch(host: host, service, index: index))
    }

    mutating func perform(_ actions: [Platform.Action], now: Instant) {
        for action in actions {
            switch action {
            case .arm(let host, let at):
                self.actions.append(.arm(.platform, handle: Int32(host), at: at))
            case .launch(let service, let index): launch(service, index: index, now: now)
            case .begin(let host): self.actions.append(.start(host: host))
            case .open(let host): open(host, now: now)
            case .serve(let host): serve(host, now: now)
            case .withdraw(let host): withdraw(host, now: now)
            case .drain(let host): drain(host, now: now)
            case .scaled(let service, let from, let to):
                self.actions.append(.happened(.scaled(service, from: from, to: to)))
            case .armProbe, .ask, .giveUp, .condemn: performProbe(action)
            }
        }
    }

    /// A start or a restart of an instance is due.
    mutating func wake(_ host: Int, due: Instant, now: Instant) {
        perform(platform.timerFired(host, due: due, now: now), now: now)
        recount(platform.service(of: host), now: now)
    }

    private mutating func launch(_ service: ServiceID, index: Int, now: Instant) {
        addHost(of: service, index: index)
        let host = platform.hostCount - 1
        for outage in faults.outages where outage.zone == platform.zone(of: host) {
            holdDown(host, window: outage.window)
        }
        let startup = scenario.topology.services[service].autoscale?.startup
        perform(platform.start(host, startup: startup, now: now), now: now)
        recount(service, now: now)
    }

    /// It takes requests, and no callers are told of it.
    private mutating func open(_ host: Int, now: Instant) {
        actions.append(.open(host: host))
        services[platform.service(of: host)].starts += 1
        beginLife(of: host, now: now)
        recount(platform.service(of: host), now: now)
    }

    private mutating func serve(_ host: Int, now: Instant) {
        let service = platform.service(of: host)
        actions.append(.serve(host: host))
        if !hosts[host].isOpen { services[service].starts += 1 }
        if now > .start {
            let index = platform.index(of: host)
            actions.append(
                .happened(
                    hosts[host].hasServed
                        ? .instanceReady(service, instance: index)
                        : .instanceServing(service, instance: index)))
        }
        hosts[host].hasServed = true
        if hosts[host].death >= 0 {
            services[service].deathList[hosts[host].death].servingAgain = now
            hosts[host].death = -1
        }
        if !hosts[host].isOpen { beginLife(of: host, now: now) }
        recount(service, now: now)
    }

    /// What faults do to an instance whose process has just come to take requests.
    private mutating func beginLife(of host: Int, now: Instant) {
        let service = platform.service(of: host)
        hosts[host].isOpen = true
        for place in faults.crashLoops.indices where faults.crashLoops[place].host == host {
            let next = now + faults.crashLoops[place].upFor
            faults.crashLoops[place].nextAt = next
            actions.append(.arm(.crash, handle: Int32(host), at: next))
        }
        for slow in faults.slowStarts
        where slow.service ?? service == service && matches(Int32(host), slow.hosts) {
            faults.ledgers[slow.number].instances += 1
            actions.append(.warmUp(host: host, factor: slow.factor, ramp: slow.ramp))
        }
    }

    /// The process of an instance takes requests.
    public mutating func ready(_ host: Int, now: Instant) {
        perform(platform.ready(host, now: now), now: now)
        recount(platform.service(of: host), now: now)
    }

    private mutating func drain(_ host: Int, now: Instant) {
        let service = platform.service(of: host)
        actions.append(.drain(host: host))
        let index = platform.index(of: host)
        actions.append(.happened(.instanceDrained(service, instance: index)))
        actions.append(.arm(.drained, handle: Int32(host), at: now + Conductor.drainGrace))
        recount(service, now: now)
    }

    mutating func graceEnds(of host: Int) {
        hosts[host].graceIsOver = true
        actions.append(.stopWhenIdle(host: host))
    }

    /// Whether an instance is to stop for good once it is idle.
    public func awaitsStop(_ host: Int) -> Bool {
        hosts[host].graceIsOver && platform.state(of: host) == .draining
    }

    /// A drained instance has stopped for good.
    public mutating func stopped(_ host: Int, now: Instant) {
        platform.stopped(host)
        recount(platform.service(of: host), now: now)
    }

    /// Has an instance's process killed.
    mutating func kill(_ host: Int) {
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        actions.append(.happened(.instanceDied(service, instance: index)))
        actions.append(.kill(host: host))
    }

    /// An instance's process has ended unasked.
    public mutating func crashed(_ host: Int, held: Int, now: Instant) {
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        actions.append(.happened(.instanceDied(service, instance: index)))
        died(host, held: held, now: now)
    }

    /// An instance's process is gone.
    ///
    /// - Parameter held: how many requests died with it.
    public mutating func died(_ host: Int, held: Int, now: Instant) {
        let service = platform.service(of: host)
        services[service].deaths += 1
        if services[service].deathList.count < Recording.eventLimit {
            hosts[host].death = services[service].deathList.count
            services[service].deathList.append(
                ServiceLedger.Death(instance: platform.index(of: host), at: now, held: held))
        }
        (hosts[host].isOpen, hosts[host].hasServed) = (false, false)
        let next = platform.died(host, now: now)
        if hosts[host].isPaused { endPauses(of: host) }
        perform(next, now: now)
        recount(service, now: now)
    }

    private mutating func touch(_ window: Int) {
        faults.ledgers[faults.windows[window].number].instances += 1
    }

    mutating func killInstances(of fault: Fault, window: Int) {
        for host in drawInstances(of: fault, window: window) {
            touch(window)
            if fault.lasts != nil { holdDown(host, window: window) }
            kill(host)
        }
    }

    private mutating func holdDown(_ host: Int, window: Int) {
        platform.hold(host)
        faults.windows[window].hosts.append(host)
    }

    mutating func strike(_ zone: ZoneID, _ window: Int) {
        faults.outages.append((window, zone))
        for host in 0..<platform.hostCount where platform.zone(of: host) == zone {
            if platform.isKept(host) { holdDown(host, window: window) }
            guard isAlive(host) else { continue }
            touch(window)
            kill(host)
        }
    }

    private func isAlive(_ host: Int) -> Bool {
        platform.isUp(host) || platform.state(of: host) == .draining
    }

    mutating func crashInstances(of fault: Fault, upFor: Duration, window: Int) {
        for host in drawInstances(of: fault, window: window) {
            touch(window)
            faults.crashLoops.append(
                FaultState.CrashLoop(window: window, host: host, upFor: upFor))
            let service = scenario.topology.services[platform.service(of: host)]
            if service.restart == nil { holdDown(host, window: window) }
            kill(host)
        }
    }

    /// The next death of a crash-looping instance is due.
    ///
    /// - Parameter due: when it was armed for; a real clock has moved on a little since.
    mutating func crash(_ host: Int, due: Instant) {
        guard faults.crashLoops.contains(where: { $0.host == host && $0.nextAt == due }),
            isAlive(host)
        else { return }
        kill(host)
    }

    mutating func pause(_ host: Int, window: Int) {
        touch(window)
        faults.windows[window].hosts.append(host)
        hosts[host].pauses += 1
        guard hosts[host].pauses == 1 else { return }
        faults.pausedHosts += 1
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        actions.append(.happened(.instancePaused(service, instance: index)))
        actions.append(.pause(host: host))
    }

    /// The process of the instance gets a burden, until the window ends or it dies.
    mutating func burden(_ host: Int, window: Int) {
        touch(window)
        faults.windows[window].hosts.append(host)
        actions.append(.burden(host: host, window: window))
    }

    /// The instance goes on.
    mutating func resume(_ host: Int) {
        guard hosts[host].pauses > 0 else { return }
        hosts[host].pauses -= 1
        guard hosts[host].pauses == 0 else { return }
        faults.pausedHosts -= 1
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        actions.append(.happened(.instanceResumed(service, instance: index)))
        actions.append(.resume(host: host))
    }

    /// A paused instance has died: nothing is left of its pauses.
    private mutating func endPauses(of host: Int) {
        for window in faults.windows.indices
        where faults.planned[faults.windows[window].number].fault.kind == .pause {
            faults.windows[window].hosts.removeAll { $0 == host }
        }
        hosts[host].pauses = 1
        resume(host)
    }

    mutating func slowStarts(of fault: Fault, factor: Double, ramp: Duration, window: Int) {
        for target in fault.on {
            var service: ServiceID?
            if case .service(let named, _) = target { service = named }
            faults.slowStarts.append(
                FaultState.SlowStart(
                    number: faults.windows[window].number, window: window, service: service,
                    hosts: side(target, window: window), factor: factor, ramp: ramp))
        }
    }
}

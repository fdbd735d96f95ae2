import Faults
import Microservices
import Recordings
import Resilience
import Timebase
import Topologies

extension Simulator {
    /// From the decision to drain until an idle instance stops: what is on its way still arrives.
    private static let drainGrace = Duration.seconds(1)

    mutating func addHost(of service: ServiceID, index: Int) {
        let host = fleet.addInstance(of: service, index: index)
        platform.add(service: service, index: index)
        hosts.append(HostState(zone: platform.zone(of: Int(host))))
    }

    /// Clients have a host number as well, in all three tables.
    mutating func addClient(of stream: StreamID, index: Int) -> Int32 {
        platform.addClient()
        hosts.append(HostState())
        return fleet.addClient(of: stream, index: index)
    }

    mutating func perform(_ actions: [Platform.Action]) {
        for action in actions {
            switch action {
            case .arm(let host, let at): queue.push(.platform, Int32(host), at: at)
            case .launch(let service, let index): launch(service, index: index)
            case .serve(let host): serve(host)
            case .drain(let host): drain(host)
            case .scaled(let service, let from, let to):
                recorder.record(.scaled(service, from: from, to: to), at: now)
            }
        }
    }

    /// A start or a restart of an instance is due.
    mutating func wake(_ host: Int, due: Instant) {
        perform(platform.timerFired(host, due: due, now: now))
        recount(platform.service(of: host))
    }

    private mutating func launch(_ service: ServiceID, index: Int) {
        addHost(of: service, index: index)
        let host = platform.hostCount - 1
        for outage in faults.outages where outage.zone == platform.zone(of: host) {
            holdDown(host, window: outage.window)
        }
        let startup = scenario.topology.services[service].autoscale?.startup
        perform(platform.start(host, startup: startup, now: now))
        recount(service)
    }

    private mutating func serve(_ host: Int) {
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        fleet.open(Int32(host), now: now)
        fleet.startProbes(of: Int32(host), now: now)
        services[service].starts += 1
        if now > .start { recorder.record(.instanceServing(service, instance: index), at: now) }
        if hosts[host].death >= 0 {
            services[service].deathList[hosts[host].death].servingAgain = now
            hosts[host].death = -1
        }
        for place in faults.crashLoops.indices where faults.crashLoops[place].host == host {
            faults.crashLoops[place].nextAt = now + faults.crashLoops[place].upFor
            queue.push(.crash, Int32(host), at: faults.crashLoops[place].nextAt)
        }
        for slow in faults.slowStarts
        where slow.service ?? service == service && matches(Int32(host), slow.hosts) {
            faults.ledgers[slow.number].instances += 1
            fleet.warmUp(Int32(host), factor: slow.factor, ramp: slow.ramp, now: now)
        }
        recount(service)
    }

    /// The instance's process dies.
    mutating func kill(_ host: Int) {
        let service = platform.service(of: host)
        let index = platform.index(of: host)
        let held = fleet.kill(Int32(host), now: now)
        services[service].deaths += 1
        recorder.record(.instanceDied(service, instance: index), at: now)
        if services[service].deathList.count < Recording.eventLimit {
            hosts[host].death = services[service].deathList.count
            services[service].deathList.append(
                ServiceLedger.Death(instance: index, at: now, held: held))
        }
        let actions = platform.died(host, now: now)
        if hosts[host].isPaused { endPauses(of: host) }
        performActions()
        perform(actions)
        recount(service)
    }

    private mutating func drain(_ host: Int) {
        let service = platform.service(of: host)
        fleet.drain(Int32(host), now: now)
        recorder.record(
            .instanceDrained(service, instance: platform.index(of: host)), at: now)
        queue.push(.drained, Int32(host), at: now + Simulator.drainGrace)
        recount(service)
    }

    /// A draining instance that holds nothing stops for good, after its grace.
    mutating func stopIfIdle(_ host: Int32) {
        guard platform.state(of: Int(host)) == .draining, fleet.isServing(host),
            fleet.held(by: host) == 0, hosts[host].graceIsOver
        else { return }
        fleet.stop(host)
        platform.stopped(Int(host))
        recount(platform.service(of: Int(host)))
    }

    mutating func graceEnds(_ host: Int32) {
        hosts[host].graceIsOver = true
        stopIfIdle(host)
    }

    /// Brings the ready and started counts of a service up to date.
    private mutating func recount(_ service: ServiceID) {
        settleGauges(of: service, at: now)
        let (ready, started) = platform.count(of: service)
        guard ready != services[service].ready || started != services[service].started else {
            return
        }
        services[service].ready = ready
        services[service].started = started
        let count = ServiceLedger.InstanceCount(at: now, ready: ready, started: started)
        if services[service].instances.last?.at == now {
            services[service].instances[services[service].instances.count - 1] = count
        } else if services[service].instances.count < Recording.eventLimit {
            services[service].instances.append(count)
        }
    }

    /// Takes the instance integrals of a service up to an instant.
    mutating func settleGauges(of service: ServiceID, at instant: Instant) {
        let time = (instant - services[service].changedAt).nanoseconds
        services[service].changedAt = instant
        guard time > 0 else { return }
        let slots = Int64(scenario.topology.services[service].concurrency ?? 0)
        services[service].readyTime &+= Int64(services[service].ready) * time
        services[service].slotTime &+= Int64(services[service].ready) * time &* slots
        services[service].startedTime &+= Int64(services[service].started) * time
    }

    /// The autoscaler of a service looks at what happened since it last looked.
    mutating func look(at service: ServiceID) {
        guard let autoscale = scenario.topology.services[service].autoscale, !isLoadStopped else {
            return
        }
        settleGauges(of: service, at: now)
        let mark = mark(of: service, at: now)
        let last = services[service].look
        services[service].look = mark
        let readyTime = Double(mark.readyTime - last.readyTime)
        let seconds = readyTime / 1e9
        let slots = scenario.topology.services[service].concurrency ?? 0
        let sample =
            readyTime <= 0
            ? nil
            : Autoscaler.Sample(
                busy: Double(mark.busyTime - last.busyTime) / readyTime,
                waiting: Double(mark.waitingTime - last.waitingTime) / readyTime,
                slots: Double(slots),
                arrivalsPerSecond: Double(mark.arrived - last.arrived) / seconds)
        perform(platform.look(at: service, sample: sample, now: now))
        queue.push(.look, Int32(service), at: now + autoscale.every)
    }
}

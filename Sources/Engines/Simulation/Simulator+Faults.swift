import Chance
import Faults
import Microservices
import Recordings
import Scenarios
import Timebase
import Topologies

extension Simulator {
    /// Puts the beginning and the end of every window into the queue, ahead of all traffic.
    mutating func scheduleFaults() {
        for (number, planned) in faults.planned.enumerated() where !planned.isLeashed {
            for (occurrence, span) in planned.windows.enumerated() {
                let window = Int32(faults.windows.count)
                faults.windows.append(FaultState.Window(number: number, occurrence: occurrence))
                queue.push(.faultBegins, window, at: span.from)
                queue.push(.faultEnds, window, at: span.to)
            }
        }
    }

    mutating func faultBegins(_ handle: Int32) {
        let window = Int(handle)
        let number = faults.windows[window].number
        let fault = faults.planned[number].fault
        faults.ledgers[number].attempted = true
        let key = seed.child(.faultChance).child(number).child(faults.windows[window].occurrence)
        faults.windows[window].active = ActiveFault(fault, key: key)
        recorder.record(.faultBegan(number), at: now)
        switch fault.kind {
        case .latency, .error, .refuse, .reset, .blackhole, .cut:
            for target in fault.on { putOnEdges(target, of: fault, window: window) }
            strikeLiveConnections(of: fault, window: window)
        case .partition(let from, let direction):
            partition(fault, from: from, direction, window: window)
            strikeLiveConnections(of: fault, window: window)
        case .kill:
            killInstances(of: fault, window: window)
        case .zoneOutage:
            for target in fault.on { if case .zone(let zone) = target { strike(zone, window) } }
        case .crashLoop(let upFor):
            crashInstances(of: fault, upFor: upFor, window: window)
        case .pause:
            for host in drawInstances(of: fault, window: window) { pause(host, window: window) }
        case .slowStart(let factor, let ramp):
            slowStarts(of: fault, factor: factor, ramp: ramp, window: window)
        case .overload:
            break  // Its requests come from sources of their own, which count what they send.
        }
    }

    mutating func faultEnds(_ handle: Int32) {
        let window = Int(handle)
        let number = faults.windows[window].number
        let planned = faults.planned[number]
        guard !planned.isInstant else { return }
        recorder.record(.faultEnded(number), at: now)
        takeOffEdges(window)
        releaseHeld(by: window)
        faults.outages.removeAll { $0.window == window }
        faults.crashLoops.removeAll { $0.window == window }
        faults.slowStarts.removeAll { $0.window == window }
        for host in faults.windows[window].hosts {
            if planned.fault.kind == .pause {
                resume(host)
            } else {
                perform(platform.letGo(host, now: now))
            }
        }
    }

    // MARK: edges

    private mutating func putOnEdges(_ target: Target, of fault: Fault, window: Int) {
        for edge in scenario.edges(of: target) {
            let (from, to) = filters(of: target, window: window)
            put(window, on: edge, from: from, to: to, side: fault.side)
        }
    }

    private mutating func filters(
        of target: Target, window: Int
    ) -> (from: FaultState.HostFilter, to: FaultState.HostFilter) {
        switch target {
        case .service(_, .all), .load: return (.any, .any)
        case .service: return (.any, .listed(draw(target, window: window).map(Int32.init)))
        case .zone(let zone): return (.any, .zone(zone))
        case .edge(let from, let to):
            func filter(_ end: Target.End) -> FaultState.HostFilter {
                if case .zone(let zone) = end { return .zone(zone) }
                return .any
            }
            return (filter(from), filter(to))
        }
    }

    private mutating func put(
        _ window: Int, on edge: EdgeID, from: FaultState.HostFilter, to: FaultState.HostFilter,
        side: Fault.Side
    ) {
        let fault = FaultState.EdgeFault(
            window: window, number: faults.windows[window].number, side: side, from: from, to: to)
        let place = faults.onEdge[edge].firstIndex { $0.window > window }
        faults.onEdge[edge].insert(fault, at: place ?? faults.onEdge[edge].count)
        faults.activeCount[edge] += 1
    }

    private mutating func takeOffEdges(_ window: Int) {
        for edge in faults.onEdge.indices {
            faults.onEdge[edge].removeAll { $0.window == window }
            faults.activeCount[edge] = Int32(faults.onEdge[edge].count)
        }
    }

    private mutating func partition(
        _ fault: Fault, from: [Target], _ direction: Fault.Direction, window: Int
    ) {
        for left in fault.on {
            for right in from {
                if direction != .from { stopPackets(from: right, to: left, window: window) }
                if direction != .to { stopPackets(from: left, to: right, window: window) }
            }
        }
    }

    /// Requests from `sender` to `receiver` are stopped, and answers of `sender` to `receiver`.
    private mutating func stopPackets(
        from sender: Target, to receiver: Target, window: Int
    ) {
        let senders = side(sender, window: window)
        let receivers = side(receiver, window: window)
        for edge in 0..<scenario.edgeCount {
            if calls(edge, from: sender, to: receiver) {
                put(window, on: edge, from: senders, to: receivers, side: .request)
            }
            if calls(edge, from: receiver, to: sender) {
                put(window, on: edge, from: receivers, to: senders, side: .answer)
            }
        }
    }

    private func calls(_ edge: EdgeID, from caller: Target, to callee: Target) -> Bool {
        scenario.hasCaller(caller, of: edge) && scenario.hasCallee(callee, of: edge)
    }

    private mutating func side(_ target: Target, window: Int) -> FaultState.HostFilter {
        switch target {
        case .service(_, .all), .load, .edge: .any
        case .service: .listed(draw(target, window: window).map(Int32.init))
        case .zone(let zone): .zone(zone)
        }
    }

    /// What is under way when the fault begins: a reset cuts it, a blackhole or partition holds it.
    private mutating func strikeLiveConnections(of fault: Fault, window: Int) {
        let isHolding: Bool
        switch fault.kind {
        case .reset: isHolding = false
        case .blackhole, .partition: isHolding = true
        case .latency, .error, .refuse, .cut, .kill, .crashLoop, .pause, .slowStart, .zoneOutage,
            .overload:
            return
        }
        guard faults.windows[window].active!.isUnconditional else { return }
        for attempt in 0..<Int32(fleet.attempts.highWater)
        where fleet.attempts.isLive(attempt) && isStruck(attempt, by: window) {
            faults.ledgers[faults.windows[window].number].connections += 1
            if isHolding {
                fleet.attempts[attempt].heldBy = Int32(window)
            } else {
                sever(attempt)
            }
        }
    }

    private func isStruck(_ attempt: Int32, by window: Int) -> Bool {
        let attempt = fleet.attempts[attempt]
        guard attempt.call >= 0, attempt.heldBy < 0,
            attempt.place != .broken, attempt.place != .done
        else { return false }
        let isOnItsWay = attempt.place == .toCallee
        return faults.onEdge[Int(attempt.edge)].contains {
            guard $0.window == window, matches(attempt.from, $0.from), matches(attempt.to, $0.to)
            else { return false }
            // A partition stops only the packets of the half that it falls on.
            guard case .partition = faults.windows[window].active!.kind else { return true }
            return ($0.side == .request) == isOnItsWay
        }
    }

    private mutating func releaseHeld(by window: Int) {
        for attempt in 0..<Int32(fleet.attempts.highWater)
        where fleet.attempts.isLive(attempt) && fleet.attempts[attempt].heldBy == Int32(window) {
            sever(attempt)
        }
    }

    // MARK: instances

    /// The instances a fault hits, drawn by the seed among those that serve at the moment.
    private mutating func drawInstances(of fault: Fault, window: Int) -> [Int] {
        var drawn: [Int] = []
        for target in fault.on {
            for host in draw(target, window: window) where !drawn.contains(host) {
                drawn.append(host)
            }
        }
        return drawn
    }

    private func draw(_ target: Target, window: Int) -> [Int] {
        if case .zone(let zone) = target {
            return (0..<platform.hostCount).filter {
                platform.zone(of: $0) == zone && platform.state(of: $0) == .serving
            }
        }
        guard case .service(let service, let instances) = target else { return [] }
        let alive = platform.hosts(of: service).filter { platform.state(of: $0) == .serving }
        let count: Int
        switch instances {
        case .all: return alive
        case .index(let index): return alive.filter { platform.index(of: $0) == index }
        case .count(let wanted): count = min(wanted, alive.count)
        case .share(let share):
            count = min(alive.count, Int((share * Double(alive.count) - 1e-9).rounded(.up)))
        }
        let place = faults.windows[window]
        var generator = Generator(
            seed.child(.faultTarget).child(place.number).child(place.occurrence).child(service))
        var rest = alive
        for taken in 0..<count { rest.swapAt(taken, taken + generator.below(rest.count - taken)) }
        return rest[..<count].sorted()
    }

    private mutating func touch(_ window: Int) {
        faults.ledgers[faults.windows[window].number].instances += 1
    }

    private mutating func killInstances(of fault: Fault, window: Int) {
        for host in drawInstances(of: fault, window: window) {
            touch(window)
            if fault.lasts != nil { holdDown(host, window: window) }
            kill(host)
        }
    }

    mutating func holdDown(_ host: Int, window: Int) {
        platform.hold(host)
        faults.windows[window].hosts.append(host)
    }

    private mutating func strike(_ zone: ZoneID, _ window: Int) {
        faults.outages.append((window, zone))
        for host in 0..<platform.hostCount where platform.zone(of: host) == zone {
            if platform.isKept(host) { holdDown(host, window: window) }
            guard isAlive(host) else { continue }
            touch(window)
            kill(host)
        }
    }

    private func isAlive(_ host: Int) -> Bool {
        let state = platform.state(of: host)
        return state == .serving || state == .draining
    }

    private mutating func crashInstances(of fault: Fault, upFor: Duration, window: Int) {
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
    mutating func crash(_ handle: Int32) {
        let host = Int(handle)
        guard faults.crashLoops.contains(where: { $0.host == host && $0.nextAt == now }),
            isAlive(host)
        else { return }
        kill(host)
    }

    private mutating func pause(_ host: Int, window: Int) {
        touch(window)
        faults.windows[window].hosts.append(host)
        hosts[host].pauses += 1
        guard hosts[host].pauses == 1 else { return }
        faults.pausedHosts += 1
        let service = platform.service(of: host)
        recorder.record(.instancePaused(service, instance: platform.index(of: host)), at: now)
    }

    /// The instance goes on: all that fell due meanwhile happens at once, in due order.
    mutating func resume(_ host: Int) {
        guard hosts[host].pauses > 0 else { return }
        hosts[host].pauses -= 1
        guard hosts[host].pauses == 0 else { return }
        faults.pausedHosts -= 1
        let service = platform.service(of: host)
        recorder.record(.instanceResumed(service, instance: platform.index(of: host)), at: now)
        let mine = faults.heldBack.filter { $0.host == Int32(host) }
        faults.heldBack.removeAll { $0.host == Int32(host) }
        performActions()
        for event in mine {
            dispatch(event.kind, event.handle, due: event.due)
            performActions()
        }
    }

    /// A paused instance has died: nothing is left of its pauses.
    mutating func endPauses(of host: Int) {
        for window in faults.windows.indices
        where faults.planned[faults.windows[window].number].fault.kind == .pause {
            faults.windows[window].hosts.removeAll { $0 == host }
        }
        hosts[host].pauses = 1
        resume(host)
    }

    private mutating func slowStarts(
        of fault: Fault, factor: Double, ramp: Duration, window: Int
    ) {
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

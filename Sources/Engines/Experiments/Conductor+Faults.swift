import Chance
import Faults
import Microservices
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

extension Conductor {
    mutating func faultBegins(_ window: Int, now: Instant) {
        let number = faults.windows[window].number
        let fault = faults.planned[number].fault
        faults.ledgers[number].attempted = true
        let key = seed.child(.faultChance).child(number).child(faults.windows[window].occurrence)
        faults.windows[window].active = ActiveFault(fault, key: key)
        actions.append(.happened(.faultBegan(number)))
        switch fault.kind {
        case .latency, .error, .refuse, .reset, .blackhole, .cut, .slowConnect, .bandwidth, .slice,
            .truncate, .corrupt, .slowBody:
            for target in fault.on { putOnEdges(target, of: fault, window: window) }
            strikeWhatIsUnderWay(fault, window: window)
        case .partition(let from, let direction):
            partition(fault, from: from, direction, window: window)
            strikeWhatIsUnderWay(fault, window: window)
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
        case .cpu, .memory, .diskFull:
            for host in drawInstances(of: fault, window: window) { burden(host, window: window) }
        case .breaker(let state): force(fault, to: state, window: window)
        case .autoscalerStuck(let metrics):
            for target in fault.on { stopMetrics(metrics, of: target, window: window) }
        case .overload:
            break  // Its requests come from sources of their own, which count what they send.
        }
    }

    mutating func faultEnds(_ window: Int, now: Instant) {
        let number = faults.windows[window].number
        let planned = faults.planned[number]
        guard !planned.isInstant else { return }
        actions.append(.happened(.faultEnded(number)))
        takeOffEdges(window)
        actions.append(.release(window: window))
        faults.outages.removeAll { $0.window == window }
        faults.crashLoops.removeAll { $0.window == window }
        faults.slowStarts.removeAll { $0.window == window }
        if case .breaker = planned.fault.kind {
            for edge in scenario.edges(of: planned.fault) {
                actions.append(.force(edge: edge, nil))
            }
        }
        faults.metricOutages.removeAll { $0.window == window }
        for host in faults.windows[window].hosts {
            switch planned.fault.kind {
            case .pause: resume(host)
            case .cpu, .memory, .diskFull: actions.append(.relieve(host: host, window: window))
            default: perform(platform.letGo(host, now: now), now: now)
            }
        }
    }

    /// Puts breakers into a state; one policy of an edge with a breaker is one that is touched.
    private mutating func force(_ fault: Fault, to state: Fault.BreakerState, window: Int) {
        let forced: CircuitBreaker.Forced? =
            switch state {
            case .open: .open
            case .closed: nil
            case .disabled: .disabled
            case .metricsOnly: .metricsOnly
            }
        for edge in scenario.edges(of: fault) {
            let policies = scenario.policies(on: edge).filter {
                scenario.topology.policies[$0].policy.breaker != nil
            }
            faults.ledgers[faults.windows[window].number].instances += policies.count
            if !policies.isEmpty { actions.append(.force(edge: edge, forced)) }
        }
    }

    private mutating func stopMetrics(
        _ kinds: [Autoscaler.Target.Kind], of target: Target, window: Int
    ) {
        guard case .service(let service, _) = target else { return }
        faults.metricOutages.append(
            FaultState.MetricOutage(window: window, service: service, kinds: kinds))
    }

    private mutating func putOnEdges(_ target: Target, of fault: Fault, window: Int) {
        for edge in scenario.edges(of: target) {
            let (from, to) = filters(of: target, window: window)
            put(window, on: edge, from: from, to: to, side: fault.side)
        }
    }

    private func filters(
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
        var isOnAny = false
        for edge in faults.onEdge.indices {
            let count = faults.onEdge[edge].count
            faults.onEdge[edge].removeAll { $0.window == window }
            isOnAny = isOnAny || faults.onEdge[edge].count < count
            faults.activeCount[edge] = Int32(faults.onEdge[edge].count)
        }
        if isOnAny { actions.append(.edgesChanged) }
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

    /// What is under way when the fault begins: a reset cuts it, a blackhole or partition holds it.
    private mutating func strikeWhatIsUnderWay(_ fault: Fault, window: Int) {
        actions.append(.edgesChanged)
        guard faults.windows[window].active!.isUnconditional else { return }
        switch fault.kind {
        case .reset: actions.append(.strike(window: window, isHolding: false))
        case .blackhole, .partition: actions.append(.strike(window: window, isHolding: true))
        case .latency, .error, .refuse, .cut, .kill, .crashLoop, .pause, .slowStart, .zoneOutage,
            .overload, .slowConnect, .bandwidth, .slice, .truncate, .corrupt, .slowBody, .cpu,
            .memory, .diskFull, .breaker, .autoscalerStuck:
            break
        }
    }
}

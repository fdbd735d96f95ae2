public import Chance
public import Resilience
public import Timebase
public import Topologies

extension Fleet {
    /// Adds an instance of a service; it serves nobody until ``open(_:now:)``.
    ///
    /// - Returns: its host number, for good.
    public mutating func addInstance(of service: ServiceID, index: Int) -> Int32 {
        var host = Host(caller: Int32(service), index: Int32(index))
        let settings = blueprint.topology.services[service]
        host.slots = Int32(clamping: settings.concurrency ?? Int(Int32.max))
        host.backlog = Int32(clamping: settings.backlog ?? Int(Int32.max))
        if settings.admission.isGuarded {
            host.gate = Int32(gates.count)
            gates.append(gate(of: service, index: index))
        }
        return add(host)
    }

    /// Adds a client of a load stream.
    public mutating func addClient(of stream: StreamID, index: Int) -> Int32 {
        add(Host(caller: Int32(blueprint.topology.services.count + stream), index: Int32(index)))
    }

    private mutating func add(_ host: Host) -> Int32 {
        let number = Int32(hosts.count)
        var host = host
        host.firstChannel = Int32(channels.count)
        let lines = blueprint.linesOfCaller[Int(host.caller)]
        hosts.append(host)
        for line in lines {
            channels.append(
                emptyChannel(line: line, host: number, caller: host.caller, index: host.index))
        }
        for channel in channels.count - lines.count..<channels.count {
            addGuardian(to: channel)
            addSelection(to: channel)
        }
        return number
    }

    /// What a process that has just begun knows: nothing.
    private func emptyChannel(line: Int, host: Int32, caller: Int32, index: Int32) -> Channel {
        let policy = blueprint.lines[line].policy
        func key(_ purpose: Purpose) -> Key {
            seed.child(purpose).child(Int(caller)).child(Int(index)).child(line)
        }
        var generator = Generator(key(.balance))
        return Channel(
            line: Int32(line), host: host,
            balancer: Balancer(policy.balance.by, offset: generator.below(1 << 20)),
            budget: policy.retry?.budget.map { RetryAllowance($0) },
            throttle: policy.throttle.map { ClientThrottle($0) },
            rate: policy.rateLimit.map { RateLimiter($0) },
            limiter: policy.adaptive.map { ConcurrencyLimiter($0, key: key(.limiter)) },
            hedge: policy.hedge.map { Hedge($0) },
            lastGood: lines[line].fallback == .stale
                ? Array(repeating: .never, count: endpointCount(of: line)) : [])
    }

    private func endpointCount(of line: Int) -> Int {
        blueprint.topology.services[Int(lines[line].callee)].endpoints.count
    }

    private mutating func addGuardian(to channel: Int) {
        let line = Int(channels[channel].line)
        let count = guardianCount(of: line)
        guard count > 0 else { return }
        channels[channel].guardian = Int32(guardians.count)
        for _ in 0..<count { guardians.append(emptyGuardian(of: line)) }
    }

    /// How many breakers and bulkheads a caller instance has from the start.
    func guardianCount(of line: Int) -> Int {
        let policy = blueprint.lines[line].policy
        guard policy.breaker != nil || policy.bulkhead != nil else { return 0 }
        switch lines[line].scope {
        case .service: return 1
        case .instance: return 0
        case .endpoint: return endpointCount(of: line)
        case .stream: return 1 + blueprint.load.count
        }
    }

    private func emptyGuardian(of line: Int) -> Guardian {
        Guardian(breaker: blueprint.lines[line].policy.breaker.map { CircuitBreaker($0) })
    }

    /// The breaker and bulkhead of a callee instance that has its own.
    mutating func guardian(of channel: Int32, to host: Int32) -> Int32 {
        if let known = channels[channel].guardians[host] { return known }
        let number = Int32(guardians.count)
        guardians.append(emptyGuardian(of: Int(channels[channel].line)))
        channels[channel].guardians[host] = number
        return number
    }

    /// The instance accepts connections, and callers are told of it.
    public mutating func open(_ host: Int32, now: Instant) {
        hosts[host].isServing = true
        let service = hosts[host].caller
        guard service < blueprint.topology.services.count else { return }
        var members = services[service].members
        guard !members.contains(host) else { return }
        let index = hosts[host].index
        let place = members.firstIndex { hosts[$0].index > index } ?? members.count
        members.insert(host, at: place)
        services[service].members = members
        membersChanged(of: service, now: now)
    }

    /// The instance accepts connections, and callers are not told of it.
    public mutating func accept(_ host: Int32) { hosts[host].isServing = true }

    /// Callers are told to send no more; what it holds it finishes.
    public mutating func drain(_ host: Int32, now: Instant) {
        let service = hosts[host].caller
        services[service].members.removeAll { $0 == host }
        membersChanged(of: service, now: now)
    }

    /// A drained instance that holds nothing stops for good.
    public mutating func stop(_ host: Int32) {
        assert(held(by: host) == 0, "host \(host) stops with \(held(by: host)) requests")
        hosts[host].isServing = false
        stopProbes(of: host)
        stopSelections(of: host)
    }

    /// Whether the instance accepts connections.
    @inlinable
    public func isServing(_ host: Int32) -> Bool { hosts[host].isServing }
    /// The service of an instance; nil for a client.
    public func service(of host: Int32) -> ServiceID? {
        let caller = Int(hosts[host].caller)
        return caller < blueprint.topology.services.count ? caller : nil
    }
    public func index(of host: Int32) -> Int { Int(hosts[host].index) }
    /// Requests in slots and waiting.
    public func held(by host: Int32) -> Int { Int(hosts[host].busy) + Int(hosts[host].waiting) }
    public var hostCount: Int { hosts.count }

    /// The instance warms up: its work takes `factor` times as long, falling to 1 over `ramp`.
    public mutating func warmUp(_ host: Int32, factor: Double, ramp: Duration, now: Instant) {
        hosts[host].slowFactor = factor
        hosts[host].slowSince = now
        hosts[host].slowRamp = ramp
    }

    /// The instance dies: what it held is reset, its own calls are abandoned, its memory is lost.
    ///
    /// - Returns: how many requests it held.
    @discardableResult
    public mutating func kill(_ host: Int32, now: Instant) -> Int {
        let held = self.held(by: host)
        hosts[host].isServing = false
        // First what it asked of others, which may be another request that it holds itself.
        for handle in 0..<Int32(requests.highWater) where isHeld(handle, by: host) {
            if requests[handle].root >= 0 { cancel(requests[handle].root, now: now) }
        }
        for handle in 0..<Int32(requests.highWater) where isHeld(handle, by: host) {
            lose(handle, now: now)
        }
        hosts[host].queueHead = -1
        hosts[host].queueTail = -1
        hosts[host].slowFactor = 1
        let service = hosts[host].caller
        let lost = hosts[host].gate
        if lost >= 0 { gates[lost] = gate(of: Int(service), index: Int(hosts[host].index)) }
        services[service].meter.lost += held
        goOn(now: now)
        forget(host, now: now)
        return held
    }

    private func isHeld(_ request: Int32, by host: Int32) -> Bool {
        requests.isLive(request) && requests[request].host == host
    }

    private mutating func lose(_ handle: Int32, now: Instant) {
        let request = requests[handle]
        let service = hosts[request.host].caller
        switch request.state {
        case .running:
            traceWork(.workEnded, request)
            hosts[request.host].busy -= 1
            services[service].meter.busy.fall(now)
        case .waiting:
            hosts[request.host].waiting -= 1
            services[service].meter.waiting.fall(now)
        }
        actions.append(.reset(attempt: request.attempt))
        requests.remove(handle)
    }

    /// Empties the memory that dies with a process: breakers, budgets, balancers, health views.
    private mutating func forget(_ host: Int32, now: Instant) {
        let caller = hosts[host].caller
        let lines = blueprint.linesOfCaller[Int(caller)]
        for (offset, line) in lines.enumerated() {
            let number = Int(hosts[host].firstChannel) + offset
            let old = channels[number]
            var fresh = emptyChannel(
                line: line, host: host, caller: caller, index: hosts[host].index)
            fresh.view = old.view
            fresh.guardian = old.guardian
            fresh.selection = old.selection
            channels[number] = fresh
            guard old.guardian >= 0 else { continue }
            for place in 0..<guardianCount(of: line) {
                guardians[Int(old.guardian) + place] = emptyGuardian(of: line)
            }
        }
        stopProbes(of: host)
        forgetSelections(of: host)
    }
}

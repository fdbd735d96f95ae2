import Chance
import Resilience
import Timebase
import Topologies
import Workloads

extension Fleet {
    /// What stands between an instance's door and its slots: limits, and who waits how long.
    struct Gate {
        var rate: RateLimiter?
        var limiter: ConcurrencyLimiter?
        /// Whether it has them: a comparison with nil would copy them.
        let hasRate: Bool
        let hasLimiter: Bool
        var line = Line.firstCome
        var codel: CoDel
        var standing: StandingQueue
        /// Of each criticality the last that waits, or −1; in a line by priority.
        var lasts = SIMD4<Int32>(repeating: -1)

        init(
            rate: RateLimiter?, limiter: ConcurrencyLimiter?, codel: CoDel,
            standing: StandingQueue
        ) {
            self.rate = rate
            self.limiter = limiter
            hasRate = rate != nil
            hasLimiter = limiter != nil
            self.codel = codel
            self.standing = standing
        }

        enum Line: UInt8 { case firstCome, codel, adaptiveLIFO, priority }

        /// The queue was found empty.
        mutating func foundEmpty(now: Instant) {
            switch line {
            case .codel: codel.foundEmpty()
            case .adaptiveLIFO: standing.foundEmpty(now: now)
            case .firstCome, .priority: break
            }
        }
    }

    /// What an instance that has just begun knows.
    func gate(of service: ServiceID, index: Int) -> Gate {
        let admission = blueprint.topology.services[service].admission
        let key = seed.child(.limiter).child(service).child(index)
        var gate = Gate(
            rate: admission.rateLimit.map { RateLimiter($0) },
            limiter: admission.adaptive.map { ConcurrencyLimiter($0, key: key) },
            codel: CoDel(CoDel.Settings()), standing: StandingQueue(CoDel.Settings()))
        switch admission.shed {
        case nil: break
        case .codel(let settings):
            gate.line = .codel
            gate.codel = CoDel(settings)
        case .adaptiveLIFO(let settings):
            gate.line = .adaptiveLIFO
            gate.standing = StandingQueue(settings)
        case .priority: gate.line = .priority
        }
        return gate
    }

    /// Lets an attempt in, or answers it.
    ///
    /// - Returns: the place that the adaptive limit gave it, 0 without one; nil when it was
    ///   refused.
    mutating func passGate(_ attempt: Int32, isFree: Bool, now: Instant) -> Int32? {
        let host = attempts[attempt].to
        let gate = hosts[host].gate
        if gates[gate].hasRate, gates[gate].rate!.acquire(now: now) == nil {
            turnAway(attempt, status: 429)
            return nil
        }
        var place: Int32 = 0
        if gates[gate].hasLimiter {
            place = gates[gate].limiter!.acquire()
            guard place > 0 else {
                turnAway(attempt, status: 503)
                return nil
            }
        }
        if isFree {
            gates[gate].foundEmpty(now: now)
        } else if hosts[host].waiting >= hosts[host].backlog,
            !makesRoom(at: host, for: attempts[attempt].stream, now: now)
        {
            if place > 0 {
                gates[gate].limiter!.release(.ignored, took: .zero, atBegin: place, now: now)
            }
            turnAway(attempt, status: 503)
            return nil
        }
        return place
    }

    /// Drops the last to come of those who matter least, if they matter less than who asks.
    private mutating func makesRoom(
        at host: Int32, for stream: Int32, now: Instant
    ) -> Bool {
        let last = hosts[host].queueTail
        guard gates[hosts[host].gate].line == .priority, last >= 0,
            rank(ofStream: requests[last].stream) > rank(ofStream: stream)
        else { return false }
        dropWaiting(last, now: now)
        return true
    }

    /// Queues a request: behind all, or in a line by priority behind those who matter as much.
    mutating func enqueueAtGate(_ handle: Int32, now: Instant) {
        let host = requests[handle].host
        let gate = hosts[host].gate
        var before = hosts[host].queueTail
        switch gates[gate].line {
        case .firstCome, .codel: break
        case .adaptiveLIFO:
            if before < 0 { gates[gate].standing.foundEmpty(now: now) }
            requests[handle].mayWaitUntil = now + gates[gate].standing.patience(now: now)
        case .priority:
            let rank = rank(ofStream: requests[handle].stream)
            before = -1
            for other in 0...rank where gates[gate].lasts[other] >= 0 {
                before = gates[gate].lasts[other]
            }
            gates[gate].lasts[rank] = handle
        }
        let after = before >= 0 ? requests[before].next : hosts[host].queueHead
        requests[handle].previous = before
        requests[handle].next = after
        if before >= 0 { requests[before].next = handle } else { hosts[host].queueHead = handle }
        if after >= 0 { requests[after].previous = handle } else { hosts[host].queueTail = handle }
        hosts[host].waiting += 1
        services[hosts[host].caller].meter.waiting.rise(now)
    }

    /// Takes a request out of the queue, wherever it stands there.
    private mutating func leaveLine(_ handle: Int32, now: Instant) {
        let request = requests[handle]
        let host = request.host
        let (before, after) = (request.previous, request.next)
        if before >= 0 { requests[before].next = after } else { hosts[host].queueHead = after }
        if after >= 0 { requests[after].previous = before } else { hosts[host].queueTail = before }
        if gates[hosts[host].gate].line == .priority {
            leaveRank(handle, after: before, at: hosts[host].gate)
        }
        hosts[host].waiting -= 1
        services[hosts[host].caller].meter.waiting.fall(now)
    }

    /// The last that waits of its criticality is now the one before it, if that matters as much.
    private mutating func leaveRank(_ handle: Int32, after before: Int32, at gate: Int32) {
        let rank = rank(ofStream: requests[handle].stream)
        guard gates[gate].lasts[rank] == handle else { return }
        let isSame = before >= 0 && self.rank(ofStream: requests[before].stream) == rank
        gates[gate].lasts[rank] = isSame ? before : -1
    }

    /// How little a request matters: 0 is critical. What comes from outside is normal.
    private func rank(ofStream stream: Int32) -> Int {
        let priority = stream < 0 ? .normal : blueprint.load[Int(stream)].priority
        return Int(priority.criticality.rawValue)
    }

    private mutating func dropWaiting(_ handle: Int32, now: Instant) {
        leaveLine(handle, now: now)
        let request = requests[handle]
        requests.remove(handle)
        drop(request, now: now)
    }

    /// Gives free slots to those who wait.
    mutating func admitThroughGate(at host: Int32, now: Instant) {
        let gate = hosts[host].gate
        let isNewestFirst =
            gates[gate].line == .adaptiveLIFO && gates[gate].standing.isStanding(now: now)
        gates[gate].codel.beginDequeue()
        while hosts[host].busy < hosts[host].slots, hosts[host].queueHead >= 0 {
            let oldest = hosts[host].queueHead
            if now > requests[oldest].mayWaitUntil {
                dropWaiting(oldest, now: now)
                continue
            }
            let handle = isNewestFirst ? hosts[host].queueTail : oldest
            guard !isShed(handle, now: now) else {
                dropWaiting(handle, now: now)
                continue
            }
            leaveLine(handle, now: now)
            takeSlot(handle, waited: now - requests[handle].arrived, now: now)
            gates[gate].codel.beginDequeue()
        }
        if hosts[host].queueHead < 0, hosts[host].busy < hosts[host].slots {
            gates[gate].foundEmpty(now: now)
        }
    }

    /// Whether a request whose turn has come gets no slot.
    private mutating func isShed(_ handle: Int32, now: Instant) -> Bool {
        let request = requests[handle]
        if isDropped(request, now: now) { return true }
        let host = request.host
        let gate = hosts[host].gate
        guard gates[gate].line == .codel else { return now > request.mayWaitUntil }
        return gates[gate].codel.drops(
            waited: now - request.arrived, isLast: hosts[host].waiting == 1, now: now)
    }

    /// A request that held a place of the adaptive limit has been answered.
    mutating func leaveGate(_ request: Request, status: Int32, now: Instant) {
        let gate = hosts[request.host].gate
        let sample: ConcurrencyLimiter.Sample
        switch status {
        case ..<500: sample = .success
        case 503 where request.root < 0, 504: sample = .dropped
        default: sample = .ignored
        }
        guard gates[gate].hasLimiter else { return }
        gates[gate].limiter!.release(
            sample, took: now - request.arrived, atBegin: request.place, now: now)
    }
}

extension Fleet.ServiceState {
    init(_ service: Service) {
        abandoned = service.abandoned
        switch service.admission.retryAfter {
        case nil: break
        case .wait(let wait): retryAfter = wait
        case .never: retryAfter = .forever
        }
    }
}

extension LoadStream.Priority {
    /// What every call made on behalf of such a request carries.
    var criticality: Criticality {
        switch self {
        case .critical: .critical
        case .normal: .normal
        case .sheddable: .sheddable
        }
    }
}

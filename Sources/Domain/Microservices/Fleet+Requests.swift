public import Chance
public import Resilience
public import Timebase
public import Topologies

extension Fleet {
    /// A user sends a request from a client.
    ///
    /// - Parameter tag: handed back in the ``RequestFact``.
    public mutating func send(
        from client: Int32, key: Key, due: Instant, isExtra: Bool, tag: Int32, now: Instant
    ) {
        let stream = Int(hosts[client].caller) - blueprint.topology.services.count
        var request = Request(
            host: client, attempt: -1, edge: -1,
            block: entryBlocks[firstEndpoint[hosts[client].caller]], key: key, arrived: due,
            deadline: .never, patience: due + blueprint.load[stream].timeout,
            stream: Int32(stream))
        request.isExtra = isExtra
        request.tag = tag
        request.state = .running
        traceRequest(request)
        start(requests.insert(request), now: now)
        goOn(now: now)
    }

    /// An attempt reaches its callee, which must be serving; its caller may have closed it before.
    ///
    /// The request's handle is left in the attempt until its answer or reset is performed.
    public mutating func arrive(_ attempt: Int32, now: Instant) {
        let host = attempts[attempt].to
        assert(hosts[host].isServing, "attempt \(attempt) reached dead host \(host)")
        let service = hosts[host].caller
        services[service].meter.arrived += 1
        let isFree = hosts[host].busy < hosts[host].slots
        var place: Int32 = 0
        if hosts[host].gate >= 0 {
            guard let taken = passGate(attempt, isFree: isFree, now: now) else { return }
            place = taken
        } else if !isFree && hosts[host].waiting >= hosts[host].backlog {
            turnAway(attempt, status: 503)
            return
        }
        var request = Request(
            host: host, attempt: attempt, edge: attempts[attempt].edge,
            block: entryBlocks[firstEndpoint[service] + attempts[attempt].endpoint],
            key: attempts[attempt].key, arrived: now, deadline: attempts[attempt].deadline,
            patience: attempts[attempt].patience, stream: attempts[attempt].stream,
            abandoned: attempts[attempt].isClosed ? now : .never)
        request.place = place
        if isFree, isDropped(request, now: now) { return drop(request, now: now) }
        let handle = requests.insert(request)
        attempts[attempt].request = handle
        if isFree {
            takeSlot(handle, waited: .zero, now: now)
            goOn(now: now)
        } else if hosts[host].gate >= 0 {
            enqueueAtGate(handle, now: now)
        } else {
            enqueue(handle, now: now)
        }
    }

    /// Refuses an attempt before any work.
    mutating func turnAway(_ attempt: Int32, status: Int32) {
        let service = hosts[attempts[attempt].to].caller
        services[service].meter.overflowed += 1
        answerUnprocessed(attempt, status: status)
    }

    /// Answers an attempt for which nothing was done, with the service's advice on trying again.
    private mutating func answerUnprocessed(_ attempt: Int32, status: Int32) {
        attempts[attempt].isUnprocessed = true
        attempts[attempt].retryAfter = services[hosts[attempts[attempt].to].caller].retryAfter
        actions.append(.answer(attempt: attempt, status: status, isDegraded: false))
    }

    /// The caller of a request has given up on it. What becomes of it is its service's
    /// `abandoned`; where it is cancelled it ends with nginx's 499, and its own calls are closed.
    public mutating func abandon(_ request: Int32, now: Instant) {
        requests[request].abandoned = now
        let service = hosts[requests[request].host].caller
        guard services[service].abandoned == .cancel, requests[request].state == .running else {
            return
        }
        finish(request, status: 499, now: now)
        goOn(now: now)
    }

    private mutating func enqueue(_ handle: Int32, now: Instant) {
        let host = requests[handle].host
        let tail = hosts[host].queueTail
        if tail >= 0 { requests[tail].next = handle } else { hosts[host].queueHead = handle }
        hosts[host].queueTail = handle
        hosts[host].waiting += 1
        services[hosts[host].caller].meter.waiting.rise(now)
    }

    mutating func takeSlot(_ handle: Int32, waited: Duration, now: Instant) {
        let host = requests[handle].host
        let service = hosts[host].caller
        hosts[host].busy += 1
        services[service].meter.busy.rise(now)
        services[service].meter.started += 1
        if waited > .zero {
            services[service].meter.waited += 1
            services[service].meter.waitTime &+= waited.nanoseconds
        }
        requests[handle].state = .running
        traceWork(.workBegan, requests[handle])
        let attempt = requests[handle].attempt
        if attempts[attempt].isTied { actions.append(.started(attempt: attempt)) }
        start(handle, now: now)
    }

    private mutating func start(_ handle: Int32, now: Instant) {
        let block = blocks[requests[handle].block]
        let root = activities.insert(
            Activity(
                request: handle, key: requests[handle].key, position: block.first,
                end: block.first + block.count))
        requests[handle].root = root
        resume(root, result: 0)
    }

    /// Ends a request with a status, cancels what of it still runs, and hands its slot on.
    mutating func finish(_ handle: Int32, status: Int32, now: Instant) {
        let request = requests[handle]
        cancel(request.root, now: now)
        requests.remove(handle)
        guard request.attempt >= 0 else {
            endRequest(request)
            return
        }
        traceWork(.workEnded, request)
        complete(request, now: now)
        if request.place > 0 { leaveGate(request, status: status, now: now) }
        hosts[request.host].busy -= 1
        services[hosts[request.host].caller].meter.busy.fall(now)
        actions.append(
            .answer(attempt: request.attempt, status: status, isDegraded: request.isDegraded))
        admitNext(at: request.host, now: now)
    }

    private mutating func complete(_ request: Request, now: Instant) {
        let service = hosts[request.host].caller
        services[service].meter.completed += 1
        services[service].meter.sojournTime &+= (now - request.arrived).nanoseconds
    }

    private mutating func admitNext(at host: Int32, now: Instant) {
        if hosts[host].gate >= 0 { return admitThroughGate(at: host, now: now) }
        let service = hosts[host].caller
        while hosts[host].busy < hosts[host].slots, hosts[host].queueHead >= 0 {
            let handle = hosts[host].queueHead
            let request = requests[handle]
            hosts[host].queueHead = request.next
            if request.next < 0 { hosts[host].queueTail = -1 }
            hosts[host].waiting -= 1
            services[service].meter.waiting.fall(now)
            guard isDropped(request, now: now) else {
                takeSlot(handle, waited: now - request.arrived, now: now)
                continue
            }
            requests.remove(handle)
            drop(request, now: now)
        }
    }

    /// Whether its service gives no slot to it, because nobody waits for it any more: its caller
    /// gave up, its deadline is over, or a tied copy was taken up elsewhere.
    func isDropped(_ request: Request, now: Instant) -> Bool {
        let isLate = request.abandoned < .never || request.deadline <= now
        guard isLate else { return false }
        return services[hosts[request.host].caller].abandoned != .finish
            || (request.abandoned < .never && attempts[request.attempt].isTied)
    }

    /// Answers a request that gets no slot.
    mutating func drop(_ request: Request, now: Instant) {
        services[hosts[request.host].caller].meter.dropped += 1
        complete(request, now: now)
        if request.place > 0 { leaveGate(request, status: 503, now: now) }
        answerUnprocessed(request.attempt, status: request.deadline <= now ? 504 : 503)
    }

    private mutating func endRequest(_ request: Request) {
        let stream = Int(hosts[request.host].caller) - blueprint.topology.services.count
        let outcome: RequestOutcome
        switch request.ending {
        case .answered: outcome = request.isDegraded ? .degraded : .succeeded
        case .fallback: outcome = .degraded
        case .badStatus, .connection: outcome = .failed
        case .timedOut: outcome = .timedOut
        case .rejected, .unavailable: outcome = .rejected
        }
        if isTracing {
            tell(TraceFact(kind: .requestEnded(outcome), key: request.key))
        }
        actions.append(
            .requestEnded(
                RequestFact(
                    stream: Int32(stream), tag: request.tag, outcome: outcome,
                    isExtra: request.isExtra, due: request.arrived)))
    }
}

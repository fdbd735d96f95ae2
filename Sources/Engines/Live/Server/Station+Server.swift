import Chance
import Experiments
import HTTPWire
import Microservices
import Recordings
import Timebase
import Topologies

/// The callee's side: requests that come in over connections, and their answers.
extension Station {
    /// What becomes of a request that has arrived.
    enum Reception {
        /// It is worked on, and answered later.
        case attempt(Int32)
        case answered(Answer)
    }

    func accept(_ head: RequestHead, at host: Int32, from connection: ServerConnection) -> Reception
    {
        guard let service = fleet.service(of: host) else { return .answered(Answer(status: 404)) }
        guard let endpoint = routes[service].firstIndex(where: { $0.matches(head) }) else {
            return .answered(answerAside(head, service: service, host: host))
        }
        guard fleet.isServing(host) else { return .answered(Answer(status: 503)) }
        let header = attemptHeader(in: head, to: service, host)
        let attempt = fleet.receive(
            over: header.edge, from: header.from, to: host, endpoint: Int32(endpoint),
            key: header.key, deadline: header.deadline, patience: header.patience,
            stream: header.stream, isTied: header.isTied, now: now)
        arrivals[attempt] = connection
        fleet.attempts[attempt].isClosed = connection.isPeerFinished
        note(head, of: attempt, key: header.key)
        let travel = travelTime(of: attempt, .networkRequest)
        if travel > .zero {
            fleet.attempts[attempt].pending += 1
            loop.arm(self, token: StationTimer.arrives.token(attempt), at: now + travel)
        } else {
            fleet.arrive(attempt, now: now)
        }
        return .attempt(attempt)
    }

    /// Whether the field is of a caller on an edge that ends here: a program in between passes on
    /// that of whoever called it, which says nothing about the program's own attempt.
    private func leads(_ edge: Int32, to service: ServiceID) -> Bool {
        (0..<Int32(scenario.edgeCount)).contains(edge)
            && scenario.callee(of: EdgeID(edge)) == service
    }

    private func note(_ head: RequestHead, of attempt: Int32, key: Key) {
        let trace = head.fields.withValue(of: TraceContext.name) { TraceContext($0) } ?? nil
        while Int(attempt) >= traces.count { traces.append(.none) }
        traces[Int(attempt)] = trace ?? TraceContext(startingAt: key)
    }

    /// What the caller says of its attempt, if it is for an edge that ends here: a program in
    /// between passes on that of whoever called it, which says nothing about the program's own
    /// attempt.
    private func attemptHeader(
        in head: RequestHead, to service: ServiceID, _ host: Int32
    ) -> AttemptHeader {
        let told = head.fields.withValue(of: AttemptHeader.name) { AttemptHeader($0) }
        guard var header = told ?? nil, leads(header.edge, to: service) else {
            return unkeyedHeader(at: host)
        }
        if !(0..<Int32(fleet.hostCount)).contains(header.from) { header.from = -1 }
        if !(0..<Int32(scenario.load.count)).contains(header.stream) { header.stream = -1 }
        return header
    }

    private func unkeyedHeader(at host: Int32) -> AttemptHeader {
        unkeyedRequests += 1
        let key = seed.child(.request).child(Int(host)).child(unkeyedRequests)
        return AttemptHeader(key: key, from: -1, edge: -1, deadline: .never, patience: .never)
    }

    /// One way between instances, drawn as in a simulation; the real way comes on top.
    func travelTime(of attempt: Int32, _ purpose: Purpose) -> Duration {
        guard hasNetwork else { return .zero }
        let (from, to) = (fleet.attempts[attempt].from, fleet.attempts[attempt].to)
        let edge = fleet.attempts[attempt].edge
        guard from >= 0, edge >= 0, edge < scenario.topology.edges.count else { return .zero }
        let key = fleet.attempts[attempt].key.child(purpose)
        let isNear = zone(of: from) == zone(of: to)
        return isNear ? network.sample(key) : crossZoneNetwork.sample(key)
    }

    private func zone(of host: Int32) -> ZoneID? {
        guard let service = fleet.service(of: host) else { return nil }
        return scenario.topology.services[service]
            .zone(ofInstance: fleet.index(of: host), zoneCount: scenario.topology.zones.count)
    }

    /// A request has travelled to its callee.
    func arrive(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        guard arrivals[attempt] != nil, fleet.isServing(fleet.attempts[attempt].to) else {
            return releaseArrival(attempt)
        }
        fleet.arrive(attempt, now: now)
    }

    /// An instance has answered.
    func answer(_ attempt: Int32, status: Int32, isDegraded: Bool) {
        fleet.attempts[attempt].request = -1
        fleet.attempts[attempt].status = status
        fleet.attempts[attempt].isDegraded = isDegraded
        let host = fleet.attempts[attempt].to
        defer { answered?(host) }
        let travel = travelTime(of: attempt, .networkAnswer)
        guard travel > .zero, arrivals[attempt] != nil else {
            fleet.attempts[attempt].pending += 1
            return writeAnswer(attempt)
        }
        fleet.attempts[attempt].pending += 1
        loop.arm(self, token: StationTimer.answers.token(attempt), at: now + travel)
    }

    func writeAnswer(_ attempt: Int32) {
        fleet.attempts[attempt].pending -= 1
        let connection = arrivals[attempt]
        let status = Int(fleet.attempts[attempt].status)
        let isDegraded = fleet.attempts[attempt].isDegraded
        let refusal = Refusal(
            isUnprocessed: fleet.attempts[attempt].isUnprocessed,
            retryAfter: fleet.attempts[attempt].retryAfter)
        arrivals[attempt] = nil
        releaseArrival(attempt)
        connection?.answer(status, isDegraded: isDegraded, refusal)
    }

    /// An instance has taken up a tied attempt: 102 says so (RFC 2518, section 10.1), since an
    /// interim response is all that HTTP/1.1 may send before the answer.
    func sayStarted(_ attempt: Int32) {
        guard let connection = arrivals[attempt] else { return }
        connection.sayStarted()
    }

    /// An instance died with a request.
    func breakOff(_ attempt: Int32) {
        fleet.attempts[attempt].request = -1
        if arrivals[attempt] == nil { releaseArrival(attempt) }
    }

    /// The client of a request sends no more, which is how a caller gives up.
    func peerFinished(_ attempt: Int32) {
        noteGivenUp(attempt)
        performActions()
    }

    private func noteGivenUp(_ attempt: Int32) {
        guard !fleet.attempts[attempt].isClosed else { return }
        fleet.attempts[attempt].isClosed = true
        // What an instance that dies was asked for is lost, and not given up by its callers.
        guard fleet.attempts[attempt].to != dyingHost else { return }
        if fleet.attempts[attempt].request >= 0 {
            fleet.abandon(fleet.attempts[attempt].request, now: now)
        }
    }

    /// The connection on which a request came is gone.
    func abandoned(_ attempt: Int32) {
        noteGivenUp(attempt)
        arrivals[attempt] = nil
        releaseArrival(attempt)
        performActions()
    }

    private func releaseArrival(_ attempt: Int32) {
        guard arrivals[attempt] == nil, fleet.attempts[attempt].request < 0,
            fleet.attempts[attempt].pending == 0
        else { return }
        fleet.release(attempt)
    }

    /// Puts a response into `scratch`.
    func write(_ answer: Answer, isHead: Bool, keepsAlive: Bool) {
        scratch.removeAll(keepingCapacity: true)
        MessageWriter.statusLine(answer.status, into: &scratch)
        date.append(to: &scratch, now: now)
        if !answer.body.isEmpty {
            MessageWriter.field("content-type", answer.contentType, into: &scratch)
        }
        MessageWriter.field("content-length", answer.body.count, into: &scratch)
        if !answer.allow.isEmpty { MessageWriter.field("allow", answer.allow, into: &scratch) }
        if answer.isDegraded { MessageWriter.field("chaos-degraded", "1", into: &scratch) }
        answer.refusal.append(to: &scratch)
        if !keepsAlive { MessageWriter.field("connection", "close", into: &scratch) }
        MessageWriter.endHead(into: &scratch)
        if !isHead { scratch.append(contentsOf: answer.body) }
    }
}

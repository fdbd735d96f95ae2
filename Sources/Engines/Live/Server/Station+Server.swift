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
        case answered(Int, body: [UInt8])
    }

    func accept(_ head: RequestHead, at host: Int32, from connection: ServerConnection) -> Reception
    {
        guard let service = fleet.service(of: host) else { return .answered(404, body: []) }
        guard let endpoint = routes[service].firstIndex(where: { $0.matches(head) }) else {
            return answerAside(head, service: service, host: host)
        }
        guard fleet.isServing(host) else { return .answered(503, body: []) }
        let told = head.fields.withValue(of: AttemptHeader.name) { AttemptHeader($0) }
        let header =
            (told ?? nil).flatMap { leads($0.edge, to: service) ? $0 : nil }
            ?? unkeyedHeader(at: host)
        let attempt = fleet.receive(
            over: header.edge, from: header.from < fleet.hostCount ? header.from : -1, to: host,
            endpoint: Int32(endpoint), key: header.key, deadline: header.deadline,
            patience: header.patience, now: now)
        arrivals[attempt] = connection
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

    private func unkeyedHeader(at host: Int32) -> AttemptHeader {
        unkeyedRequests += 1
        let key = seed.child(.request).child(Int(host)).child(unkeyedRequests)
        return AttemptHeader(key: key, from: -1, edge: -1, deadline: .never, patience: .never)
    }

    /// What is no endpoint of the service: its health, its metrics, or nothing.
    private func answerAside(_ head: RequestHead, service: ServiceID, host: Int32) -> Reception {
        let isReading = head.method == .get || head.method == .head
        if head.pathEquals("/health"), isReading {
            let isServing = fleet.isServing(host)
            return .answered(isServing ? 200 : 503, body: Array(isServing ? "ok\n".utf8 : "".utf8))
        }
        if head.pathEquals("/metrics"), isReading {
            return .answered(200, body: Array(metrics(of: service, host: host).utf8))
        }
        let isKnown = routes[service].contains { $0.matchesPath(of: head) }
        return .answered(isKnown ? 405 : 404, body: [])
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
        arrivals[attempt] = nil
        releaseArrival(attempt)
        connection?.answer(status, isDegraded: isDegraded)
    }

    /// An instance died with a request.
    func breakOff(_ attempt: Int32) {
        fleet.attempts[attempt].request = -1
        if arrivals[attempt] == nil { releaseArrival(attempt) }
    }

    /// The client of a request sends no more, which is how a caller gives up.
    func peerFinished(_ attempt: Int32) {
        guard !fleet.attempts[attempt].isClosed else { return }
        fleet.attempts[attempt].isClosed = true
        if fleet.attempts[attempt].request >= 0 {
            fleet.abandon(fleet.attempts[attempt].request, now: now)
        }
    }

    /// The connection on which a request came is gone.
    func abandoned(_ attempt: Int32) {
        peerFinished(attempt)
        arrivals[attempt] = nil
        releaseArrival(attempt)
    }

    private func releaseArrival(_ attempt: Int32) {
        guard arrivals[attempt] == nil, fleet.attempts[attempt].request < 0,
            fleet.attempts[attempt].pending == 0
        else { return }
        fleet.release(attempt)
    }

    /// The instance's meters in Prometheus' text format, version 0.0.4.
    private func metrics(of service: ServiceID, host: Int32) -> String {
        let totals = fleet.totals(ofService: service, at: now)
        func total(_ counter: ServiceCounter) -> Int64 { totals[counter.rawValue] }
        let rows: [(String, String, Int64)] = [
            ("requests_total", "Requests that arrived.", total(.arrived)),
            ("requests_completed_total", "Requests that were answered.", total(.completed)),
            ("requests_refused_total", "Requests refused for want of room.", total(.overflowed)),
        ]
        var text = ""
        for (name, help, value) in rows {
            text += "# HELP chaos_\(name) \(help)\n# TYPE chaos_\(name) counter\n"
            text += "chaos_\(name) \(value)\n"
        }
        text += "# HELP chaos_requests_held Requests in slots and waiting.\n"
        text += "# TYPE chaos_requests_held gauge\nchaos_requests_held \(fleet.held(by: host))\n"
        return text
    }
}

import Chance
import HTTPWire
import Microservices
import Resilience
import Timebase

/// The caller's side: attempts and probes that go out over connections, and what comes of them.
extension Station {
    func send(_ attempt: Int32) {
        let from = fleet.attempts[attempt].from
        let to = fleet.attempts[attempt].to
        let edge = fleet.attempts[attempt].edge
        let pool = pool(from: from, edge: edge, to: to)
        guard let service = fleet.service(of: to), let connection = pool.take() else {
            return failed(attempt, .refused)
        }
        departures[attempt] = connection
        let endpoint = Int(fleet.attempts[attempt].endpoint)
        write(attempt, requestHeads[service][endpoint])
        connection.send(scratch, routes[service][endpoint].known, for: .attempt(attempt))
    }

    func pool(from: Int32, edge: Int32, to: Int32) -> ConnectionPool {
        let name = PoolName(from: from, edge: edge, to: to)
        if let pool = pools[name] { return pool }
        let pool = ConnectionPool(name, of: self)
        pools[name] = pool
        return pool
    }

    /// Puts the request of an attempt into `scratch`.
    private func write(_ attempt: Int32, _ head: [UInt8]) {
        let record = fleet.attempts[attempt]
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: head)
        AttemptHeader.append("chaos-attempt: ", to: &scratch)
        let patience = record.patience
        AttemptHeader(
            key: record.key, from: record.from, edge: record.edge, deadline: record.deadline,
            patience: patience, stream: record.stream, isTied: record.isTied
        ).append(to: &scratch)
        AttemptHeader.append("\r\ntraceparent: ", to: &scratch)
        let origin = fleet.origin(of: attempt)
        let trace =
            origin >= 0 ? traces[Int(origin)] : TraceContext(startingAt: record.key)
        trace.append(parent: record.key, to: &scratch)
        AttemptHeader.append("\r\n\r\n", to: &scratch)
    }

    /// A caller has given up.
    func giveUp(_ attempt: Int32) {
        if let connection = departures[attempt] {
            departures[attempt] = nil
            connection.giveUp()
        }
        fleet.release(attempt)
    }

    /// An answer has come.
    func responded(
        _ attempt: Int32, status: Int32, isDegraded: Bool, _ refusal: Refusal
    ) {
        departures[attempt] = nil
        fleet.attempts[attempt].isUnprocessed = refusal.isUnprocessed
        fleet.attempts[attempt].retryAfter = refusal.retryAfter
        fleet.answered(attempt, status: status, isDegraded: isDegraded, now: now)
        fleet.release(attempt)
        performActions()
    }

    /// A tied attempt has been taken up.
    func started(_ attempt: Int32) {
        fleet.started(attempt, now: now)
        performActions()
    }

    /// An attempt broke.
    func failed(_ attempt: Int32, _ outcome: AttemptOutcome) {
        departures[attempt] = nil
        fleet.broken(attempt, outcome, now: now)
        fleet.release(attempt)
        performActions()
    }

    // MARK: probes

    func sendProbe(_ probe: Int32) {
        guard let route = fleet.probeRoute(probe), let service = fleet.service(of: route.to) else {
            return
        }
        let pool = pool(from: route.from, edge: route.edge, to: route.to)
        guard let connection = pool.take() else {
            return probed(probe, answerBy: route.answerBy, success: false)
        }
        var request: [UInt8] = []
        MessageWriter.requestLine(.get, "/health", into: &request)
        let name = ClientConnection.hostName(of: scenario.topology.services[service])
        MessageWriter.field("host", name, into: &request)
        MessageWriter.endHead(into: &request)
        connection.send(request, .get, for: .probe(probe, answerBy: route.answerBy))
    }

    /// A probe was answered, unless it is another's turn by now.
    func probed(_ probe: Int32, answerBy: Instant, success: Bool) {
        guard let route = fleet.probeRoute(probe), route.answerBy == answerBy else { return }
        fleet.probed(probe, success: success, now: now)
        performActions()
    }
}

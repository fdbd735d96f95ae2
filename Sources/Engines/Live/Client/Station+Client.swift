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
        guard let address = addresses.address(of: to, on: edge),
            let service = fleet.service(of: to)
        else { return failed(attempt, .refused) }
        let connection = pool(from: from, edge: edge, to: to).take(to: address)
        departures[attempt] = connection
        let endpoint = Int(fleet.attempts[attempt].endpoint)
        write(attempt, requestHeads[service][endpoint])
        connection.send(scratch, routes[service][endpoint].known, for: .attempt(attempt))
    }

    func pool(from: Int32, edge: Int32, to: Int32) -> ConnectionPool {
        let name = PoolName(from: from, edge: edge, to: to)
        if let pool = pools[name] { return pool }
        let pool = ConnectionPool(self)
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
            patience: patience
        ).append(to: &scratch)
        AttemptHeader.append("\r\ntraceparent: ", to: &scratch)
        let origin = fleet.origin(of: attempt)
        let trace =
            origin >= 0 ? traces[Int(origin)] : TraceContext(startingAt: record.key)
        trace.append(parent: record.key, to: &scratch)
        AttemptHeader.append("\r\n\r\n", to: &scratch)
    }

    /// A caller has given up: HTTP/1.1 knows no other way to say so than to close.
    func giveUp(_ attempt: Int32) {
        if let connection = departures[attempt] {
            connection.close()
            forget(connection, of: attempt)
        }
        fleet.release(attempt)
    }

    private func forget(_ connection: ClientConnection, of attempt: Int32) {
        departures[attempt] = nil
        let record = fleet.attempts[attempt]
        pools[PoolName(from: record.from, edge: record.edge, to: record.to)]?.remove(connection)
    }

    /// An answer has come.
    func responded(_ attempt: Int32, status: Int32, isDegraded: Bool) {
        departures[attempt] = nil
        fleet.answered(attempt, status: status, isDegraded: isDegraded, now: now)
        fleet.release(attempt)
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
        guard let address = addresses.address(of: route.to, on: route.edge) else {
            return probed(probe, answerBy: route.answerBy, success: false)
        }
        let connection = pool(from: route.from, edge: route.edge, to: route.to).take(to: address)
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

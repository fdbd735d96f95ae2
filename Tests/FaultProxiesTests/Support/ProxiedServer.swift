import Chance
import FaultProxies
import Faults
import Glibc
import Sockets
import Timebase
import Topologies
import XCTest

/// A listening socket behind a proxy: the test plays both the caller and the callee.
final class ProxiedServer {
    let fleet: ProxyFleet
    let route: ProxyFleet.RouteNumber
    let port: UInt16
    let server: PlainSocket
    private let upstreamPort: UInt16

    /// The edge is 0, the callee host 7.
    init(
        _ mode: ProxyRoute.Mode = .http, caller: Int32? = nil, isRecorded: Bool = false
    ) throws {
        let listening = PlainSocket.listening()
        server = listening.socket
        upstreamPort = listening.port
        fleet = try ProxyFleet(clock: MonotonicClock(), key: Key(seed: 1))
        let upstream = ProxyRoute.Upstream(host: 7, address: .loopback(listening.port))
        let opened = try fleet.open(
            ProxyRoute(
                edge: 0, caller: caller, upstreams: [upstream], mode: mode,
                endpoints: ["GET /a", "POST /b"], isRecorded: isRecorded))
        (route, port) = (opened.route, opened.port)
        fleet.setServing(true, route: route)
        try fleet.finishCommands()
    }

    deinit { fleet.stop() }

    /// A new connection through the proxy, seen from both of its ends.
    func connect() throws -> (caller: PlainSocket, callee: PlainSocket) {
        let caller = try PlainSocket.connected(to: port)
        return (caller, try server.accept())
    }

    /// Switches a fault on and waits until it is.
    func begin(
        _ kind: Fault.Kind, window: Int = 0, side: Fault.Side = .request, chance: Double? = nil,
        first: Int? = nil, nth: Int? = nil, match: String? = nil,
        from: ProxyFault.HostFilter = .any, to: ProxyFault.HostFilter = .any
    ) {
        let fault = Fault(
            kind: kind, on: [], at: .start, side: side, chance: chance, first: first, nth: nth,
            match: match)
        fleet.begin(
            ProxyFault(
                window: window, active: ActiveFault(fault, key: Key(seed: UInt64(window))),
                places: [ProxyFault.Place(edge: 0, side: side, from: from, to: to)]))
        finishCommands()
    }

    func end(_ window: Int = 0) {
        fleet.end(window: window)
        finishCommands()
    }

    private func finishCommands() {
        XCTAssertNoThrow(try fleet.finishCommands())
    }

    func touched(_ window: Int = 0) -> ProxyFault.Touched {
        finishCommands()
        return fleet.touched()[window] ?? ProxyFault.Touched()
    }
}

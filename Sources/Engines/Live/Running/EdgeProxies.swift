import Chance
import Experiments
import FaultProxies
import Faults
import Scenarios
import Sockets
import Timebase
import Topologies

/// The fault proxies of a run, and which of them stands where.
///
/// A reference service or a client balances by itself, so a proxy stands in front of each instance
/// of its callee, on the edges on which faults may fall. A program of the user's is told one
/// address a callee, so each of its instances has a proxy of its own on every edge, which balances
/// for it and records what crosses.
final class EdgeProxies {
    private let scenario: Scenario
    private let proxies: ProxyFleet
    private let faulted: Set<EdgeID>
    /// The proxies in front of an instance.
    private var inFront: [Int32: [ProxyFleet.RouteNumber]] = [:]
    /// The proxies of the instances of programs.
    private var ofPrograms: [(route: ProxyFleet.RouteNumber, callee: ServiceID)] = []
    private var addresses: [Int32: InternetAddress] = [:]
    private var services: [Int32: ServiceID] = [:]
    /// The instances of each service that serve, in the order in which they came.
    private var serving: [ServiceID: [Int32]] = [:]
    private var activeWindows: Set<Int> = []
    /// The windows that have the kernel refuse every connection of an edge, and what our callers
    /// said of it: the proxies see none of those.
    private var refusing: [EdgeID: Set<Int>] = [:]
    private var refused: [Int: Int] = [:]

    /// A proxy's port, for an edge.
    struct Door {
        var edge: EdgeID
        var port: UInt16
    }

    init(
        _ scenario: Scenario, planned: [PlannedFault], clock: MonotonicClock, key: Key
    ) throws(SystemError) {
        self.scenario = scenario
        let edges = planned.filter { $0.fault.kind.scope == .edge && !$0.isLeashed }
        faulted = Set(edges.flatMap { scenario.edges(of: $0.fault) })
        proxies = try ProxyFleet(clock: clock, key: key)
    }

    // MARK: instances

    /// Opens the proxies in front of a new instance, for callers that balance by themselves.
    func open(inFrontOf host: Int32, of service: ServiceID, zone: ZoneID?) throws(SystemError)
        -> [Door]
    {
        services[host] = service
        proxies.setZone(zone, of: host)
        let endpoints = scenario.topology.services[service].endpoints.map(\.name)
        var doors: [Door] = []
        for edge in faulted.sorted() where scenario.callee(of: edge) == service {
            if let caller = scenario.caller(of: edge), isProgram(caller) { continue }
            let opened = try proxies.open(
                ProxyRoute(edge: edge, mode: mode(of: service), endpoints: endpoints))
            inFront[host, default: []].append(opened.route)
            doors.append(Door(edge: edge, port: opened.port))
        }
        return doors
    }

    /// Opens the proxies through which an instance of a program calls, one a callee.
    func open(behind host: Int32, of service: ServiceID) throws(SystemError) -> [Door] {
        var doors: [Door] = []
        for (edge, ends) in scenario.topology.edges.enumerated() where ends.from == service {
            let callee = scenario.topology.services[ends.to]
            let opened = try proxies.open(
                ProxyRoute(
                    edge: edge, caller: host, upstreams: upstreams(of: ends.to),
                    mode: mode(of: ends.to), endpoints: callee.endpoints.map(\.name),
                    isRecorded: true))
            ofPrograms.append((opened.route, ends.to))
            proxies.setServing(!upstreams(of: ends.to).isEmpty, route: opened.route)
            doors.append(Door(edge: edge, port: opened.port))
        }
        return doors
    }

    private func isProgram(_ service: ServiceID) -> Bool {
        if case .command = scenario.topology.services[service].implementation { return true }
        return false
    }

    private func mode(of service: ServiceID) -> ProxyRoute.Mode {
        scenario.topology.services[service].speaksHTTP ? .http : .tcp
    }

    /// Where an instance listens.
    func setAddress(_ address: InternetAddress, of host: Int32) {
        addresses[host] = address
        for route in inFront[host] ?? [] {
            proxies.setUpstreams([ProxyRoute.Upstream(host: host, address: address)], route: route)
        }
    }

    /// Whether an instance's process takes connections.
    func setAccepting(_ isAccepting: Bool, _ host: Int32) {
        for route in inFront[host] ?? [] { proxies.setServing(isAccepting, route: route) }
    }

    /// An instance is handed to callers from now on, or no more.
    func setServing(_ isServing: Bool, _ host: Int32) {
        guard let service = services[host] else { return }
        serving[service, default: []].removeAll { $0 == host }
        if isServing { serving[service, default: []].append(host) }
        let upstreams = upstreams(of: service)
        for (route, callee) in ofPrograms where callee == service {
            proxies.setUpstreams(upstreams, route: route)
            proxies.setServing(!upstreams.isEmpty, route: route)
        }
    }

    private func upstreams(of service: ServiceID) -> [ProxyRoute.Upstream] {
        (serving[service] ?? []).compactMap { host in
            addresses[host].map { ProxyRoute.Upstream(host: host, address: $0) }
        }
    }

    // MARK: faults

    /// Brings the proxies to the faults that are on edges now.
    func update(_ faults: borrowing FaultState) {
        var places: [Int: [ProxyFault.Place]] = [:]
        for (edge, faults) in faults.onEdge.enumerated() {
            for fault in faults {
                places[fault.window, default: []].append(
                    ProxyFault.Place(
                        edge: edge, side: fault.side, from: filter(fault.from),
                        to: filter(fault.to)))
            }
        }
        for window in activeWindows.sorted() where places[window] == nil {
            proxies.end(window: window)
            for edge in refusing.keys.sorted() { refusing[edge]?.remove(window) }
        }
        for window in places.keys.sorted() where !activeWindows.contains(window) {
            let active = faults.windows[window].active!
            proxies.begin(ProxyFault(window: window, active: active, places: places[window]!))
            guard active.kind == .refuse, active.isUnconditional else { continue }
            for place in places[window]! where place.side == .request {
                refusing[place.edge, default: []].insert(window)
            }
        }
        activeWindows = Set(places.keys)
    }

    private func filter(_ filter: FaultState.HostFilter) -> ProxyFault.HostFilter {
        switch filter {
        case .any: .any
        case .listed(let hosts): .listed(hosts)
        case .zone(let zone): .zone(zone)
        }
    }

    /// A caller of ours was refused on an edge.
    func noteRefused(on edge: EdgeID) {
        for window in refusing[edge] ?? [] { refused[window, default: 0] += 1 }
    }

    /// Enters into the ledgers of edge faults what they have touched so far.
    func count(into faults: inout FaultState) {
        var sums: [Int: ProxyFault.Touched] = [:]
        for (window, touched) in proxies.touched() {
            let number = faults.windows[window].number
            sums[number, default: ProxyFault.Touched()].requests += touched.requests
            sums[number, default: ProxyFault.Touched()].connections += touched.connections
        }
        for (window, count) in refused {
            let number = faults.windows[window].number
            sums[number, default: ProxyFault.Touched()].requests += count
        }
        for (number, touched) in sums {
            faults.ledgers[number].requests = touched.requests
            faults.ledgers[number].connections = touched.connections
        }
    }

    /// What crossed the edges of programs since the last call.
    func takeRecords() -> [ExchangeRecord] { proxies.takeRecords() }

    /// Commands given until now have taken effect when this returns.
    func settle() throws(SystemError) { try proxies.finishCommands() }

    func stop() { proxies.stop() }
}

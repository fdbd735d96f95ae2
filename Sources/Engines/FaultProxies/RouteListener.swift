import Chance
import Faults
import Sockets
import Topologies

/// The listening end of a route: accepts connections, or has the kernel refuse them.
final class RouteListener {
    let route: ProxyRoute
    let board: Switchboard
    let endpoints: EndpointNames
    /// The windows that stand on the route's edge, in order of their numbers.
    var windows: [FaultWindow] = [] { didSet { openOrRefuse() } }
    var upstreams: [ProxyRoute.Upstream] { didSet { openOrRefuse() } }
    var isServing = false { didSet { openOrRefuse() } }

    private var listener: Listener?
    private var turn = 0
    private let key: Key
    private var nextAttempt = 0

    var edge: EdgeID { route.edge }
    /// Whether every request has to be looked at.
    var isWatching: Bool { !windows.isEmpty || route.isRecorded }

    init(_ route: ProxyRoute, on board: Switchboard, key: Key) {
        self.route = route
        self.board = board
        self.key = key
        upstreams = route.upstreams
        endpoints = EndpointNames(route.endpoints)
    }

    /// Takes a bound socket, which refuses until the route serves.
    func listen(_ descriptor: Int32) {
        // A listener that refuses cannot fail: it calls nothing that can.
        listener = try? Listener(
            on: board.loop, descriptor: descriptor, refuses: true, delegate: self)
    }

    func close() { listener?.close() }

    /// The key of an attempt that brings none of its own.
    func nextKey() -> Key {
        nextAttempt += 1
        return key.child(nextAttempt)
    }

    private func openOrRefuse() {
        guard let listener else { return }
        if isServing, !upstreams.isEmpty, !everyoneIsRefused {
            try? listener.listenAgain()
        } else {
            listener.refuse()
        }
    }

    /// Whether a fault refuses whoever connects, so that the kernel can do it.
    ///
    /// Not on a recorded route: nobody would learn of what the kernel refuses. There a connection
    /// is accepted and reset, which is the same failure to its caller, but for the error's number.
    private var everyoneIsRefused: Bool {
        guard !route.isRecorded else { return false }
        return windows.contains { window in
            window.kind == .refuse && window.isUnconditional
                && upstreams.allSatisfy {
                    window.covers(
                        edge, .request, from: route.caller ?? -1, to: $0.host, in: board.zones)
                }
        }
    }

    /// Asks every fault that stands on a half of the exchanges between two instances about one
    /// of them.
    ///
    /// - Parameter isAsked: leaves out those of no concern; they count nothing.
    func judge(
        _ exchange: Exchange, _ side: Fault.Side, to callee: Int32,
        where isAsked: (FaultWindow) -> Bool
    ) -> Judgement {
        var judgement = Judgement()
        for window in windows where isAsked(window) {
            guard window.covers(edge, side, from: exchange.caller, to: callee, in: board.zones)
            else { continue }
            let finding = window.judge(exchange.name, exchange.key)
            judgement.add(finding, of: window)
            if finding != .passes { window.countRequest() }
        }
        if judgement.isTouched { board.noteTouch() }
        return judgement
    }
}

extension RouteListener: ListenerDelegate {
    func accepted(_ descriptor: Int32, by listener: Listener) {
        turn = (turn + 1) % upstreams.count
        let relay = Relay(route: self, upstream: upstreams[turn], caller: descriptor)
        relay.begin()
    }
}

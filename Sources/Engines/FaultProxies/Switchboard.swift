import Chance
import Faults
import Sockets
import Timebase
import Topologies

/// The proxies' own thread: its routes, the faults that are on, and every connection it carries.
final class Switchboard {
    let loop: EventLoop
    private(set) var zones = Zones()
    private let mailbox: ProxyMailbox
    private let key: Key
    private var routes: [Int: RouteListener] = [:]
    /// The windows that are on, in order of their numbers.
    private var windows: [FaultWindow] = []
    private var relays = RelayTable()
    private var records: [ExchangeRecord] = []
    private var nextSerial: UInt64 = 0
    private var touchesAreNew = false

    init(on loop: EventLoop, mailbox: ProxyMailbox, key: Key) {
        self.loop = loop
        self.mailbox = mailbox
        self.key = key
        loop.afterBatch = { [unowned self] in endBatch() }
    }

    private func endBatch() {
        for command in mailbox.takeCommands() { perform(command) }
        publish()
    }

    private func perform(_ command: ProxyCommand) {
        switch command {
        case .listen(let number, let route, let descriptor):
            open(number, route, descriptor: descriptor)
        case .close(let number): close(number)
        case .setServing(let isServing, let number): routes[number]?.isServing = isServing
        case .setUpstreams(let upstreams, let number): routes[number]?.upstreams = upstreams
        case .setZone(let zone, let host):
            zones.set(zone, of: host)
            refreshRoutes()
        case .begin(let fault): begin(fault)
        case .end(let window): end(window)
        case .open(let latch):
            publish()
            latch.open()
        }
    }

    // MARK: routes

    private func open(_ number: Int, _ route: ProxyRoute, descriptor: Int32) {
        let listener = RouteListener(route, on: self, key: key.child(number))
        listener.listen(descriptor)
        listener.windows = windows(on: route.edge)
        routes[number] = listener
    }

    private func close(_ number: Int) {
        guard let route = routes.removeValue(forKey: number) else { return }
        route.close()
        for relay in relays.all where relay.route === route { relay.reset(.reset) }
    }

    /// Resets every connection and gives every port up.
    func closeAll() {
        for number in routes.keys.sorted() { close(number) }
        publish()
    }

    // MARK: connections

    func add(_ relay: Relay) -> RelayTable.Place { relays.insert(relay) }

    func remove(_ place: RelayTable.Place) { relays.remove(place) }

    func takeSerial() -> UInt64 {
        nextSerial += 1
        return nextSerial
    }

    /// Has a relay told when its delay line comes to its next piece.
    func arm(_ place: RelayTable.Place, _ side: Fault.Side, at due: Instant) {
        loop.arm(self, token: place.token << 1 | (side == .answer ? 1 : 0), at: due)
    }

    func note(_ record: ExchangeRecord) { records.append(record) }

    func noteTouch() { touchesAreNew = true }

    private func publish() {
        if !records.isEmpty {
            mailbox.records.withLock { $0.append(contentsOf: records) }
            records.removeAll(keepingCapacity: true)
        }
        if touchesAreNew {
            touchesAreNew = false
            mailbox.touched.withLock { all in
                for window in windows { all[window.number] = window.touched }
            }
        }
    }

    // MARK: faults

    private func windows(on edge: EdgeID) -> [FaultWindow] {
        windows.filter { $0.places.contains { $0.edge == edge } }
    }

    private func refreshRoutes() {
        for route in routes.values { route.windows = windows(on: route.edge) }
    }

    private func begin(_ fault: ProxyFault) {
        precondition(
            !windows.contains { $0.number == fault.window }, "window \(fault.window) is on already")
        let window = FaultWindow(fault, lastBefore: nextSerial)
        let place = windows.firstIndex { $0.number > window.number }
        windows.insert(window, at: place ?? windows.count)
        refreshRoutes()
        for relay in relays.all where window.places.contains(where: { $0.edge == relay.route.edge })
        {
            relay.session?.describeLast()
            if window.isUnconditional { relay.strike(by: window) }
        }
        touchesAreNew = true
    }

    private func end(_ number: Int) {
        guard let place = windows.firstIndex(where: { $0.number == number }) else { return }
        let window = windows[place]
        window.isOver = true
        for relay in relays.all { relay.release(from: window) }
        touchesAreNew = true
        publish()
        windows.remove(at: place)
        refreshRoutes()
    }
}

extension Switchboard: TimerTarget {
    func timerFired(token: UInt64, due: Instant) {
        relays.relay(of: token >> 1)?.lineIsDue(token & 1 == 1 ? .answer : .request, due: due)
    }
}

public import Chance
public import Sockets
import Synchronization
public import Topologies

/// The fault proxies of a run, all on one thread of their own: what other threads hold of them.
///
/// Commands take effect in the order of the calls, each at one instant for every connection, some
/// tens of microseconds later.
public final class ProxyFleet: Sendable {
    /// Names a route; never used again.
    public typealias RouteNumber = Int

    private let thread: LoopThread
    private let mailbox: ProxyMailbox

    /// Starts the proxies' thread.
    ///
    /// - Parameters:
    ///   - clock: the run's.
    ///   - key: of the draws for attempts that bring no key of their own.
    /// - Throws: when no descriptor or thread is left.
    public init(clock: MonotonicClock, key: Key) throws(SystemError) {
        let mailbox = ProxyMailbox()
        self.mailbox = mailbox
        thread = try LoopThread(clock: clock) { loop in
            let switchboard = Switchboard(on: loop, mailbox: mailbox, key: key)
            loop.run()
            switchboard.closeAll()
        }
    }

    /// Opens a port on 127.0.0.1; it refuses until ``setServing(_:route:)``.
    ///
    /// - Throws: when no descriptor or port is left.
    public func open(_ route: ProxyRoute) throws(SystemError) -> (
        route: RouteNumber, port: UInt16
    ) {
        let socket = try ListeningSocket.bind()
        let number = mailbox.nextRoute()
        send(.listen(number, route, descriptor: socket.descriptor))
        return (number, socket.port)
    }

    /// Gives a route's port up and resets its connections.
    public func close(route: RouteNumber) { send(.close(number: route)) }

    /// Whether the route takes connections; otherwise the kernel refuses them, as it does for a
    /// callee that is down. Connections it has live on until their callee ends them.
    public func setServing(_ isServing: Bool, route: RouteNumber) {
        send(.setServing(isServing, number: route))
    }

    /// Where new connections go from now on; a route without upstreams refuses.
    public func setUpstreams(_ upstreams: [ProxyRoute.Upstream], route: RouteNumber) {
        send(.setUpstreams(upstreams, number: route))
    }

    /// Says in which zone a host is, for ``ProxyFault/HostFilter/zone(_:)``.
    public func setZone(_ zone: ZoneID?, of host: Int32) { send(.setZone(zone, host: host)) }

    /// Switches a window of a fault on, for new connections and live ones.
    ///
    /// An unconditional reset cuts what is live at once; an unconditional blackhole or partition
    /// holds it. Others begin with the next attempt. To connect still succeeds in a partition,
    /// which a port cannot prevent; nothing is answered.
    public func begin(_ fault: ProxyFault) { send(.begin(fault)) }

    /// Switches a window off; what it holds is reset.
    public func end(window: Int) { send(.end(window: window)) }

    /// Waits until every command so far has taken effect; not from the proxies' own thread.
    ///
    /// - Throws: when no descriptor is left to wait on.
    public func finishCommands() throws(SystemError) {
        let latch = try Latch()
        send(.open(latch))
        latch.wait()
    }

    /// What each window has touched up to now.
    ///
    /// Not what the kernel refused for a `refuse` that hits every caller of a route that is not
    /// recorded: nobody sees those but their callers.
    public func touched() -> [Int: ProxyFault.Touched] { mailbox.touched.withLock { $0 } }

    /// The exchanges that ended since the last call, in order of their ends.
    public func takeRecords() -> [ExchangeRecord] {
        mailbox.records.withLock { waiting in
            let records = waiting
            waiting.removeAll()
            return records
        }
    }

    /// Resets every connection, gives every port up and ends the thread; once is enough.
    public func stop() { thread.stop() }

    private func send(_ command: ProxyCommand) {
        mailbox.commands.withLock { $0.append(command) }
        thread.remote.wake()
    }
}

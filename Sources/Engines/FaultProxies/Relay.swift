import Chance
import Faults
import Resilience
import Sockets
import Timebase

/// One proxied connection: the caller's, ours to the callee's instance, and what passes between.
///
/// Without faults every byte, end of stream and reset passes as it came.
final class Relay {
    let route: RouteListener
    let callee: Int32
    let serial: UInt64
    /// What holds the connection in silence, to be reset at its end.
    private(set) var holder: FaultWindow?

    private let address: InternetAddress
    private var accepted: Int32
    private var place: RelayTable.Place?
    private var caller: TCPConnection!
    private var upstream: TCPConnection!
    private var isConnected = false
    private var requests = Lane()
    private var answers = Lane()
    /// Where messages begin and end; nil in mode `.tcp`.
    private var session: HTTPSession?
    /// The exchange under way on a recorded route of mode `.tcp`.
    private var opened: Instant?

    /// How much of a direction is held back before its source has to wait.
    private static let mostHeld = 1 << 20

    var board: Switchboard { route.board }
    var loop: EventLoop { route.board.loop }

    init(route: RouteListener, upstream: ProxyRoute.Upstream, caller descriptor: Int32) {
        self.route = route
        callee = upstream.host
        address = upstream.address
        accepted = descriptor
        serial = route.board.takeSerial()
    }

    /// Connects to the callee and begins to carry.
    func begin() {
        place = board.add(self)
        caller = TCPConnection(accepted: accepted, on: loop, delegate: self)
        upstream = TCPConnection(connectingTo: address, on: loop, delegate: self)
        if route.route.mode == .http {
            session = HTTPSession(self)
        } else if route.isWatching {
            meetFaults()
        }
    }

    /// Whether neither a fault nor a peer has ended it.
    var isOpen: Bool { place != nil }

    // MARK: carrying

    private func source(_ side: Fault.Side) -> TCPConnection {
        side == .request ? caller : upstream
    }

    private func sink(_ side: Fault.Side) -> TCPConnection {
        side == .request ? upstream : caller
    }

    private func withLane<R>(_ side: Fault.Side, _ body: (inout Lane) -> R) -> R {
        side == .request ? body(&requests) : body(&answers)
    }

    /// Passes bytes on, after `delay` and whatever is held back already.
    func carry(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side, after delay: Duration = .zero) {
        let lane = side == .request ? requests : answers
        guard !lane.isSwallowing, bytes.count > 0 else { return }
        if lane.line == nil, delay <= .zero {
            sink(side).send(bytes)
            if sink(side).unsent > 0 { source(side).pauseReading() }
            return
        }
        let line = lane.line ?? DelayLine()
        let isFirst = line.isEmpty
        // Read now and not per batch: what came meanwhile must not be early.
        line.append(bytes, due: loop.refresh() + delay)
        withLane(side) { $0.line = line }
        if isFirst { board.arm(place!, side, at: line.nextDue) }
        if line.byteCount > Relay.mostHeld { source(side).pauseReading() }
    }

    /// The next piece of a delay line is due.
    func lineIsDue(_ side: Fault.Side) {
        guard let line = withLane(side, { $0.line }) else { return }
        while let bytes = line.takeFirst(dueBy: loop.now) { sink(side).send(bytes) }
        guard line.isEmpty else {
            board.arm(place!, side, at: line.nextDue)
            return resumeIfRoom(side)
        }
        withLane(side) { $0.line = nil }
        switch withLane(side, { $0.ending }) {
        case .none: resumeIfRoom(side)
        case .finish: sink(side).finishSending()
        case .reset: reset(.reset)
        }
    }

    private func resumeIfRoom(_ side: Fault.Side) {
        let held = withLane(side) { $0.line?.byteCount ?? 0 }
        guard sink(side).unsent == 0, held <= Relay.mostHeld / 2 else { return }
        source(side).resumeReading()
    }

    /// Has the caller wait: too much of what it asked for is under way.
    func pauseCaller() { caller.pauseReading() }

    func resumeCaller() { resumeIfRoom(.request) }

    // MARK: the end

    /// Breaks both sides off.
    ///
    /// - Parameter outcome: of the exchanges under way.
    func reset(_ outcome: AttemptOutcome) {
        caller.reset()
        upstream.reset()
        finish(outcome)
    }

    private func finish(_ outcome: AttemptOutcome) {
        guard let place else { return }
        self.place = nil
        session?.abandonAll(outcome)
        closeRecord(outcome, hasBytes: false)
        board.remove(place)
    }

    /// Both connections have ended in order.
    private func finishIfOver() {
        if caller.isClosed, upstream.isClosed { finish(.reset) }
    }

    // MARK: faults that begin and end

    /// An unconditional fault has begun on the edge: it cuts or holds what is live.
    func strike(by window: FaultWindow) {
        for side in Fault.Side.allCases where covers(window, side) {
            switch window.kind {
            case .reset:
                window.countConnection()
                return reset(.reset)
            case .blackhole, .partition:
                hold(by: window, on: side)
            default:
                if session == nil { meet(window, side) }
            }
        }
    }

    private func covers(_ window: FaultWindow, _ side: Fault.Side) -> Bool {
        window.covers(
            route.edge, side, from: route.route.caller ?? session?.lastCaller ?? -1, to: callee,
            in: board.zones)
    }

    private func hold(by window: FaultWindow, on side: Fault.Side) {
        guard holder == nil else { return }
        if let session {
            guard session.isBusy(window.kind.isPartition ? side : nil) else { return }
            window.countConnection()
            hold(by: window)
        } else {
            meet(window, side)
        }
    }

    /// Holds the connection in silence until the window ends.
    func hold(by window: FaultWindow) {
        holder = window
        for side in Fault.Side.allCases {
            withLane(side) {
                $0.isSwallowing = true
                $0.line = nil
            }
            source(side).resumeReading()
        }
        board.noteTouch()
    }

    /// A window has ended: what it holds is reset, what it shapes is free again.
    func release(from window: FaultWindow) {
        if holder === window { return reset(.reset) }
        for side in Fault.Side.allCases {
            withLane(side) { $0.hits.removeAll { $0.window === window } }
        }
    }

    // MARK: connections as attempts

    /// Asks the faults on the edge about a new connection of mode `.tcp`.
    private func meetFaults() {
        for side in Fault.Side.allCases {
            for window in route.windows where covers(window, side) { meet(window, side) }
        }
    }

    private func meet(_ window: FaultWindow, _ side: Fault.Side) {
        guard place != nil else { return }
        let verdict = window.judgeConnection(route.nextKey())
        guard verdict != .pass else { return }
        window.countConnection()
        board.noteTouch()
        switch verdict {
        case .refuse: reset(.refused)
        case .reset where side == .request: reset(.reset)
        case .hold where window.kind.isPartition:
            withLane(side) { $0.isSwallowing = true }
            holder = holder ?? window
        case .hold: hold(by: window)
        case .pass, .delay, .reset, .error:
            withLane(side) { $0.hits.append(Lane.Hit(window: window, verdict: verdict)) }
        }
    }

    /// Carries bytes of a connection that has no requests, through what fell on it.
    private func carryRaw(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        note(bytes, side)
        let hits = withLane(side) { $0.hits }
        guard !hits.isEmpty else { return carry(bytes, side) }
        var delay = Duration.zero
        for hit in hits {
            switch hit.verdict {
            case .delay(let drawn):
                delay = delay + (hit.window.isUnconditional ? redrawn(hit) ?? drawn : drawn)
            case .reset where hit.window.kind == .cut:
                carry(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), side)
                return reset(.reset)
            case .reset: return reset(.reset)
            case .pass, .error, .refuse, .hold: break
            }
        }
        carry(bytes, side, after: delay)
    }

    /// Each piece waits a time of its own, as in Toxiproxy.
    private func redrawn(_ hit: Lane.Hit) -> Duration? {
        guard case .delay(let time) = hit.window.judgeConnection(route.nextKey()) else {
            return nil
        }
        return time
    }

    // MARK: records of mode `.tcp`

    private func note(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        guard route.route.isRecorded else { return }
        if side == .answer { return closeRecord(.succeeded, hasBytes: true) }
        if opened == nil { opened = loop.now }
    }

    private func closeRecord(_ outcome: AttemptOutcome, hasBytes: Bool) {
        guard let began = opened else { return }
        opened = nil
        board.note(
            ExchangeRecord(
                edge: route.edge, caller: route.route.caller ?? -1, callee: callee, endpoint: -1,
                began: began, ended: loop.now, outcome: outcome, status: nil, connection: serial))
    }
}

extension Relay: TCPDelegate {
    func connected(_ connection: TCPConnection) { isConnected = true }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        let side = connection === caller ? Fault.Side.request : .answer
        if let session {
            session.received(bytes, side)
        } else {
            carryRaw(bytes, side)
        }
    }

    func drained(_ connection: TCPConnection) {
        resumeIfRoom(connection === upstream ? .request : .answer)
    }

    func peerFinished(_ connection: TCPConnection) {
        let side = connection === caller ? Fault.Side.request : .answer
        if holder != nil {
            // A caller that has given up: nobody waits for the end of the silence.
            if side == .request, session != nil { reset(.timedOut) }
            return
        }
        session?.peerFinished(side)
        guard place != nil else { return }
        if withLane(side, { $0.line }) != nil {
            withLane(side) { $0.ending = .finish }
        } else {
            sink(side).finishSending()
        }
    }

    func closed(_ connection: TCPConnection, error: SystemError?) {
        let side = connection === caller ? Fault.Side.request : .answer
        guard let error else { return finishIfOver() }
        if connection === upstream, !isConnected {
            return reset(error.isRefused ? .refused : .reset)
        }
        // What is held back comes first, then the break.
        guard withLane(side, { $0.line }) == nil else {
            return withLane(side) { $0.ending = .reset }
        }
        reset(side == .request ? .timedOut : .reset)
    }
}

extension Fault.Kind {
    /// Whether only packets of one half are stopped, not the connection.
    var isPartition: Bool {
        if case .partition = self { true } else { false }
    }
}

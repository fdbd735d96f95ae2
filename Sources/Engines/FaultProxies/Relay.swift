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
    /// Numbers the connections of all routes.
    let serial: UInt64
    /// What holds the connection in silence, to be reset at its end.
    var holder: FaultWindow?
    /// Where messages begin and end; nil in mode `.tcp`.
    private(set) var session: HTTPSession?

    private let address: InternetAddress
    private let accepted: Int32
    private var place: RelayTable.Place?
    private var caller: TCPConnection!
    private var upstream: TCPConnection!
    private var isConnected = false
    private var requests = Lane()
    private var answers = Lane()
    /// When the exchange under way on a recorded route of mode `.tcp` began.
    private var opened: Instant?

    /// How much of a direction is held back before its source has to wait.
    private static let mostHeld = 1 << 20

    var board: Switchboard { route.board }
    var loop: EventLoop { route.board.loop }
    /// Whether neither a fault nor a peer has ended it.
    var isOpen: Bool { place != nil }

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
        if route.route.mode == .http { session = HTTPSession(self) }
        if !route.windows.isEmpty { meetFaults() }
    }

    // MARK: carrying

    private func source(_ side: Fault.Side) -> TCPConnection {
        side == .request ? caller : upstream
    }

    private func sink(_ side: Fault.Side) -> TCPConnection {
        side == .request ? upstream : caller
    }

    func withLane<R>(_ side: Fault.Side, _ body: (inout Lane) -> R) -> R {
        side == .request ? body(&requests) : body(&answers)
    }

    /// Passes bytes on as they are, at once unless something is held back already.
    func carry(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        let isHeldUp = withLane(side) { lane in
            lane.isSwallowing || lane.isHoldingBack || lane.notBefore > .start
        }
        guard !isHeldUp else { return hold(bytes, side, for: .zero) }
        sink(side).send(bytes)
        if sink(side).unsent > 0 { source(side).pauseReading() }
    }

    /// Passes bytes on after a delay, and in the shape that faults give them.
    func carry(
        _ bytes: UnsafeRawBufferPointer, _ side: Fault.Side, after delay: Duration,
        shape: Shape?, isBody: Bool = true
    ) {
        guard let shape else {
            return delay > .zero ? hold(bytes, side, for: delay) : carry(bytes, side)
        }
        var part = bytes
        let allowed = shape.allowance(of: bytes.count)
        if let allowed { part = UnsafeRawBufferPointer(rebasing: bytes[..<allowed]) }
        if let changed = shape.corrupted(part) {
            changed.withUnsafeBytes {
                hold($0, side, for: delay, shape: shape, isBody: isBody)
            }
        } else {
            hold(part, side, for: delay, shape: shape, isBody: isBody)
        }
        if allowed != nil { finish(side) }
    }

    private func hold(
        _ bytes: UnsafeRawBufferPointer, _ side: Fault.Side, for delay: Duration,
        shape: Shape? = nil, isBody: Bool = true
    ) {
        // Read now and not per batch: what came meanwhile must not be early.
        let now = loop.refresh()
        let isSwallowed = withLane(side) { lane in
            if lane.isSwallowing || bytes.count == 0 { return true }
            if lane.notBefore <= now { lane.notBefore = .start }
            let due = max(now + delay, lane.notBefore)
            lane.lineToAppend().append([UInt8](bytes), due: due, shape: shape, isBody: isBody)
            return false
        }
        guard !isSwallowed else { return }
        releaseDue(side)
        if withLane(side, { $0.heldCount }) > Relay.mostHeld { source(side).pauseReading() }
    }

    /// Bytes that were held back are due, unless a later plan has taken the timer's place.
    func lineIsDue(_ side: Fault.Side, due: Instant) {
        guard withLane(side, { $0.armed }) == due else { return }
        withLane(side) { $0.armed = .never }
        releaseDue(side)
    }

    private func releaseDue(_ side: Fault.Side) {
        guard let line = withLane(side, { $0.line }) else { return }
        line.release(dueBy: loop.now) { sink(side).send($0) }
        if let due = line.nextDue {
            if due != withLane(side, { $0.armed }) {
                withLane(side) { $0.armed = due }
                board.arm(place!, side, at: due)
            }
            return resumeIfRoom(side)
        }
        switch withLane(side, { $0.ending }) {
        case .none: resumeIfRoom(side)
        case .finish: sink(side).finishSending()
        case .reset: reset(.timedOut)
        }
    }

    /// Plans anew when what is held back comes out: a window has ended or begun.
    func replan(_ side: Fault.Side) {
        guard let line = withLane(side, { $0.line }), !line.isEmpty else { return }
        line.replan(now: loop.now)
        releaseDue(side)
    }

    private func resumeIfRoom(_ side: Fault.Side) {
        let held = withLane(side) { $0.heldCount }
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

    /// Ends a direction as if its source had finished; what still comes is dropped.
    private func finish(_ side: Fault.Side) {
        if withLane(side, { $0.isHoldingBack }) {
            withLane(side) { $0.ending = .finish }
        } else {
            sink(side).finishSending()
        }
    }

    /// Drops what comes in either direction, so that the peers notice nothing.
    func swallowAll() {
        for side in Fault.Side.allCases {
            withLane(side) { $0.swallow() }
            source(side).resumeReading()
        }
    }

    private func finish(_ outcome: AttemptOutcome) {
        guard let place else { return }
        self.place = nil
        session?.abandonAll(outcome)
        closeRecord(outcome)
        board.remove(place)
    }

    // MARK: records of mode `.tcp`

    /// Notes that bytes of a connection without requests have come.
    func noteRaw(_ side: Fault.Side) {
        guard route.route.isRecorded else { return }
        if side == .answer { return closeRecord(.succeeded) }
        if opened == nil { opened = loop.now }
    }

    private func closeRecord(_ outcome: AttemptOutcome) {
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
        // Who closes while it waits for an answer has given up: hardly any client half-closes.
        if side == .request { closeRecord(.timedOut) }
        session?.peerFinished(side)
        if isOpen { finish(side) }
    }

    func closed(_ connection: TCPConnection, error: SystemError?) {
        let side = connection === caller ? Fault.Side.request : .answer
        guard let error else {
            // Both of its directions have ended; the other connection's will.
            if caller.isClosed, upstream.isClosed { finish(.reset) }
            return
        }
        if connection === upstream, !isConnected {
            return reset(error.isRefused ? .refused : .reset)
        }
        // What is held back comes first, then the break.
        if holder == nil, withLane(side, { $0.isHoldingBack }) {
            return withLane(side) { $0.ending = .reset }
        }
        reset(side == .request ? .timedOut : .reset)
    }
}

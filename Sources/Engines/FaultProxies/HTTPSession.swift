import Chance
import Faults
import HTTPWire
import Resilience
import Timebase

/// Finds the requests and answers on a proxied connection, so that faults fall on them one by one.
///
/// It never rewrites: what passes are the bytes that came. Bytes that are no HTTP pass as they are,
/// and all that follow them.
final class HTTPSession {
    unowned let relay: Relay
    var requests = RequestReader(limits: .forwarding)
    var answers = ResponseReader(limits: .forwarding)
    /// Requests without a whole answer, in order.
    var exchanges: [Exchange] = []
    var request = Passage()
    var answer = Passage()
    /// The caller of the last request.
    var lastCaller: Int32 = -1
    /// Whether no request has been judged yet: only then can the connection still be refused.
    var isNew = true
    /// Whether what comes is no HTTP any more.
    private var isOpaque = (request: false, answer: false)

    /// How many requests may be unanswered before the caller has to wait.
    static let mostExchanges = 1000

    init(_ relay: Relay) { self.relay = relay }

    /// Whether an exchange is under way.
    ///
    /// - Parameter half: only such whose request has still to come, or whose answer has.
    func isBusy(_ half: Fault.Side?) -> Bool {
        switch half {
        case nil: !exchanges.isEmpty
        case .request: exchanges.contains { !$0.isWhole }
        case .answer: exchanges.contains { $0.isWhole }
        }
    }

    // MARK: bytes

    func received(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        switch side {
        case .request where !isOpaque.request: readRequests(bytes)
        case .answer where !isOpaque.answer: readAnswers(bytes)
        case .request, .answer: relay.carry(bytes, side)
        }
    }

    /// From here on the bytes of a side mean nothing to us.
    func becomeOpaque(_ side: Fault.Side) {
        if side == .request { isOpaque.request = true } else { isOpaque.answer = true }
    }

    func peerFinished(_ side: Fault.Side) {
        switch side {
        case .request:
            for place in exchanges.indices {
                note(exchanges[place], .timedOut, status: nil)
                exchanges[place].isNoted = true
            }
        case .answer:
            if !isOpaque.answer, answers.peerFinished() == .end { endAnswer() }
        }
    }

    /// Passes a part of the message at hand on.
    func pass(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ side: Fault.Side,
        isBody: Bool = true
    ) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        let passage = side == .request ? request : answer
        switch passage.fate {
        case .pass where passage.shape == nil: relay.carry(part, side)
        case .pass:
            relay.carry(part, side, after: .zero, shape: passage.shape, isBody: isBody)
        case .delay(let time):
            guard !part.isEmpty else { return }
            relay.carry(part, side, after: time, shape: passage.shape, isBody: isBody)
            // It has waited: the rest of it only keeps behind.
            if side == .request { request.fate = .pass } else { answer.fate = .pass }
        case .swallow: break
        case .cut(let left):
            relay.carry(UnsafeRawBufferPointer(rebasing: part.prefix(left)), side)
            answer.fate = .cut(after: max(0, left - part.count))
            if part.count >= left { relay.reset(.reset) }
        }
    }

    // MARK: faults

    func judge(_ exchange: Exchange, _ side: Fault.Side) -> Judgement {
        let (isNew, serial) = (isNew, relay.serial)
        return relay.route.judge(exchange, side, to: relay.callee) { window in
            if window.kind.isOnConnecting { return false }
            guard side == .request, window.kind == .refuse else { return true }
            return isNew && serial > window.lastBefore
        }
    }

    /// A window has begun that slows bytes down or changes them: it falls on the message at hand.
    func reshape(by window: FaultWindow, _ side: Fault.Side) -> Bool {
        let isUnderWay = side == .request ? !requests.isBetweenMessages : !exchanges.isEmpty
        guard isUnderWay, let exchange = side == .request ? exchanges.last : exchanges.first,
            window.judge(exchange.name, exchange.key) == .shapes
        else { return false }
        let shape = side == .request ? request.shape : answer.shape
        if let shape {
            shape.add(window)
        } else if side == .request {
            request.shape = Shape([window], key: exchange.key)
        } else if answers.isBetweenMessages {
            return false  // Its answer has not begun, and will be judged.
        } else {
            answer.shape = Shape([window], key: exchange.key)
        }
        return true
    }

    // MARK: records

    /// The connection is over: nothing that is under way will be answered.
    func abandonAll(_ outcome: AttemptOutcome) {
        for exchange in exchanges { note(exchange, outcome, status: nil) }
        exchanges.removeAll()
    }

    func note(_ exchange: Exchange, _ outcome: AttemptOutcome, status: Int?) {
        guard relay.route.route.isRecorded, !exchange.isNoted else { return }
        relay.board.note(
            ExchangeRecord(
                edge: relay.route.edge, caller: exchange.caller, callee: relay.callee,
                endpoint: Int32(exchange.endpoint ?? -1), began: exchange.began,
                ended: relay.loop.now, outcome: outcome, status: status, connection: relay.serial))
    }

    /// Notes an answer, by the default of `ok`: 2xx and 3xx.
    func note(_ exchange: Exchange, status: Int) {
        note(exchange, (200..<400).contains(status) ? .succeeded : .failed, status: status)
    }
}

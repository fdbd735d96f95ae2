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
    private unowned let relay: Relay
    private var requests = RequestReader(limits: .forwarding)
    private var answers = ResponseReader(limits: .forwarding)
    /// Requests without a whole answer, in order.
    private var exchanges: [Exchange] = []
    private var requestFate = Fate.pass
    private var answerFate = Fate.pass
    private var isOpaque = (request: false, answer: false)
    /// The caller of the last request.
    private(set) var lastCaller: Int32 = -1
    /// Whether no request has been judged yet: only then can the connection still be refused.
    private var isNew = true

    /// What becomes of the bytes of the message at hand.
    private enum Fate: Equatable {
        case pass
        /// The message waits, once.
        case delay(Duration)
        /// Nothing of it passes.
        case swallow
        /// So many bytes of it pass, then the connection breaks off.
        case cut(after: Int)
    }

    /// How many requests may be unanswered before the caller has to wait.
    private static let mostExchanges = 1000

    init(_ relay: Relay) { self.relay = relay }

    /// Whether an exchange is under way.
    ///
    /// - Parameter half: only such whose request has still to come through, or whose answer has.
    func isBusy(_ half: Fault.Side?) -> Bool {
        switch half {
        case nil: !exchanges.isEmpty
        case .request: exchanges.contains { !$0.isWhole }
        case .answer: exchanges.contains { $0.isWhole }
        }
    }

    func received(_ bytes: UnsafeRawBufferPointer, _ side: Fault.Side) {
        switch side {
        case .request: isOpaque.request ? relay.carry(bytes, side) : readRequests(bytes)
        case .answer: isOpaque.answer ? relay.carry(bytes, side) : readAnswers(bytes)
        }
    }

    // MARK: requests

    private func readRequests(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var start = 0  // Of what has not been disposed of yet.
        var message = 0  // Where the message at hand begins.
        while let event = requests.next(bytes, &offset) {
            switch event {
            case .head:
                let fate = beginExchange()
                if fate != .pass, message > start {
                    pass(bytes, start..<message, .request, .pass)
                    start = message
                }
                requestFate = fate
            case .body: break
            case .end:
                if requestFate != .pass {
                    pass(bytes, start..<offset, .request, requestFate)
                    start = offset
                    requestFate = .pass
                }
                message = offset
                endRequest()
            case .failed:
                isOpaque.request = true
                return pass(bytes, start..<bytes.count, .request, requestFate)
            }
            guard relay.isOpen else { return }
        }
        pass(bytes, start..<bytes.count, .request, requestFate)
        if case .delay = requestFate { requestFate = .pass }
    }

    /// - Returns: what becomes of the request's bytes.
    private func beginExchange() -> Fate {
        let head = requests.head
        let route = relay.route
        var exchange: Exchange
        if route.isWatching {
            let tag = AttemptTag(head.fields)
            let endpoint = route.endpoints.place(of: head)
            lastCaller = route.route.caller ?? tag?.from ?? -1
            exchange = Exchange(
                key: tag?.key ?? route.nextKey(), caller: lastCaller, endpoint: endpoint,
                name: route.windows.isEmpty ? "" : route.endpoints.name(of: head, place: endpoint),
                began: relay.loop.now)
        } else {
            exchange = Exchange(
                key: Key(bits: 0), caller: lastCaller, endpoint: nil, name: "", began: .start)
        }
        let fate = route.windows.isEmpty ? Fate.pass : judgeRequest(&exchange)
        guard relay.isOpen else { return .swallow }
        if exchange.ownStatus == nil, fate != .swallow { answers.expect(head.method) }
        exchanges.append(exchange)
        if exchanges.count > HTTPSession.mostExchanges { relay.pauseCaller() }
        answerOurselves()
        return fate
    }

    private func judgeRequest(_ exchange: inout Exchange) -> Fate {
        defer { isNew = false }
        let judgement = judge(exchange, .request)
        switch judgement.verdict {
        case .pass: return .pass
        case .delay(let time): return .delay(time)
        case .error(let status):
            exchange.ownStatus = status
            return .swallow
        case .refuse, .reset:
            note(exchange, judgement.verdict == .refuse ? .refused : .reset, status: nil)
            relay.reset(.reset)
            return .swallow
        case .hold:
            relay.hold(by: judgement.holder!)
            return .swallow
        }
    }

    private func judge(_ exchange: Exchange, _ side: Fault.Side) -> Judgement {
        relay.route.judge(
            side, from: exchange.caller, to: relay.callee,
            where: { side == .answer || isNew || $0.kind != .refuse },
            { $0.judgeRequest(exchange.name, exchange.key) })
    }

    private func endRequest() {
        if let place = exchanges.lastIndex(where: { !$0.isWhole }) {
            exchanges[place].isWhole = true
        }
    }

    /// Answers the requests that the callee never saw, as soon as it is their turn.
    private func answerOurselves() {
        while let first = exchanges.first, let status = first.ownStatus, relay.isOpen {
            exchanges.removeFirst()
            send(status, for: first)
        }
    }

    private func send(_ status: Int, for exchange: Exchange) {
        var bytes: [UInt8] = []
        MessageWriter.response(status, body: [], into: &bytes)
        bytes.withUnsafeBytes { relay.carry($0, .answer) }
        note(exchange, HTTPSession.outcome(of: status), status: status)
    }

    // MARK: answers

    private func readAnswers(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var start = 0
        while let event = answers.next(bytes, &offset) {
            switch event {
            case .head:
                if !answers.head.isInterim { answerFate = judgeAnswer() }
            case .body: break
            case .end:
                pass(bytes, start..<offset, .answer, answerFate)
                start = offset
                guard relay.isOpen else { return }
                if !answers.head.isInterim { endAnswer() }
            case .failed:
                isOpaque.answer = true
                return pass(bytes, start..<bytes.count, .answer, answerFate)
            }
            guard relay.isOpen else { return }
        }
        pass(bytes, start..<bytes.count, .answer, answerFate)
        if case .delay = answerFate { answerFate = .pass }
    }

    private func judgeAnswer() -> Fate {
        guard let exchange = exchanges.first else { return .pass }
        if answers.head.opensTunnel { isOpaque.request = true }
        guard !relay.route.windows.isEmpty else { return .pass }
        let judgement = judge(exchange, .answer)
        switch judgement.verdict {
        case .pass: return .pass
        case .delay(let time): return .delay(time)
        case .error(let status):
            exchanges[0].ownStatus = status
            return .swallow
        case .refuse, .reset:
            return judgement.isCut ? .cut(after: halfOfAnswer()) : .cut(after: 0)
        case .hold:
            relay.hold(by: judgement.holder!)
            return .swallow
        }
    }

    private func halfOfAnswer() -> Int {
        (answers.head.bytes.count + (answers.head.contentLength ?? 0)) / 2
    }

    private func endAnswer() {
        answerFate = .pass
        guard !exchanges.isEmpty else { return }
        let exchange = exchanges.removeFirst()
        if let status = exchange.ownStatus {
            send(status, for: exchange)
        } else {
            let status = answers.head.status
            note(exchange, HTTPSession.outcome(of: status), status: status)
        }
        answerOurselves()
        if exchanges.count == HTTPSession.mostExchanges / 2 { relay.resumeCaller() }
    }

    // MARK: bytes

    private func pass(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ side: Fault.Side, _ fate: Fate
    ) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        switch fate {
        case .pass: relay.carry(part, side)
        case .delay(let time): relay.carry(part, side, after: time)
        case .swallow: break
        case .cut(let left):
            relay.carry(UnsafeRawBufferPointer(rebasing: part.prefix(left)), side)
            answerFate = .cut(after: max(0, left - part.count))
            if part.count >= left { relay.reset(.reset) }
        }
    }

    func peerFinished(_ side: Fault.Side) {
        guard side == .answer, !isOpaque.answer else { return }
        if answers.peerFinished() == .end { endAnswer() }
    }

    // MARK: records

    /// The connection is over: nothing that is under way will be answered.
    func abandonAll(_ outcome: AttemptOutcome) {
        for exchange in exchanges { note(exchange, outcome, status: nil) }
        exchanges.removeAll()
    }

    private func note(_ exchange: Exchange, _ outcome: AttemptOutcome, status: Int?) {
        guard relay.route.route.isRecorded, exchange.began > .start else { return }
        relay.board.note(
            ExchangeRecord(
                edge: relay.route.edge, caller: exchange.caller, callee: relay.callee,
                endpoint: Int32(exchange.endpoint ?? -1), began: exchange.began,
                ended: relay.loop.now, outcome: outcome, status: status, connection: relay.serial))
    }

    /// The default of `ok`: 2xx and 3xx.
    private static func outcome(of status: Int) -> AttemptOutcome {
        (200..<400).contains(status) ? .succeeded : .failed
    }
}

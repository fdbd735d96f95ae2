import Chance
import Faults
import HTTPWire

extension HTTPSession {
    func readRequests(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var start = 0  // Of what has not been passed on yet.
        var message = 0  // Where the message at hand begins.
        while let event = requests.next(bytes, &offset) {
            switch event {
            case .head:
                let passage = beginExchange(offset - message)
                guard relay.isOpen else { return }
                if !passage.isPlain, message > start {
                    pass(bytes, start..<message, .request)
                    start = message
                }
                request = passage
            case .body: break
            case .end:
                if !request.isPlain {
                    pass(bytes, start..<offset, .request)
                    start = offset
                    request = Passage()
                }
                message = offset
                endRequest()
            case .failed:
                becomeOpaque(.request)
                offset = bytes.count
            }
            guard relay.isOpen else { return }
        }
        pass(bytes, start..<bytes.count, .request)
    }

    /// - Parameter atHand: how many bytes of the head have not been passed on.
    /// - Returns: what becomes of the request's bytes.
    private func beginExchange(_ atHand: Int) -> Passage {
        var exchange = makeExchange()
        let passage = relay.route.windows.isEmpty ? Passage() : judgeRequest(&exchange, atHand)
        guard relay.isOpen else { return passage }
        if passage.fate != .swallow { answers.expect(requests.head.method) }
        exchanges.append(exchange)
        if exchanges.count > HTTPSession.mostExchanges { relay.pauseCaller() }
        answerOurselves()
        return passage
    }

    private func makeExchange() -> Exchange {
        var exchange = Exchange(began: relay.loop.now)
        if relay.route.isWatching { describe(&exchange) }
        return exchange
    }

    /// Fills in what the last head says of its request.
    private func describe(_ exchange: inout Exchange) {
        let (route, head) = (relay.route, requests.head)
        // A program passes on the tag of whoever called it, the same one in each of its attempts.
        let tag = route.route.caller == nil ? AttemptTag(head.fields) : nil
        lastCaller = route.route.caller ?? tag?.from ?? -1
        exchange.caller = lastCaller
        if exchange.key.bits == 0 { exchange.key = tag?.key ?? route.nextKey() }
        exchange.endpoint = route.endpoints.place(of: head)
        if route.windows.isEmpty { return }
        exchange.name = route.endpoints.name(of: head, place: exchange.endpoint)
    }

    /// A window has begun: the request under way is known by its caller and endpoint from now on,
    /// which nobody had asked for. Of requests that are pipelined it is the last one.
    func describeLast() {
        if exchanges.isEmpty {
            guard !requests.head.bytes.isEmpty else { return }
            lastCaller = relay.route.route.caller ?? AttemptTag(requests.head.fields)?.from ?? -1
        } else {
            describe(&exchanges[exchanges.count - 1])
        }
    }

    private func judgeRequest(_ exchange: inout Exchange, _ atHand: Int) -> Passage {
        let judgement = judge(exchange, .request)
        isNew = false
        switch judgement.verdict {
        case .pass: return Passage(shape: shape(of: exchange, judgement, atHand))
        case .delay(let time):
            return Passage(fate: .delay(time), shape: shape(of: exchange, judgement, atHand))
        case .error(let status):
            exchange.ownStatus = status
        case .refuse:
            note(exchange, .refused, status: nil)
            relay.reset(.reset)
        case .reset:
            note(exchange, .reset, status: nil)
            relay.reset(.reset)
        case .hold:
            relay.hold(by: judgement.holder!)
        }
        return Passage(fate: .swallow)
    }

    private func shape(
        of exchange: Exchange, _ judgement: Judgement, _ atHand: Int
    ) -> Shape? {
        guard !judgement.shapers.isEmpty else { return nil }
        let head = requests.head
        return Shape(
            judgement.shapers, key: exchange.key, headLength: head.bytes.count,
            bodyLength: head.contentLength, passed: head.bytes.count - atHand)
    }

    private func endRequest() {
        if let place = exchanges.lastIndex(where: { !$0.isWhole }) {
            exchanges[place].isWhole = true
        }
    }

    /// Answers the requests that the callee never saw, as soon as it is their turn.
    func answerOurselves() {
        while let first = exchanges.first, let status = first.ownStatus, relay.isOpen {
            exchanges.removeFirst()
            sendOwn(status, for: first)
        }
    }

    func sendOwn(_ status: Int, for exchange: Exchange) {
        var bytes: [UInt8] = []
        MessageWriter.response(status, body: [], into: &bytes)
        bytes.withUnsafeBytes { relay.carry($0, .answer) }
        note(exchange, status: status)
    }
}

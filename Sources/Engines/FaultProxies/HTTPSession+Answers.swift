import Faults
import HTTPWire

extension HTTPSession {
    func readAnswers(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var start = 0  // Of what has not been passed on yet.
        while let event = answers.next(bytes, &offset) {
            switch event {
            case .head:
                guard !answers.head.isInterim else { break }
                answer = judgeAnswer(offset - start)
                if answer.shape != nil {
                    pass(bytes, start..<offset, .answer, isBody: false)
                    start = offset
                }
            case .body: break
            case .end:
                pass(bytes, start..<offset, .answer)
                start = offset
                guard relay.isOpen else { return }
                if !answers.head.isInterim { endAnswer() }
            case .failed:
                becomeOpaque(.answer)
                offset = bytes.count
            }
            guard relay.isOpen else { return }
        }
        pass(bytes, start..<bytes.count, .answer)
    }

    /// - Parameter atHand: how many bytes of the head have not been passed on.
    /// - Returns: what becomes of the answer's bytes.
    private func judgeAnswer(_ atHand: Int) -> Passage {
        if answers.head.opensTunnel { becomeOpaque(.request) }
        guard let exchange = exchanges.first, !relay.route.windows.isEmpty else {
            return Passage()
        }
        let judgement = judge(exchange, .answer)
        switch judgement.verdict {
        case .pass: return Passage(shape: shape(of: exchange, judgement, atHand))
        case .delay(let time):
            return Passage(fate: .delay(time), shape: shape(of: exchange, judgement, atHand))
        case .error(let status):
            exchanges[0].ownStatus = status
            return Passage(fate: .swallow)
        case .refuse, .reset:
            let passed = answers.head.bytes.count - atHand
            return Passage(
                fate: .cut(after: judgement.isCut ? max(0, halfOfAnswer() - passed) : 0))
        case .hold:
            relay.hold(by: judgement.holder!)
            return Passage(fate: .swallow)
        }
    }

    private func shape(
        of exchange: Exchange, _ judgement: Judgement, _ atHand: Int
    ) -> Shape? {
        guard !judgement.shapers.isEmpty else { return nil }
        let head = answers.head
        return Shape(
            judgement.shapers, key: exchange.key, headLength: head.bytes.count,
            bodyLength: head.contentLength, passed: head.bytes.count - atHand)
    }

    private func halfOfAnswer() -> Int {
        (answers.head.bytes.count + (answers.head.contentLength ?? 0)) / 2
    }

    func endAnswer() {
        answer = Passage()
        guard !exchanges.isEmpty else { return }
        let exchange = exchanges.removeFirst()
        if let status = exchange.ownStatus {
            sendOwn(status, for: exchange)
        } else {
            note(exchange, status: answers.head.status)
        }
        answerOurselves()
        if exchanges.count == HTTPSession.mostExchanges / 2 { relay.resumeCaller() }
    }
}

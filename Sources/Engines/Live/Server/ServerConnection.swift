import HTTPWire
import Sockets
import Timebase

/// One client's connection to an instance: its requests, one after another, and their answers.
///
/// Requests that are pipelined wait here until the one before them is answered.
final class ServerConnection {
    let host: Int32
    private unowned let station: Station
    private unowned let server: Server
    private var connection: TCPConnection!
    private var reader = RequestReader()
    /// The request that is being worked on, or −1.
    private var attempt: Int32 = -1
    /// What was read behind it.
    private var waiting: [UInt8] = []
    private var isStalled = false
    private var isClosing = false
    private var keepsAlive = true
    private var isHead = false
    /// When the message that is being read began.
    private var messageBegan = Instant.never

    /// How much of pipelined requests is kept before the client has to wait.
    private static let pipelineLimit = 1 << 16

    init(_ descriptor: Int32, at server: Server, of station: Station) {
        host = server.host
        self.station = station
        self.server = server
        connection = TCPConnection(accepted: descriptor, on: station.loop, delegate: self)
    }

    /// Whether the client sends no more.
    var isPeerFinished: Bool { connection.isPeerFinished }

    // MARK: reading

    private func consume(_ input: UnsafeRawBufferPointer) {
        var offset = 0
        while attempt < 0, !isClosing, let event = reader.next(input, &offset) {
            switch event {
            case .head: headArrived()
            case .body: break
            case .end: requestArrived()
            case .failed(let problem): refuse(problem)
            }
        }
        if attempt < 0 || isClosing {
            if !reader.isBetweenMessages, messageBegan == .never { messageBegan = station.now }
        } else if offset < input.count {
            waiting.append(contentsOf: input[offset...])
        }
    }

    private func headArrived() {
        if messageBegan == .never { messageBegan = station.now }
        guard reader.head.expectsContinue, reader.head.hasBody else { return }
        station.scratch.removeAll(keepingCapacity: true)
        MessageWriter.continueResponse(into: &station.scratch)
        connection.send(station.scratch)
    }

    private func requestArrived() {
        messageBegan = .never
        keepsAlive = reader.head.keepsAlive
        isHead = reader.head.method == .head
        switch station.accept(reader.head, at: host, from: self) {
        case .attempt(let attempt):
            self.attempt = attempt
            server.meters.countRequest()
        case .answered(let answer): respond(answer)
        }
    }

    private func refuse(_ problem: HTTPProblem) {
        keepsAlive = false
        isHead = false
        respond(Answer(status: problem.status, body: Array("\(problem.description)\n".utf8)))
    }

    // MARK: answering

    /// The attempt under way was answered.
    func answer(_ status: Int, isDegraded: Bool, _ refusal: Refusal) {
        attempt = -1
        server.meters.countAnswer(status)
        respond(
            Answer(
                status: status, body: ServerConnection.body(of: status), isDegraded: isDegraded,
                refusal: refusal))
        if !isClosing, !waiting.isEmpty { consumeWaiting() }
        guard !isClosing, attempt < 0 else { return }
        if connection.isPeerFinished { return end() }
        if isStalled, !station.isPaused(host) {
            isStalled = false
            connection.resumeReading()
        }
    }

    /// The attempt under way has been taken up.
    func sayStarted() {
        station.scratch.removeAll(keepingCapacity: true)
        MessageWriter.statusLine(102, into: &station.scratch)
        MessageWriter.endHead(into: &station.scratch)
        connection.send(station.scratch)
    }

    private func consumeWaiting() {
        let input = waiting
        waiting = []
        input.withUnsafeBytes { consume($0) }
    }

    private static func body(of status: Int) -> [UInt8] {
        status == 200 ? okBody : Array("\(status)\n".utf8)
    }

    private static let okBody = Array("ok\n".utf8)

    private func respond(_ answer: Answer) {
        station.write(answer, isHead: isHead, keepsAlive: keepsAlive)
        connection.send(station.scratch)
        guard !keepsAlive else { return }
        isClosing = true
        waiting = []
        connection.finishSending()
        if connection.isPeerFinished { end() }
    }

    // MARK: the end

    func pause() { connection.pauseReading() }

    func resume() { if !isStalled { connection.resumeReading() } }

    /// The instance died.
    func reset() {
        leave()
        connection.reset()
    }

    func close() {
        leave()
        connection.close()
    }

    /// The client takes too long over one message: 408, and away with it.
    func endIfSlow() {
        guard attempt < 0 else { return }
        if isClosing { return end() }
        guard messageBegan < .never, station.now - messageBegan > station.clientPatience else {
            return
        }
        keepsAlive = false
        respond(Answer(status: 408))
        end()
    }

    private func end() {
        connection.close()
        leave()
        server.remove(self)
    }

    /// Nobody is to be answered here any more.
    private func leave() {
        guard attempt >= 0 else { return }
        let abandoned = attempt
        attempt = -1
        station.abandoned(abandoned)
    }
}

extension ServerConnection: TCPDelegate {
    func connected(_ connection: TCPConnection) {}

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        guard !isClosing else { return }
        guard attempt >= 0 else {
            consume(bytes)
            station.performActions()
            return
        }
        waiting.append(contentsOf: bytes)
        guard waiting.count > ServerConnection.pipelineLimit else { return }
        isStalled = true
        connection.pauseReading()
    }

    /// A client that sends no more may still read, so that it is answered what it asked for; but
    /// one that has given up does just this.
    func peerFinished(_ connection: TCPConnection) {
        if attempt >= 0 { station.peerFinished(attempt) } else { end() }
    }

    func drained(_ connection: TCPConnection) {}

    func closed(_ connection: TCPConnection, error: SystemError?) {
        leave()
        server.remove(self)
    }
}

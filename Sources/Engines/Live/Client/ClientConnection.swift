import HTTPWire
import Sockets
import Timebase
import Topologies

/// A caller's connection to an instance, or to the fault proxy in front of it: one request at a
/// time, the next when it is answered.
final class ClientConnection {
    private unowned let station: Station
    private unowned let pool: ConnectionPool
    private var connection: TCPConnection!
    private var reader = ResponseReader(limits: .standard)
    private var use = Use.idle

    enum Use {
        case idle
        case attempt(Int32)
        case probe(Int32, answerBy: Instant)
    }

    init(to address: InternetAddress, in pool: ConnectionPool, of station: Station) {
        self.station = station
        self.pool = pool
        connection = TCPConnection(connectingTo: address, on: station.loop, delegate: self)
    }

    var isIdle: Bool { if case .idle = use { true } else { false } }

    /// The request line and fields that all requests to an endpoint share.
    static func head(of route: Route, at service: Service) -> [UInt8] {
        var head = route.method
        AttemptHeader.append(" ", to: &head)
        head += route.path
        AttemptHeader.append(" HTTP/1.1\r\n", to: &head)
        MessageWriter.field("host", hostName(of: service), into: &head)
        if route.known != .get && route.known != .head {
            MessageWriter.field("content-length", 0, into: &head)
        }
        return head
    }

    /// A service's name as a host name can be: what cannot stand in one becomes a hyphen.
    static func hostName(of service: Service) -> [UInt8] {
        service.name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            return isPlain ? byte : 0x2D
        }
    }

    /// Sends a request; its method says whether the response has a body.
    func send(_ bytes: [UInt8], _ method: HTTPMethod, for use: Use) {
        self.use = use
        reader.expect(method)
        connection.send(bytes)
    }

    func pause() { connection.pauseReading() }
    func resume() { connection.resumeReading() }

    /// Nobody waits for the answer any more: HTTP/1.1 knows no other way to say so than to close.
    func giveUp() {
        guard !connection.isClosed else { return }  // Its pool may be gone as well.
        close()
        pool.remove(self)
    }

    /// Closes it, whatever it is at.
    func close() {
        connection.close()
        use = .idle
    }

    private func consume(_ input: UnsafeRawBufferPointer) {
        var offset = 0
        while let event = reader.next(input, &offset) {
            switch event {
            case .head, .body: break
            case .end: if reader.head.isInterim { interimEnded() } else { responseEnded() }
            case .failed: return broken()
            }
            if connection.isClosed { return }
        }
    }

    private func interimEnded() {
        if reader.head.status == 102, case .attempt(let attempt) = use { station.started(attempt) }
    }

    private func responseEnded() {
        let ended = use
        use = .idle
        if reader.head.keepsAlive, !connection.isPeerFinished {
            pool.putBack(self)
        } else {
            connection.close()
            pool.remove(self)
        }
        let status = Int32(reader.head.status)
        switch ended {
        case .idle: break
        case .attempt(let attempt):
            let isDegraded = reader.head.fields.range(of: "chaos-degraded") != nil
            let refusal = status < 400 ? .none : Refusal(reader.head.fields)
            station.responded(attempt, status: status, isDegraded: isDegraded, refusal)
        case .probe(let probe, let answerBy):
            station.probed(probe, answerBy: answerBy, success: status < 400)
        }
    }

    /// The response is no HTTP, or the connection is gone before it was whole.
    private func broken() { end(isRefused: false) }

    private func end(isRefused: Bool) {
        let ended = use
        connection.close()
        pool.remove(self)
        use = .idle
        switch ended {
        case .idle: break
        case .attempt(let attempt): station.failed(attempt, isRefused ? .refused : .reset)
        case .probe(let probe, let answerBy):
            station.probed(probe, answerBy: answerBy, success: false)
        }
    }
}

extension ClientConnection: TCPDelegate {
    func connected(_ connection: TCPConnection) {}
    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) { consume(bytes) }

    func peerFinished(_ connection: TCPConnection) {
        if case .end = reader.peerFinished() { responseEnded() }
        if !connection.isClosed { end(isRefused: false) }
    }

    func drained(_ connection: TCPConnection) {}

    func closed(_ connection: TCPConnection, error: SystemError?) {
        if error?.isExhaustion == true { station.failedForWant += 1 }
        end(isRefused: error?.isRefused ?? false)
    }
}

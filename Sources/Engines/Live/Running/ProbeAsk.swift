import HTTPWire
import Sockets
import Timebase

/// One question of a probe to an instance, over a connection of its own past every proxy, as
/// kubelet asks from beside it.
final class ProbeAsk {
    private let path: String?
    private let onAnswer: (Bool) -> Void
    private var connection: TCPConnection?
    private var reader = ResponseReader()
    private let address: InternetAddress

    /// - Parameters:
    ///   - path: what is asked for; nil: whether it accepts.
    ///   - onAnswer: called once at most, with whether it is well.
    init(
        _ path: String?, at address: InternetAddress, on loop: EventLoop,
        onAnswer: @escaping (Bool) -> Void
    ) {
        self.path = path
        self.address = address
        self.onAnswer = onAnswer
        connection = TCPConnection(connectingTo: address, on: loop, delegate: self)
    }

    /// Nobody waits for the answer any more.
    func cancel() {
        connection?.close()
        connection = nil
    }

    private func end(_ isWell: Bool) {
        guard connection != nil else { return }
        cancel()
        onAnswer(isWell)
    }
}

extension ProbeAsk: TCPDelegate {
    func connected(_ connection: TCPConnection) {
        guard let path else { return end(true) }
        var request: [UInt8] = []
        MessageWriter.requestLine(.get, Array(path.utf8), into: &request)
        MessageWriter.field("host", Array("\(address)".utf8), into: &request)
        MessageWriter.field("connection", "close", into: &request)
        MessageWriter.endHead(into: &request)
        reader.expect(.get)
        connection.send(request)
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        var offset = 0
        while self.connection != nil, let event = reader.next(bytes, &offset) {
            switch event {
            case .head: return end(reader.head.status < 400)
            case .failed: return end(false)
            default: continue
            }
        }
    }

    func peerFinished(_ connection: TCPConnection) { end(false) }
    func drained(_ connection: TCPConnection) {}
    func closed(_ connection: TCPConnection, error: SystemError?) { end(false) }
}

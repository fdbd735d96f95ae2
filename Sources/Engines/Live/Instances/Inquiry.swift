import HTTPWire
import Sockets
import Timebase

/// One question to an instance whether it is well, over a connection of its own past every proxy,
/// as kubelet asks from beside it.
final class Inquiry {
    private let path: String?
    private let onEnd: (Problem?) -> Void
    private var connection: TCPConnection?
    private var reader = ResponseReader()
    private let address: InternetAddress

    /// Why an instance is not well, as a clause: `it answered 503`.
    typealias Problem = String

    /// - Parameters:
    ///   - path: what is asked for; nil: whether it accepts.
    ///   - onEnd: called once at most, with nil when it is well.
    init(
        _ path: String?, at address: InternetAddress, on loop: EventLoop,
        onEnd: @escaping (Problem?) -> Void
    ) {
        self.path = path
        self.address = address
        self.onEnd = onEnd
        connection = TCPConnection(connectingTo: address, on: loop, delegate: self)
    }

    /// Nobody waits for the answer any more.
    func cancel() {
        connection?.close()
        connection = nil
    }

    private func end(_ problem: Problem?) {
        guard connection != nil else { return }
        cancel()
        onEnd(problem)
    }
}

extension Inquiry: TCPDelegate {
    func connected(_ connection: TCPConnection) {
        guard let path else { return end(nil) }
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
            case .head:
                let status = reader.head.status
                // An interim answer says nothing yet.
                if status >= 200 { end(status < 400 ? nil : "it answered \(status)") }
            case .failed(let problem): end("an answer that is no HTTP: \(problem)")
            default: continue
            }
        }
    }

    func peerFinished(_ connection: TCPConnection) { end("it closed without an answer") }
    func drained(_ connection: TCPConnection) {}
    func closed(_ connection: TCPConnection, error: SystemError?) {
        end(error.map { "\($0)" } ?? "it closed without an answer")
    }
}

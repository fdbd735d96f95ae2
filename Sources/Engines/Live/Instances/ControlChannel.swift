import Sockets

/// The private pipe between a run and one of its instance processes, as whole messages.
final class ControlChannel {
    private var connection: TCPConnection!
    private var received: [UInt8] = []
    private var frame = FrameWriter()
    /// Handed each message: its kind and its fields.
    var onMessage: ((UInt8, inout FrameReader) -> Void)?
    /// The other end is gone.
    var onEnd: (() -> Void)?

    /// - Parameter descriptor: of a connected stream socket, owned from now on.
    init(_ descriptor: Int32, on loop: EventLoop) {
        connection = TCPConnection(accepted: descriptor, on: loop, delegate: self)
    }

    func send(_ order: Order) { send { order.write(to: &$0) } }
    func send(_ notice: Notice) { send { notice.write(to: &$0) } }

    private func send(_ body: (inout FrameWriter) -> Void) {
        frame.clear()
        body(&frame)
        connection.send(frame.bytes)
    }

    /// Sends messages that were written before.
    func send(written bytes: [UInt8]) { connection.send(bytes) }

    /// Whether everything has left this process.
    var isFlushed: Bool { connection.unsent == 0 }

    func close() { connection.close() }

    private func takeMessages() {
        var place = 0
        while received.count - place >= 5 {
            let length = (0..<4).reduce(0) { $0 | Int(received[place + $1]) << (8 * $1) }
            guard received.count - place >= 4 + length else { break }
            let message = received[place + 5..<place + 4 + length]
            let kind = received[place + 4]
            place += 4 + length
            var reader = FrameReader(message)
            onMessage?(kind, &reader)
        }
        received.removeFirst(place)
    }
}

extension ControlChannel: TCPDelegate {
    func connected(_ connection: TCPConnection) {}

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        received.append(contentsOf: bytes)
        takeMessages()
    }

    func peerFinished(_ connection: TCPConnection) {
        connection.close()
        onEnd?()
    }

    func drained(_ connection: TCPConnection) {}

    func closed(_ connection: TCPConnection, error: SystemError?) { onEnd?() }
}

import Sockets
import Timebase

/// One end of a connection that notes what it is told, and reacts as a test says.
final class Peer: TCPDelegate, ListenerDelegate {
    enum Event: Equatable {
        case connected, finished, drained
        case closed(Int32?)
    }

    var connection: TCPConnection?
    var received: [UInt8] = []
    var events: [Event] = []
    var onEvent: (Peer, Event) -> Void = { _, _ in }
    var onBytes: (Peer, UnsafeRawBufferPointer) -> Void = { peer, bytes in
        peer.received.append(contentsOf: bytes)
    }
    private let loop: EventLoop

    init(on loop: EventLoop) { self.loop = loop }

    func connect(to port: UInt16) {
        connection = TCPConnection(connectingTo: .loopback(port), on: loop, delegate: self)
    }

    func accepted(_ descriptor: Int32, by listener: Listener) {
        connection = TCPConnection(accepted: descriptor, on: loop, delegate: self)
        note(.connected)
    }

    func connected(_ connection: TCPConnection) { note(.connected) }
    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        onBytes(self, bytes)
    }
    func peerFinished(_ connection: TCPConnection) { note(.finished) }
    func drained(_ connection: TCPConnection) { note(.drained) }
    func closed(_ connection: TCPConnection, error: SystemError?) { note(.closed(error?.code)) }

    private func note(_ event: Event) {
        events.append(event)
        onEvent(self, event)
    }
}

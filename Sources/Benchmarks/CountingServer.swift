import Glibc
import HTTPWire
import Sockets
import Synchronization
import Timebase

/// Answers every request with 200 and notes when it came; on a thread of its own.
final class CountingServer {
    let port: UInt16
    private let thread: LoopThread
    private let notes: Notes
    private let clock = MonotonicClock()

    /// What the server's thread and the others share.
    fileprivate final class Notes: Sendable {
        let arrivals = Mutex<[Instant]>([])
    }

    init() throws(SystemError) {
        let socket = try ListeningSocket.bind()
        let notes = Notes()
        (port, self.notes) = (socket.port, notes)
        thread = try LoopThread(clock: clock) { loop in
            let room = CountingRoom(loop, notes)
            let listener = try? Listener(
                on: loop, descriptor: socket.descriptor, delegate: room)
            loop.run()
            listener?.close()
        }
    }

    /// When each request came, in order.
    func arrivals() -> [Instant] { notes.arrivals.withLock { $0 } }

    /// Waits until one has come.
    func awaitRequest() { while arrivals().isEmpty { usleep(1000) } }

    func stop() { thread.stop() }
}

/// The server's connections.
private final class CountingRoom: ListenerDelegate, TCPDelegate {
    private let loop: EventLoop
    private let notes: CountingServer.Notes
    private var readers: [ObjectIdentifier: (TCPConnection, RequestReader)] = [:]
    private let answer: [UInt8]

    init(_ loop: EventLoop, _ notes: CountingServer.Notes) {
        self.loop = loop
        self.notes = notes
        var answer: [UInt8] = []
        MessageWriter.response(200, body: Array("ok\n".utf8), into: &answer)
        self.answer = answer
    }

    func accepted(_ descriptor: Int32, by listener: Listener) {
        let connection = TCPConnection(accepted: descriptor, on: loop, delegate: self)
        readers[ObjectIdentifier(connection)] = (connection, RequestReader())
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        var offset = 0
        while let event = readers[ObjectIdentifier(connection)]?.1.next(bytes, &offset) {
            guard event == .end else { continue }
            let now = loop.refresh()
            notes.arrivals.withLock { $0.append(now) }
            connection.send(answer)
        }
    }

    func connected(_ connection: TCPConnection) {}
    func drained(_ connection: TCPConnection) {}
    func peerFinished(_ connection: TCPConnection) { connection.finishSending() }
    func closed(_ connection: TCPConnection, error: SystemError?) {
        readers[ObjectIdentifier(connection)] = nil
    }
}

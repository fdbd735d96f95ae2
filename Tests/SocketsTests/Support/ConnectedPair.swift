import Sockets
import Timebase
import XCTest

/// A client and a server on one loop, connected once it runs.
final class ConnectedPair {
    let run: LoopRun
    let client: Peer
    let server: Peer
    private let listener: Listener

    init() throws {
        run = try LoopRun()
        client = Peer(on: run.loop)
        server = Peer(on: run.loop)
        listener = try Listener(on: run.loop, delegate: server)
        client.connect(to: listener.port)
    }

    var loop: EventLoop { run.loop }
}

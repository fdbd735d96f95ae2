import Glibc
import Sockets
import Timebase
import XCTest

final class TCPConnectionTests: XCTestCase {
    func test_bytesArriveInOrder_inBothDirections() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let pair = try ConnectedPair()
        pair.client.onEvent = { peer, event in
            if event == .connected { peer.connection!.send(bytes) }
        }
        pair.server.onBytes = { peer, part in
            peer.received.append(contentsOf: part)
            peer.connection!.send(part)
        }
        pair.client.onBytes = { peer, part in
            peer.received.append(contentsOf: part)
            if peer.received.count == bytes.count { pair.loop.stop() }
        }
        pair.run.run()
        XCTAssertTrue(pair.server.received == bytes)
        XCTAssertTrue(pair.client.received == bytes)
    }

    func test_theOtherSideStillSends_whenOneHasFinished() throws {
        let pair = try ConnectedPair()
        pair.client.onEvent = { peer, event in
            switch event {
            case .connected:
                peer.connection!.send([1])
                peer.connection!.finishSending()
            case .closed: pair.loop.stop()
            default: break
            }
        }
        pair.server.onEvent = { peer, event in
            guard event == .finished else { return }
            peer.connection!.send([2, 3])
            peer.connection!.finishSending()
        }
        pair.run.run()
        XCTAssertEqual(pair.server.received, [1])
        XCTAssertEqual(pair.client.received, [2, 3])
        XCTAssertEqual(pair.client.events, [.connected, .finished, .closed(nil)])
        XCTAssertEqual(pair.server.events, [.connected, .finished, .closed(nil)])
    }

    func test_peerSeesReset_whenConnectionIsReset() throws {
        let pair = try ConnectedPair()
        pair.server.onEvent = { peer, event in
            if event == .connected { peer.connection!.reset() }
        }
        pair.client.onEvent = { _, event in
            if case .closed = event { pair.loop.stop() }
        }
        pair.run.run()
        XCTAssertEqual(pair.client.events.last, .closed(ECONNRESET))
        XCTAssertEqual(pair.server.events, [.connected])
    }

    func test_resetIsTold_whileReadingIsPaused() throws {
        let pair = try ConnectedPair()
        pair.client.onEvent = { peer, event in
            if event == .connected { peer.connection!.pauseReading() }
            if case .closed = event { pair.loop.stop() }
        }
        pair.server.onEvent = { peer, event in
            if event == .connected { peer.connection!.reset() }
        }
        pair.run.run()
        XCTAssertEqual(pair.client.events.last, .closed(ECONNRESET))
    }

    func test_connectingFails_whenNobodyListens() throws {
        let run = try LoopRun()
        let client = Peer(on: run.loop)
        let socket = try ListeningSocket.bind()
        defer { close(socket.descriptor) }
        client.onEvent = { _, _ in run.loop.stop() }
        client.connect(to: socket.port)
        run.run()
        XCTAssertEqual(client.events, [.closed(ECONNREFUSED)])
        XCTAssertTrue(client.connection!.isClosed)
    }

    func test_connectingFails_andIsToldOnce_whenNoDescriptorIsLeft() throws {
        let run = try LoopRun()
        let client = Peer(on: run.loop)
        let limit = DescriptorLimit(3)
        client.connect(to: 1)
        limit.lift()
        XCTAssertEqual(client.events, [])  // Not from within the call.
        client.onEvent = { _, _ in run.loop.stop() }
        run.run()
        XCTAssertEqual(client.events, [.closed(EMFILE)])
    }

    /// The owner may be gone by the time at which the loop would tell it.
    func test_nobodyIsTold_whenAFailedConnectionIsResetOrClosedBefore() throws {
        let run = try LoopRun()
        let limit = DescriptorLimit(3)
        for end in [TCPConnection.reset, TCPConnection.close] {
            let client = Peer(on: run.loop)
            client.connect(to: 1)
            end(client.connection!)()
        }
        limit.lift()
        run.loop.remote.perform { $0.remote.perform { $0.stop() } }
        run.run()
    }

    func test_everythingArrives_andUnsentIsBounded_whenSenderHeedsBackPressure() throws {
        let pair = try ConnectedPair()
        let total = 64 << 20
        var (sent, arrived, mostUnsent) = (0, 0, 0)
        pair.server.onEvent = { peer, event in
            if event == .connected { peer.connection!.pauseReading() }
        }
        pair.client.onEvent = { peer, event in
            guard event == .connected || event == .drained else { return }
            while peer.connection!.unsent == 0, sent < total {
                peer.connection!.send([UInt8](repeating: 7, count: 65_536))
                sent += 65_536
            }
            mostUnsent = max(mostUnsent, peer.connection!.unsent)
            pair.server.connection?.resumeReading()
        }
        pair.server.onBytes = { _, part in
            arrived += part.count
            if arrived == total { pair.loop.stop() }
        }
        pair.run.run()
        XCTAssertEqual(arrived, total)
        XCTAssertGreaterThan(mostUnsent, 0)
        XCTAssertLessThanOrEqual(mostUnsent, 65_536)
    }

    func test_bytesBeforeTheEndAreRead_whenPausedConnectionIsResumed() throws {
        let pair = try ConnectedPair()
        pair.client.onEvent = { peer, event in
            switch event {
            case .connected:
                peer.connection!.pauseReading()
                peer.connection!.finishSending()
            case .closed: pair.loop.stop()
            default: break
            }
        }
        pair.server.onEvent = { peer, event in
            guard event == .finished else { return }
            peer.connection!.send([9, 9])
            peer.connection!.finishSending()
            // Both directions have ended; the client is told once it reads again.
            pair.loop.stop()
        }
        pair.run.run()
        XCTAssertEqual(pair.client.events, [.connected])
        pair.client.connection!.resumeReading()
        pair.run.run()
        XCTAssertEqual(pair.client.received, [9, 9])
        XCTAssertEqual(pair.client.events, [.connected, .finished, .closed(nil)])
    }
}

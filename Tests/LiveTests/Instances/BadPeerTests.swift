import Chance
import Live
import Timebase
import XCTest

/// Clients that break the protocol, or keep to it in bad faith, beside one that does not.
final class BadPeerTests: XCTestCase {
    /// Runs `body` beside a client that must be served all the while, and looks for what it left.
    ///
    /// On a busy machine the good client waits for its turn as everybody does: the bound on its
    /// p99 shows a loop that hangs, not one that is slow.
    private func beside(
        clientPatience: Duration = .seconds(10), line: UInt = #line,
        _ body: (StationThread) throws -> Void
    ) throws {
        try Shop.with(clientPatience: clientPatience) { shop in
            let good = SteadyClient(shop.ports[0])
            try waitUntil("it is served", line: line) { good.count > 0 }
            let (descriptors, memory) = (OwnProcess.descriptors(), OwnProcess.residentMemory())
            try body(shop)
            let served = good.count
            try waitUntil("it is still served", line: line) { good.count > served + 10 }
            try waitUntil("nothing is left of the bad ones", line: line) {
                try shop.connections(to: Shop.front) == 1
            }
            try waitUntil("no descriptor is left over", line: line) {
                // What the front keeps open to the back has two ends here.
                let kept = try shop.pooledConnections(of: Shop.front)
                return OwnProcess.descriptors() == descriptors + 2 * kept
            }
            let grown = OwnProcess.residentMemory() - memory
            XCTAssertLessThan(grown, 64 << 20, line: line)
            XCTAssertLessThan(try good.stop(), 250, line: line)
        }
    }

    /// 200 clients that send a byte now and then: 408 after 300 ms, whatever they send.
    func test_slowLorisIsClosed() throws {
        try beside(clientPatience: .milliseconds(300)) { shop in
            let clients = try (0..<200).map { _ in try TestClient(shop.ports[0]) }
            for client in clients { try client.send("GET /plain HTTP/1.1\r\nx-slow: ") }
            try waitUntil("all are closed") {
                for client in clients { try? client.send("a") }
                return try shop.connections(to: Shop.front) == 1
            }
            for client in clients { client.close() }
        }
    }

    func test_aSlowClientIsToldSo() throws {
        try beside(clientPatience: .milliseconds(300)) { shop in
            let client = try TestClient(shop.ports[0])
            try client.send("POST /plain HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nslow")
            XCTAssertEqual(try client.response().status, 408)
            XCTAssertTrue(try client.isEnded())
        }
    }

    /// Idle between two requests is not slow.
    func test_anIdleClientIsKept() throws {
        try Shop.with(clientPatience: .milliseconds(50)) { shop in
            let idle = try TestClient(shop.ports[0])
            XCTAssertEqual(try idle.ask("GET /plain").status, 200)
            XCTAssertFalse(idle.isReadable(withinMilliseconds: 300))
            XCTAssertEqual(try idle.ask("GET /plain").status, 200)
        }
    }

    func test_halfClosedClientsAreLetGo() throws {
        try beside { shop in
            for begun in ["", "GET /plain HTTP/1.1\r\n", "POST /plain HTTP/1.1\r\nhost: x\r\n"] {
                for _ in 0..<100 {
                    let client = try TestClient(shop.ports[0])
                    try client.send(begun)
                    client.finishSending()
                    XCTAssertTrue(try client.isEnded(), begun)
                }
            }
        }
    }

    func test_clientsThatResetAreLetGo() throws {
        try beside { shop in
            for begun in ["", "GET /plain HT", "GET /plain HTTP/1.1\r\nhost: x\r\n\r\n"] {
                for _ in 0..<100 {
                    let client = try TestClient(shop.ports[0])
                    try client.send(begun)
                    client.reset()
                }
            }
            for _ in 0..<100 {  // At work on it, the back finishes it all the same.
                let client = try TestClient(shop.ports[1])
                try client.send("GET /work HTTP/1.1\r\nhost: x\r\n\r\n")
                client.reset()
            }
            try waitUntil("the back has let go of all") {
                try shop.connections(to: Shop.back) == 0 && shop.held(by: Shop.back) == 0
            }
        }
    }

    /// 8 KiB a line and 32 KiB a head are the most; a megabyte is refused long before it is over.
    func test_aHugeHeadIsRefused() throws {
        let heads = [
            "GET /\(String(repeating: "a", count: 1 << 20)) HTTP/1.1\r\n": 414,
            "GET / HTTP/1.1\r\nx: \(String(repeating: "a", count: 1 << 20))\r\n": 431,
            "GET / HTTP/1.1\r\n\(String(repeating: "x: 1\r\n", count: 200_000))": 431,
        ]
        try beside { shop in
            for (head, status) in heads {
                let client = try TestClient(shop.ports[0])
                try? client.send(head)  // Broken off, when the refusal is already here.
                XCTAssertEqual(try? client.response().status, status, String(head.prefix(30)))
            }
        }
    }

    /// 64 MiB of body are the most, in a chunk that is announced larger, or in many.
    func test_anEndlessBodyIsCutOff() throws {
        try beside { shop in
            for size in [0xFFFF_FFFF, 1 << 20] {
                let client = try TestClient(shop.ports[0])
                try client.send(
                    "POST /plain HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
                let part = [UInt8](repeating: 0x61, count: 1 << 20)
                var sent = 0
                if size > part.count { try client.send(String(size, radix: 16) + "\r\n") }
                while sent < 80, !client.isReadable(withinMilliseconds: 0) {
                    if size == part.count { try client.send("100000\r\n") }
                    try client.send(part)
                    if size == part.count { try client.send("\r\n") }
                    sent += 1
                }
                XCTAssertEqual(try client.response().status, 413)
                XCTAssertLessThan(sent, 80)
            }
        }
    }

    /// Random bytes, and valid requests with some of them wrong: always an answer or an end.
    func test_garbageIsRefused() throws {
        let request = Array("GET /plain HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n".utf8)
        try beside { shop in
            for seed in 0..<300 {
                var generator = Generator(Key(seed: UInt64(seed)))
                var bytes = request
                if seed % 2 == 0 {
                    bytes = (0..<500).map { _ in UInt8(generator.below(256)) }
                } else {
                    for _ in 0..<5 {
                        bytes[generator.below(bytes.count)] = UInt8(generator.below(256))
                    }
                }
                let client = try TestClient(shop.ports[0])
                try? client.send(bytes)
                client.finishSending()
                XCTAssertTrue(client.isReadable(withinMilliseconds: 10_000), "seed \(seed)")
            }
        }
    }

    func test_tenThousandConnectsAreTaken() throws {
        try beside { shop in
            for number in 0..<10_000 {
                let client = try TestClient(shop.ports[0])
                // Every other one breaks off, so that the test leaves no ports in TIME_WAIT.
                if number % 2 == 0 { client.reset() } else { client.close() }
            }
        }
    }

    /// Room for 8 more descriptors and 40 clients: who is in is served, the others wait their turn.
    func test_otherClientsWait_whenNoDescriptorIsLeft() throws {
        try beside { shop in
            let observer = try TestClient(shop.ports[0])  // Later there is no descriptor for it.
            let clients = try (0..<40).map { _ in try TestClient() }
            try OwnProcess.with(freeDescriptors: 8) {
                for client in clients {
                    try client.connect(to: shop.ports[0])
                    try client.send("GET /plain HTTP/1.1\r\nhost: x\r\n\r\n")
                }
                var served: Set<Int> = []
                try waitUntil("some are served, and others wait") {
                    for (number, client) in clients.enumerated()
                    where client.isReadable(withinMilliseconds: 0) {
                        served.insert(number)
                    }
                    let metrics = try observer.ask("GET /metrics").body
                    let hadNone = metrics.contains(/chaos_accept_shortages_total\{.*\} [1-9]/)
                    return !served.isEmpty && hadNone
                }
                XCTAssertLessThanOrEqual(served.count, 8)
            }
            for client in clients { XCTAssertEqual(try client.response().status, 200) }
            for client in clients + [observer] { client.close() }
        }
    }
}

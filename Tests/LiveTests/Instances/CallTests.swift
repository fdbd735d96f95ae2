import Live
import Resilience
import Timebase
import Topologies
import XCTest

/// What an instance says to those it calls, and what it makes of what they do: the callee is the
/// test itself.
final class CallTests: XCTestCase {
    /// Asks the front, plays the callee, and gives what the front answers.
    private func exchange(
        _ front: TestClient, _ fields: String..., callee: () throws -> Void
    ) throws -> TestClient.Response {
        let lines = ["GET /call HTTP/1.1", "host: x"] + fields
        try front.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        try callee()
        return try front.response()
    }

    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"

    func test_connectionsAreKept_untilTheCalleeCloses() throws {
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port)) { front in
            let client = try TestClient(front.ports[0])
            var callee: TestClient!
            func ask(isNew: Bool, _ answer: String) throws {
                let response = try exchange(client) {
                    if isNew { callee = try server.accept() }
                    XCTAssertEqual(try callee.head().line, "POST /callee HTTP/1.1")
                    try callee.send(answer)
                }
                XCTAssertEqual(response.status, 200)
            }
            try ask(isNew: true, Self.ok)
            try ask(isNew: false, "HTTP/1.1 100 Continue\r\n\r\n" + Self.ok)
            try ask(isNew: false, "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            XCTAssertTrue(try callee.isEnded())
            try ask(isNew: true, Self.ok)
            callee.finishSending()
            try waitUntil("the idle connection is gone") {
                try front.pooledConnections(of: 0) == 0
            }
            try ask(isNew: true, Self.ok)
            XCTAssertEqual(try front.pooledConnections(of: 0), 1)
            XCTAssertFalse(server.hasConnection())
        }
    }

    func test_theCalleeIsToldOfTheAttempt() throws {
        let server = try TestServer()
        let policy = Policy(deadline: .seconds(5), timeout: .seconds(5))
        try Shop.with(Pair.topology(calling: server.port, policy: policy)) { front in
            let client = try TestClient(front.ports[0])
            let trace = "0af7651916cd43dd8448eb211c80319c"
            var fields: [String: String] = [:]
            var callee: TestClient!
            _ = try exchange(client, "traceparent: 00-\(trace)-b7ad6b7169203331-01") {
                callee = try server.accept()
                fields = try callee.head().fields
                try callee.send(Self.ok)
            }
            XCTAssertEqual(fields["host"], "the-test")
            XCTAssertEqual(fields["content-length"], "0")
            let own = try XCTUnwrap(fields["traceparent"]).split(separator: "-")
            XCTAssertEqual(String(own[1]), trace)
            XCTAssertNotEqual(String(own[2]), "b7ad6b7169203331")
            let attempt = try XCTUnwrap(fields["chaos-attempt"]).utf8
            let header = try XCTUnwrap(Array(attempt).withUnsafeBytes { AttemptHeader($0) })
            XCTAssertEqual(header.from, 0)
            XCTAssertEqual(header.edge, 0)
            XCTAssertLessThan(header.deadline, .never)
        }
    }

    func test_aDegradedAnswerIsPassedOn() throws {
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port)) { front in
            let client = try TestClient(front.ports[0])
            let answer = try exchange(client) {
                let callee = try server.accept()
                _ = try callee.head()
                try callee.send(
                    "HTTP/1.1 200 OK\r\nChaos-Degraded: 1\r\ncontent-length: 0\r\n\r\n")
            }
            XCTAssertEqual(answer.fields["chaos-degraded"], "1")
        }
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            XCTAssertNil(try client.ask("GET /through").fields["chaos-degraded"])
            XCTAssertEqual(try client.ask("GET /reduced").fields["chaos-degraded"], "1")
            XCTAssertEqual(try client.ask("GET /deep").fields["chaos-degraded"], "1")
        }
    }

    func test_aRefusalSaysWhenToAskAgain_andWhetherAnythingWasDone() throws {
        // The callee asks for a pause of 30 ms in place of the caller's 10 s, then for none at all.
        let policy = Policy(
            retry: Retry(
                attempts: 3, backoff: .init(base: .seconds(10), max: .seconds(10)),
                on: [.status429, .status5xx], nonIdempotent: .unprocessed))
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port, policy: policy)) { front in
            let answers: [(fields: String, isAskedAgain: Bool)] = [
                ("chaos-unprocessed: 1\r\nretry-after-ms: 30\r\n", true),
                ("chaos-unprocessed: 1\r\nretry-after: 0\r\n", true),
                ("chaos-unprocessed: 1\r\nretry-after-ms: -1\r\n", false),
                ("retry-after-ms: 30\r\n", false),  // A POST that may have been done.
            ]
            for (fields, isAskedAgain) in answers {
                let client = try TestClient(front.ports[0])
                let answer = try exchange(client) {
                    let callee = try server.accept()
                    _ = try callee.head()
                    try callee.send("HTTP/1.1 429 Full\r\n\(fields)content-length: 0\r\n\r\n")
                    if isAskedAgain {
                        _ = try callee.head()
                        try callee.send(Self.ok)
                    }
                    callee.finishSending()
                }
                XCTAssertEqual(answer.status, isAskedAgain ? 200 : 502, fields)
            }
        }
    }

    func test_whatACalleeDoesWrongIsTold() throws {
        let wrongs: [(String, Int)] = [
            ("garbage\r\n\r\n", 502), ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhi", 502),
            ("HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n", 502),
            ("HTTP/1.1 503 Full\r\ncontent-length: 0\r\n\r\n", 502),
            (String(repeating: "x", count: 1 << 20), 502),
        ]
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port)) { front in
            for (bytes, status) in wrongs {
                let client = try TestClient(front.ports[0])
                let answer = try exchange(client) {
                    let callee = try server.accept()
                    _ = try callee.head()
                    try? callee.send(bytes)
                    callee.finishSending()
                }
                XCTAssertEqual(answer.status, status, String(bytes.prefix(40)))
            }
        }
    }

    func test_theCallerClosesAndAnswers504_whenTheCalleeIsSilent() throws {
        let server = try TestServer()
        let policy = Policy(timeout: .milliseconds(50))
        try Shop.with(Pair.topology(calling: server.port, policy: policy)) { front in
            var callee: TestClient!
            let answer = try exchange(try TestClient(front.ports[0])) {
                callee = try server.accept()
                _ = try callee.head()
            }
            XCTAssertEqual(answer.status, 504)
            XCTAssertTrue(try callee.isEnded())
            XCTAssertEqual(try front.pooledConnections(of: 0), 0)
        }
    }

    /// What comes on an idle connection belongs to nobody; it must not answer the next request.
    func test_anUnaskedResponseIsDropped_withItsConnection() throws {
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port)) { front in
            let client = try TestClient(front.ports[0])
            var callee: TestClient!
            _ = try exchange(client) {
                callee = try server.accept()
                _ = try callee.head()
                try callee.send(Self.ok)
            }
            try callee.send("HTTP/1.1 500 Unasked\r\ncontent-length: 0\r\n\r\n")
            XCTAssertTrue(try callee.isEnded())
            let answer = try exchange(client) {
                callee = try server.accept()
                _ = try callee.head()
                try callee.send(Self.ok)
            }
            XCTAssertEqual(answer.status, 200)
        }
    }

    func test_aCalleeThatIsGoneIsUnavailable() throws {
        var server: TestServer? = try TestServer()
        try Shop.with(Pair.topology(calling: server!.port)) { front in
            server = nil
            XCTAssertEqual(try TestClient(front.ports[0]).ask("GET /call").status, 503)
        }
    }

    /// With one slot: the second request waits, and its client leaves. Whether it is then worked on
    /// shows in whether the callee is asked.
    func test_aRequestThatWasLeftIsFinished_orDropped() throws {
        for abandoned in Service.Abandoned.allCases {
            let server = try TestServer()
            let topology = Pair.topology(
                calling: server.port, concurrency: 1, abandoned: abandoned)
            try Shop.with(topology) { front in
                let first = try TestClient(front.ports[0])
                try first.send("GET /call HTTP/1.1\r\nhost: x\r\n\r\n")
                let callee = try server.accept()
                _ = try callee.head()
                let second = try TestClient(front.ports[0])
                try second.send("GET /call HTTP/1.1\r\nhost: x\r\n\r\n")
                try waitUntil("the second waits") { try front.held(by: 0) == 2 }
                second.close()  // What is asked from now on is behind it in the kernel's queue.
                XCTAssertEqual(try TestClient(front.ports[0]).ask("GET /health").status, 200)
                try callee.send(Self.ok)
                XCTAssertEqual(try first.response().status, 200)
                if abandoned == .finish {
                    _ = try callee.head()
                    try callee.send(Self.ok)
                }
                try waitUntil("nothing is left") { try front.held(by: 0) == 0 }
                XCTAssertFalse(callee.isReadable(withinMilliseconds: 0), "\(abandoned)")
            }
        }
    }
}

import Chance
import Live
import Resilience
import Timebase
import XCTest

/// Copies of a request, ties and cancellation, as they cross real connections.
final class HedgeTests: XCTestCase {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
    private static let request = "GET /call HTTP/1.1\r\nhost: x\r\n\r\n"

    private func hedged(tied: Bool) -> Policy {
        Policy(
            hedge: Hedge.Settings(
                after: .fixed(.milliseconds(30)), budget: nil, isTied: tied))
    }

    private func header(of callee: TestClient) throws -> AttemptHeader {
        let field = try XCTUnwrap(callee.head().fields["chaos-attempt"])
        return try XCTUnwrap(Array(field.utf8).withUnsafeBytes { AttemptHeader($0) })
    }

    func test_firstAnswerCounts_andTheOtherCopyIsClosed() throws {
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port, policy: hedged(tied: false))) { front in
            let client = try TestClient(front.ports[0])
            try client.send(Self.request)
            let first = try server.accept()
            let second = try server.accept()
            let headers = try [header(of: first), header(of: second)]
            XCTAssertEqual(headers.map(\.isTied), [false, false])
            XCTAssertNotEqual(headers[0].key, headers[1].key)
            try second.send(Self.ok)
            XCTAssertEqual(try client.response().status, 200)
            XCTAssertTrue(try first.isEnded())
        }
    }

    func test_interimResponseOfATiedCopy_closesTheOther_andItsAnswerIsAwaited() throws {
        let server = try TestServer()
        try Shop.with(Pair.topology(calling: server.port, policy: hedged(tied: true))) { front in
            let client = try TestClient(front.ports[0])
            try client.send(Self.request)
            let first = try server.accept()
            let second = try server.accept()
            XCTAssertTrue(try header(of: first).isTied)
            XCTAssertTrue(try header(of: second).isTied)
            try first.send("HTTP/1.1 102 Processing\r\n\r\n")
            XCTAssertTrue(try second.isEnded())
            try first.send(Self.ok)
            XCTAssertEqual(try client.response().status, 200)
        }
    }

    func test_instanceSaysWithAnInterimResponse_thatItHasTakenUpATiedCopy() throws {
        try Shop.with { shop in
            let back = try TestClient(shop.ports[Int(Shop.back)])
            func ask(_ rest: String) throws -> Int {
                let field = "chaos-attempt: key=0000000000000001;from=0;edge=0\(rest)"
                try back.send("GET /plain HTTP/1.1\r\nhost: x\r\n\(field)\r\n\r\n")
                return try back.response().status
            }
            XCTAssertEqual(try ask(""), 200)
            XCTAssertEqual(try ask(";tied=1"), 102)
            XCTAssertEqual(try back.response().status, 200)
        }
    }

    func test_callOfARequestThatIsGivenUp_isClosed_whereTheServiceCancels() throws {
        for isCancelled in [true, false] {
            let server = try TestServer()
            let pair = Pair.topology(
                calling: server.port, abandoned: isCancelled ? .cancel : .finish)
            try Shop.with(pair) { front in
                let client = try TestClient(front.ports[0])
                try client.send(Self.request)
                let callee = try server.accept()
                _ = try callee.head()
                client.close()
                if isCancelled {
                    XCTAssertTrue(try callee.isEnded())
                    try waitUntil("its slot is free") { try front.held(by: 0) == 0 }
                } else {
                    XCTAssertFalse(callee.isReadable(withinMilliseconds: 100))
                    XCTAssertEqual(try front.held(by: 0), 1)
                }
            }
        }
    }
}

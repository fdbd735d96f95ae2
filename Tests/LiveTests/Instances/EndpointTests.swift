import Foundation
import Live
import Timebase
import XCTest

/// What an instance says to a client that keeps to HTTP/1.1.
final class EndpointTests: XCTestCase {
    func test_anEndpointAnswers_onAConnectionThatIsKept() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            for _ in 0..<3 {
                let answer = try client.ask("GET /plain?x=1")
                XCTAssertEqual(answer.status, 200)
                XCTAssertEqual(answer.body, "ok\n")
                XCTAssertNil(answer.fields["connection"])
            }
            XCTAssertEqual(try client.ask("GET /na%C3%AFve%20path").status, 200)
            XCTAssertEqual(try client.ask("GET http://front/plain").status, 200)
            XCTAssertEqual(try shop.connections(to: Shop.front), 1)
        }
    }

    /// RFC 9110, section 6.6.1; within 2 s of this process's own clock.
    func test_anAnswerIsDated() throws {
        try Shop.with { shop in
            let answer = try TestClient(shop.ports[0]).ask("GET /plain")
            let text = try XCTUnwrap(answer.fields["date"])
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            let date = try XCTUnwrap(format.date(from: text), text)
            XCTAssertEqual(date.timeIntervalSinceNow, 0, accuracy: 2)
        }
    }

    func test_headIsAnsweredWithoutABody_andTheConnectionGoesOn() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            let head = try client.ask("HEAD /plain")
            XCTAssertEqual(head.status, 200)
            XCTAssertEqual(head.fields["content-length"], "3")
            XCTAssertEqual(try client.ask("GET /plain").body, "ok\n")
        }
    }

    func test_whatIsNoEndpointIsMissed() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            XCTAssertEqual(try client.ask("GET /nothing").status, 404)
            XCTAssertEqual(try client.ask("OPTIONS *").status, 404)
            let wrong = try client.ask("DELETE /plain")
            XCTAssertEqual(wrong.status, 405)
            XCTAssertEqual(wrong.fields["allow"], "GET, HEAD, POST")
            XCTAssertEqual(try client.ask("POST /health").fields["allow"], "GET, HEAD")
            XCTAssertEqual(try client.ask("GET /plain").status, 200)
        }
    }

    func test_aClientThatAsksToCloseIsClosed() throws {
        try Shop.with { shop in
            let modern = try TestClient(shop.ports[0])
            let answer = try modern.ask("GET /plain", "connection: close")
            XCTAssertEqual(answer.fields["connection"], "close")
            XCTAssertTrue(try modern.isEnded())
            let old = try TestClient(shop.ports[0])
            try old.send("GET /plain HTTP/1.0\r\n\r\n")
            XCTAssertEqual(try old.response().body, "ok\n")
            XCTAssertTrue(try old.isEnded())
            modern.close()
            old.close()
            try waitUntil("both are gone") { try shop.connections(to: Shop.front) == 0 }
        }
    }

    func test_pipelinedRequestsAreAnsweredInOrder() throws {
        try Shop.with(Shop.topology(work: .milliseconds(30))) { shop in
            let client = try TestClient(shop.ports[0])
            let paths = ["/work", "/nothing", "/plain", "/work", "/health", "/deep"]
            try client.send(paths.map { "GET \($0) HTTP/1.1\r\nhost: x\r\n\r\n" }.joined())
            client.finishSending()
            let statuses = try paths.map { _ in try client.response().status }
            XCTAssertEqual(statuses, [200, 404, 200, 200, 200, 200])
            XCTAssertTrue(try client.isEnded())
        }
    }

    /// More than an instance keeps of one connection: the client is held up, and nothing is lost.
    func test_aFloodOfPipelinedRequestsIsAnsweredWhole() throws {
        try Shop.with(Shop.topology(work: .milliseconds(1))) { shop in
            let client = try TestClient(shop.ports[0])
            let request = "GET /plain HTTP/1.1\r\nhost: x\r\n\r\n"
            let count = 10_000
            try client.send("GET /work HTTP/1.1\r\nhost: x\r\n\r\n")
            let flood = Array(String(repeating: request, count: count).utf8)
            let sender = Background { [descriptor = client.descriptor] in
                try TestClient.send(flood, on: descriptor)
            }
            for _ in 0...count { XCTAssertEqual(try client.response().status, 200) }
            try sender.value()
        }
    }

    func test_bodiesAreReadAndLeft() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            let sized = "POST /plain HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello"
            let chunked = """
                POST /plain HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r
                5;a=b\r\nhello\r\n3\r\n...\r\n0\r\nx-trailer: 1\r\n\r\n
                """
            try client.send(sized + chunked + sized)
            for _ in 0..<3 { XCTAssertEqual(try client.response().status, 200) }
        }
    }

    func test_aClientThatAwaitsTheGoAheadGetsIt() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            let fields = "host: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n"
            try client.send("POST /plain HTTP/1.1\r\n" + fields)
            XCTAssertEqual(try client.response().status, 100)
            try client.send("hi")
            XCTAssertEqual(try client.response().status, 200)
        }
    }

    /// 64 MiB is the most.
    func test_aBodyThatIsTooLargeIsRefused_beforeItIsSent() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            let length = (64 << 20) + 1
            try client.send(
                "POST /plain HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
                    + "content-length: \(length)\r\n\r\n")
            XCTAssertEqual(try client.response().status, 413)
            XCTAssertTrue(try client.isEnded())
        }
    }

    func test_healthFollowsTheInstance() throws {
        try Shop.with { shop in
            XCTAssertEqual(try TestClient(shop.ports[1]).ask("GET /health").status, 200)
            try shop.kill(Shop.back)
            XCTAssertThrowsError(try TestClient(shop.ports[1]))
            XCTAssertEqual(try TestClient(shop.ports[0]).ask("GET /health").status, 200)
        }
    }
}

import Live
import Timebase
import XCTest

/// Requests at instances that stop or die, or that are too late.
final class InterruptionTests: XCTestCase {
    private static let work = "GET /work HTTP/1.1\r\nhost: x\r\n\r\n"

    func test_aRequestDiesWithItsInstance_andTheClientIsReset() throws {
        try Shop.with(Shop.topology(work: .seconds(60))) { shop in
            let client = try TestClient(shop.ports[1])
            try client.send(Self.work)
            try waitUntil("the request is held") { try shop.held(by: Shop.back) == 1 }
            XCTAssertEqual(try shop.kill(Shop.back), 1)
            XCTAssertThrowsError(try client.response()) { error in
                XCTAssertEqual((error as? TestClient.Failure)?.code, ECONNRESET)
            }
        }
    }

    func test_aPausedInstanceIsSilent_andGoesOn() throws {
        try Shop.with(Shop.topology(work: .milliseconds(20))) { shop in
            let early = try TestClient(shop.ports[1])
            try early.send(Self.work)
            try waitUntil("the request is held") { try shop.held(by: Shop.back) == 1 }
            try shop.pause(Shop.back)
            let late = try TestClient(shop.ports[1])  // The kernel completes the connection.
            try late.send(Self.work)
            XCTAssertFalse(early.isReadable(withinMilliseconds: 100))
            XCTAssertEqual(try shop.held(by: Shop.back), 1)
            try shop.resume(Shop.back)
            XCTAssertEqual(try early.response().status, 200)
            XCTAssertEqual(try late.response().status, 200)
        }
    }

    /// What fell due while it was stopped must not be done by a process that is dead.
    func test_aPausedInstanceAnswersNobody_whenItIsKilled() throws {
        try Shop.with(Shop.topology(work: .milliseconds(20))) { shop in
            let client = try TestClient(shop.ports[1])
            try client.send(Self.work)
            try waitUntil("the request is held") { try shop.held(by: Shop.back) == 1 }
            try shop.pause(Shop.back)
            XCTAssertFalse(client.isReadable(withinMilliseconds: 100))
            XCTAssertEqual(try shop.kill(Shop.back), 1)
            XCTAssertThrowsError(try client.response())
            XCTAssertEqual(try shop.held(by: Shop.back), 0)
        }
    }

    /// The deadline stands in the field `chaos-attempt`, on the instances' own clock: 1 ns is past.
    func test_pastTheDeadlineNothingIsBegun() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[1])
            let attempt = "chaos-attempt: key=0000000000000001;from=0;edge=0;deadline="
            XCTAssertEqual(try client.ask("GET /work", attempt + "1").status, 504)
            let answer = try client.ask("GET /work", attempt + "900000000000000000")
            XCTAssertEqual(answer.status, 200)
        }
    }
}

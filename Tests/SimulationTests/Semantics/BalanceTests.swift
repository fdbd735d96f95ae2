import Recordings
import XCTest

/// Which instance a call goes to; a fault on one instance that changes nothing counts its calls.
final class BalanceTests: XCTestCase {
    private func callsToFirst(
        _ balance: String, replicas: Int, rate: Int, inject: String = #""latency", delay: "0s""#
    ) throws -> Int {
        try Trial(
            services: """
                api: { replicas: \(replicas), endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: """
                main: { send: "api GET /", rate: \(rate), arrivals: "constant",
                  policy: { balance: "\(balance)" } }
                """,
            faults: #"{ at: "0s", inject: \#(inject), on: "api#0" }"#, duration: "10s"
        ).recording.faults[0].requests
    }

    func test_everyInstanceGetsTheSame_inTurn() throws {
        XCTAssertEqual(try callsToFirst("round-robin", replicas: 4, rate: 10), 25)
    }

    func test_everyInstanceGetsAboutTheSame_atRandom() throws {
        // 10,000 calls to four: 2,500 ± 3 · √(10000 · 3/16) = 130.
        XCTAssertEqual(
            Double(try callsToFirst("random", replicas: 4, rate: 1000)), 2500, accuracy: 130)
        XCTAssertEqual(
            Double(try callsToFirst("two-choices", replicas: 4, rate: 1000)), 2500, accuracy: 130)
    }

    func test_hangingInstanceGetsOneCall_whereRequestsInFlightDecide() throws {
        for balance in ["least-requests", "two-choices", "peak-ewma"] {
            let calls = try callsToFirst(
                balance, replicas: 2, rate: 10, inject: #""blackhole""#)
            XCTAssertEqual(calls, 1, balance)
        }
        XCTAssertEqual(
            try callsToFirst("round-robin", replicas: 2, rate: 10, inject: #""blackhole""#), 50)
    }
}

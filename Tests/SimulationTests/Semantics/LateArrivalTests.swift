import Recordings
import Scenarios
import XCTest

/// Requests that reach their callee when the caller has long given up.
final class LateArrivalTests: XCTestCase {
    /// One request a second for 10 s, each delayed by 300 ms on its way to api; front waits 100 ms.
    private func trial(abandoned: String, step: String) throws -> Trial {
        try Trial(
            services: """
                front: { endpoints: {
                  "GET /": [{ call: "api GET /", policy: { timeout: "100ms" } }] } },
                api: { abandoned: "\(abandoned)", endpoints: { "GET /": [\(step)] } }
                """,
            load: #"main: { send: "front GET /", rate: 1, arrivals: "constant", timeout: "5s" }"#,
            faults: """
                { at: "0s", inject: "latency", on: "front -> api", delay: "300ms" }
                """, duration: "10s")
    }

    func test_theirWorkIsDoneInVain_byDefault() throws {
        let api = try trial(abandoned: "finish", step: #"{ work: "50ms" }"#).service("api")
        XCTAssertGreaterThanOrEqual(api[.arrived], 9)
        XCTAssertEqual(api[.started], api[.arrived])
        XCTAssertEqual(api[.workTime], api[.started] * 50_000_000)
        XCTAssertEqual(api[.wastedTime], api[.workTime])
    }

    func test_theyGetNoSlot_whereAbandonedRequestsAreDropped() throws {
        let api = try trial(abandoned: "drop", step: #"{ work: "50ms" }"#).service("api")
        XCTAssertGreaterThanOrEqual(api[.arrived], 9)
        XCTAssertEqual(api[.dropped], api[.arrived])
        XCTAssertEqual(api[.started], 0)
        XCTAssertEqual(api[.workTime], 0)
    }

    func test_theyAreAnsweredIntoTheVoid_whenNoWorkIsToBeDone() throws {
        let trial = try trial(abandoned: "finish", step: "{ respond: 200 }")
        XCTAssertEqual(trial.service("api")[.started], trial.service("api")[.arrived])
        let edge = trial.edge("front -> api").tally
        XCTAssertEqual(edge[.timedOut], edge[.attempts])
    }

    func test_aRefusedCallIsNoPeak() throws {
        // Two at once, one place: the second is refused and at no time in flight.
        let trial = try Trial(
            services: """
                front: { endpoints: { "GET /": [{ repeat: 2, parallel: true, do: [
                  { call: "api GET /", optional: true,
                    policy: { bulkhead: { concurrent: 1 } } }] }] } },
                api: { endpoints: { "GET /": [{ work: "50ms" }] } }
                """,
            load: #"main: { send: "front GET /", rate: 1, arrivals: "constant" }"#, duration: "10s")
        let edge = trial.edge("front -> api")
        XCTAssertEqual(edge.tally[.rejectedByBulkhead] * 2, edge.tally[.calls])
        XCTAssertEqual(edge.peak, 1)
        XCTAssertEqual(edge.peakPerCaller, 1)
    }
}

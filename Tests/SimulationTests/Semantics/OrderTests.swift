import Recordings
import Timebase
import XCTest

/// The order of a policy's protections. Requests are due at 50, 150, 250 ms and so on.
final class OrderTests: XCTestCase {
    private func trial(
        _ policy: String, db: String, seconds: String = "0.1s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /", policy: { \(policy) } }] } },
                db: { endpoints: { "GET /": [\(db)] } }
                """,
            load: """
                main: { send: "api GET /", rate: 10, arrivals: "constant", ok: ["2xx", 502, 504] }
                """,
            duration: seconds)
    }

    private let patient = #"timeout: "300ms", retry: { backoff: { base: "50ms", max: "50ms" } }"#

    func test_timeoutWithinRetries_isEachAttempts() throws {
        let trial = try trial(patient, db: #"{ work: "400ms" }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(300 + 50 + 300 + 50 + 300))
        XCTAssertEqual(trial.edge("api -> db").tally[.timedOut], 3)
    }

    func test_timeoutOutsideRetries_boundsThemAll() throws {
        let trial = try trial(
            patient + #", order: ["timeout", "retry"]"#, db: #"{ work: "400ms" }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(300))
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 1, .failedCalls: 1, .attempts: 1, .timedOut: 1])
    }

    func test_timeoutOutsideRetries_endsABackOff() throws {
        // Attempts at 0 and 200 ms fail at once; the wait from 200 to 400 is cut off at 300.
        let policy = """
            timeout: "300ms", retry: { backoff: { base: "200ms", max: "200ms" } },
            order: ["timeout", "retry"]
            """
        let trial = try trial(policy, db: "{ respond: 500 }")
        XCTAssertEqual(trial.latency(), .milliseconds(300))
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 1, .failedCalls: 1, .attempts: 2, .failed: 2])
    }

    private let broken = """
        retry: { backoff: { base: "1ms", max: "1ms" } },
        breaker: { window: { calls: 4 }, openFor: "60s" }
        """

    func test_breakerWithinRetries_countsAttempts() throws {
        // Three of the first call and one of the second; that one's second is refused.
        let edge = try trial(broken, db: "{ respond: 500 }", seconds: "1s").edge("api -> db").tally
        XCTAssertEqual(
            counts(edge),
            [.calls: 10, .failedCalls: 1, .rejectedCalls: 9, .attempts: 4, .failed: 4])
    }

    func test_breakerOutsideRetries_countsCalls() throws {
        let policy = broken + #", order: ["breaker", "retry"]"#
        let edge = try trial(policy, db: "{ respond: 500 }", seconds: "1s").edge("api -> db").tally
        XCTAssertEqual(
            counts(edge),
            [.calls: 10, .failedCalls: 4, .rejectedCalls: 6, .attempts: 12, .failed: 12])
        XCTAssertEqual(edge[.opened], 1)
    }

    func test_breakerOutsideRetries_takesTheTimeOfThemAll() throws {
        // In turn: each call begins at the instance that fails at once, waits for 50 ms, and is
        // answered by the other after 10. No attempt is slow, and every call but maybe the first.
        func opened(_ order: String) throws -> Int {
            try Trial(
                services: """
                    api: { endpoints: { "GET /": [{ call: "db GET /", policy: {
                      retry: { attempts: 2, backoff: { base: "50ms", max: "50ms" } },
                      breaker: { window: { calls: 4 }, failureRate: 1, openFor: "60s",
                        slowCall: { longerThan: "30ms", rate: 1 } }, \(order) } }] } },
                    db: { replicas: 2, endpoints: { "GET /": [{ work: "10ms" }] } }
                    """,
                load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
                faults: #"{ at: "0s", inject: "error", on: "db#0" }"#, duration: "1s"
            ).edge("api -> db").tally[.opened]
        }
        XCTAssertEqual(try opened(""), 0)
        XCTAssertEqual(try opened(#"order: ["breaker", "retry"]"#), 1)
    }

    private let scarce = """
        retry: { attempts: 2, backoff: { base: "500ms", max: "500ms" } },
        bulkhead: { concurrent: 1 }
        """

    func test_bulkheadWithinRetries_isFreeDuringBackOff() throws {
        let edge = try trial(scarce, db: "{ respond: 500 }", seconds: "0.3s").edge("api -> db")
            .tally
        XCTAssertEqual(
            counts(edge), [.calls: 3, .failedCalls: 3, .attempts: 6, .failed: 6])
    }

    func test_bulkheadOutsideRetries_isHeldDuringBackOff() throws {
        let policy = scarce + #", order: ["bulkhead", "retry"]"#
        let edge = try trial(policy, db: "{ respond: 500 }", seconds: "0.3s").edge("api -> db")
            .tally
        XCTAssertEqual(
            counts(edge),
            [.calls: 3, .failedCalls: 1, .rejectedCalls: 2, .attempts: 2, .failed: 2])
        XCTAssertEqual(edge[.rejectedByBulkhead], 2)
    }

    func test_fallbackWithinRetries_leavesThemNothingToDo() throws {
        let policy = "retry: {}, fallback: { static: 0 }"
        let right = try trial(policy, db: "{ respond: 500 }").edge("api -> db").tally
        let wrong = try trial(
            policy + #", order: ["retry", "fallback"]"#, db: "{ respond: 500 }"
        ).edge("api -> db").tally
        XCTAssertEqual([right[.attempts], right[.fallback]], [3, 1])
        XCTAssertEqual([wrong[.attempts], wrong[.fallback]], [1, 1])
    }

    func test_waitForAPlace_countsAgainstATimeoutOutsideOnly() throws {
        // Each needs 300 ms; the second, due at 150 ms, waits from then until 350. With 400 ms from
        // there it is answered at 650, with 400 from 150 it is given up at 550.
        let policy = #"bulkhead: { concurrent: 1, queue: 1 }, timeout: "400ms", "#
        let within = try trial(
            policy + #"order: ["bulkhead", "timeout"]"#, db: #"{ work: "300ms" }"#, seconds: "0.2s")
        XCTAssertEqual(within.edge("api -> db").tally[.answered], 2)
        XCTAssertEqual(within.latency(), .milliseconds(500))
        let around = try trial(
            policy + #"order: ["timeout", "bulkhead"]"#, db: #"{ work: "300ms" }"#, seconds: "0.2s")
        XCTAssertEqual(
            counts(around.edge("api -> db").tally),
            [.calls: 2, .answered: 1, .failedCalls: 1, .attempts: 2, .succeeded: 1, .timedOut: 1])
    }

    /// Two endpoints, or two streams, call the same callee, which holds each call for long.
    private func shared(per: String, second: String) throws -> EdgeLedger.Cell {
        try Trial(
            services: """
                api: { endpoints: {
                  "GET /a": [{ call: "db GET /a", policy: "guarded" }],
                  "GET /b": [{ call: "db GET /\(second)", policy: "guarded" }] } },
                db: { endpoints: { "GET /a": [{ work: "1s" }], "GET /b": [{ work: "1s" }] } }
                """,
            rest: #"policies: { guarded: { bulkhead: { concurrent: 1 }, per: "\#(per)" } },"#,
            load: """
                a: { send: "api GET /a", rate: 10, arrivals: "constant" },
                b: { send: "api GET /b", rate: 10, arrivals: "constant" }
                """, duration: "0.2s"
        ).edge("api -> db")
    }

    func test_bulkheadStandsOncePerEndpoint_whereThePolicySaysSo() throws {
        // Two streams with two requests each: one place for all, or one for either endpoint.
        XCTAssertEqual(try shared(per: "service", second: "b").tally[.attempts], 1)
        XCTAssertEqual(try shared(per: "endpoint", second: "b").tally[.attempts], 2)
        XCTAssertEqual(try shared(per: "endpoint", second: "a").tally[.attempts], 1)
    }

    func test_bulkheadStandsOncePerStream_whereThePolicySaysSo() throws {
        XCTAssertEqual(try shared(per: "stream", second: "a").tally[.attempts], 2)
    }
}

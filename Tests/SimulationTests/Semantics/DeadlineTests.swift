import Recordings
import Timebase
import XCTest

/// Timeouts, deadlines and the user's patience. One request is due at 0.5 s of each run.
final class DeadlineTests: XCTestCase {
    private let once = #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#

    func test_attemptTimesOut_andTheEndpointAnswers504() throws {
        let trial = try Trial(
            services: """
                db: { endpoints: { "GET /": [{ work: "400ms" }] } },
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { timeout: "300ms" } } ] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant", ok: [504] }"#,
            duration: "2s")
        XCTAssertEqual(trial.stream().tally[.succeeded], 2)
        XCTAssertEqual(trial.latency(), .milliseconds(300))
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 2, .failedCalls: 2, .attempts: 2, .timedOut: 2])
        XCTAssertEqual(trial.service("db")[.wastedTime], 2 * 100_000_000)
    }

    func test_deadlineIsHandedOn_asAnInstant() throws {
        // Of 30 s the first service works 7, the next 4: 23 and 19 are left for their callees.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "a GET /", policy: { deadline: "30s" } } ] } },
                a: { endpoints: { "GET /": [{ work: "7s" }, { call: "b GET /" }] } },
                b: { endpoints: { "GET /": [{ work: "4s" }, { call: "c GET /" }] } },
                c: { endpoints: { "GET /": [{ work: "60s" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant", timeout: "1m" }"#,
            duration: "1s")
        for (edge, seconds) in [("api -> a", 30), ("a -> b", 23), ("b -> c", 19)] {
            XCTAssertEqual(trial.edge(edge).latency.max, .seconds(Int64(seconds)), edge)
            XCTAssertEqual(trial.edge(edge).tally[.timedOut], 1, edge)
        }
        XCTAssertEqual(trial.edge("load:main -> api").latency.max, .seconds(30))
    }

    func test_calleesOwnDeadline_mayOnlyShorten() throws {
        func waited(own: String) throws -> Timebase.Duration {
            let trial = try Trial(
                services: """
                    api: { endpoints: { "GET /": [
                      { call: "a GET /", policy: { deadline: "1s" } } ] } },
                    a: { endpoints: { "GET /": [
                      { work: "400ms" }, { call: "b GET /", policy: { deadline: "\(own)" } } ] } },
                    b: { endpoints: { "GET /": [{ work: "5s" }] } }
                    """, load: once, duration: "1s")
            return trial.edge("a -> b").latency.max
        }
        XCTAssertEqual(try waited(own: "200ms"), .milliseconds(200))
        XCTAssertEqual(try waited(own: "10s"), .milliseconds(600))
    }

    func test_noStepStartsPastTheDeadline_andTheAnswerIs504() throws {
        // A fallback keeps the user served, so that the run goes on while `a` works in vain.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "a GET /", policy: { deadline: "1s", fallback: { static: 0 } } },
                  { work: "5s" } ] } },
                a: { endpoints: { "GET /": [{ work: "2s" }, { call: "b GET /" }] } },
                b: { endpoints: { "GET /": [] } }
                """, load: once, duration: "1s")
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .degraded: 1])
        XCTAssertEqual(trial.service("a")[.completed], 1)
        XCTAssertEqual(trial.service("a")[.sojournTime], 2_000_000_000)
        XCTAssertEqual(trial.edge("a -> b").tally[.calls], 0)
    }

    func test_fallbackStandsIn_andDegrades() throws {
        let trial = try Trial(
            services: """
                db: { endpoints: { "GET /": [{ respond: 500 }] } },
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { fallback: { static: [] } } }, { work: "5ms" } ] } }
                """, load: once, duration: "1s")
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .degraded: 1])
        XCTAssertEqual(trial.latency(), .milliseconds(5))
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 1, .fallback: 1, .attempts: 1, .failed: 1])
    }

    func test_userGivesUp_atTheStreamsTimeout() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [{ work: "800ms" }] } }"#,
            load: """
                main: { send: "api GET /", rate: 1, arrivals: "constant", timeout: "200ms" }
                """, duration: "2s")
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 2, .timedOut: 2, .slow: 2])
        XCTAssertEqual(trial.latency(), .milliseconds(200))
        // The first is finished all the same; the second is still at work when the run ends.
        XCTAssertEqual(trial.service("api")[.completed], 1)
        XCTAssertEqual(trial.service("api")[.wastedTime], 600_000_000)
    }

    func test_patienceIsCountedFromTheDueInstant_overAllAttempts() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [{ work: "5s" }] } }"#,
            load: """
                main: { send: "api GET /", rate: 1, arrivals: "constant", timeout: "1s", policy: {
                  timeout: "200ms",
                  retry: { attempts: 10, backoff: { base: "100ms", max: "100ms" } } } }
                """, duration: "1s")
        // Attempts from 0, 300, 600 and 900 ms on; the last is cut short by the user.
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .timedOut: 1, .slow: 1])
        XCTAssertEqual(trial.latency(), .seconds(1))
        let edge = trial.edge("load:main -> api")
        XCTAssertEqual(
            counts(edge.tally), [.calls: 1, .failedCalls: 1, .attempts: 4, .timedOut: 4])
        XCTAssertEqual(edge.latency.total, .milliseconds(700))
        XCTAssertEqual(edge.tally[.withinPatience], 4)
    }

    func test_callThatWaitsForABulkheadPastItsDeadline_timedOut() throws {
        // Both are due at 0.5 s; the first holds the only place for a second, the other has 300 ms.
        let trial = try Trial(
            services: """
                front: { endpoints: { "GET /": [
                  { call: "api GET /", policy: { deadline: "300ms" } } ] } },
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { bulkhead: { concurrent: 1, queue: 5 } } } ] } },
                db: { endpoints: { "GET /": [{ work: "1s" }] } }
                """,
            load: """
                long: { send: "api GET /", rate: 1, arrivals: "constant" },
                short: { send: "front GET /", rate: 1, arrivals: "constant" }
                """, duration: "1s")
        XCTAssertEqual(counts(trial.stream("short").tally), [.requests: 1, .failed: 1, .slow: 1])
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(
            counts(edge), [.calls: 2, .answered: 1, .failedCalls: 1, .attempts: 1, .succeeded: 1])
        XCTAssertEqual(edge[.rejectedByBulkhead], 0)
        XCTAssertEqual(edge[.inFlightTime], 1_300_000_000)
    }
}

import Recordings
import Timebase
import XCTest

/// Copies of slow requests. Two instances take turns, and one of them is bad throughout.
final class HedgeTests: XCTestCase {
    private let slow = #"{ at: "0s", inject: "latency", on: "db#0", delay: "500ms" }"#

    /// Twenty requests from 50 ms on, 100 ms apart.
    private func trial(
        _ hedge: String, db: String = #"replicas: 2, endpoints: { "GET /": [{ work: "1ms" }] }"#,
        rest: String = "", faults: String = "", duration: String = "2s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { hedge: { \(hedge) } \(rest) } } ] } },
                db: { \(db) }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: faults, duration: duration)
    }

    func test_secondCopyGoesToAnotherInstance_andTheFirstIsCancelled() throws {
        let trial = try trial(#"after: "100ms""#, faults: slow)
        // The copy is the next in turn, so that after it each call begins at the slow one again:
        // of 20 calls all, or all but the first, are answered after 100 + 1 ms by their copy.
        let edge = trial.edge("api -> db").tally
        let copies = edge[.cancelled]
        XCTAssertTrue([19, 20].contains(copies), "\(copies)")
        XCTAssertEqual(
            counts(edge),
            [
                .calls: 20, .answered: 20, .attempts: 20 + copies, .succeeded: 20,
                .cancelled: copies,
            ])
        XCTAssertEqual(edge[.retries], copies)
        XCTAssertEqual(trial.latency(), .milliseconds(101))
        XCTAssertEqual(trial.edge("api -> db").latency.max, .milliseconds(101))
    }

    func test_nothingIsSentTwice_whenTheFirstIsInTime() throws {
        let edge = try trial(#"after: "100ms""#).edge("api -> db").tally
        XCTAssertEqual(counts(edge), [.calls: 20, .answered: 20, .attempts: 20, .succeeded: 20])
    }

    func test_failureSendsTheNextCopyAtOnce() throws {
        let trial = try trial(
            #"after: "10s""#, faults: #"{ at: "0s", inject: "error", on: "db#0" }"#)
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(edge[.answered], 20)
        XCTAssertTrue([19, 20].contains(edge[.failed]))
        XCTAssertEqual(trial.latency(), .milliseconds(1))
    }

    func test_answerThatIsTheCallersOwnFault_endsThemAll() throws {
        let edge = try trial(
            #"after: "10s""#, db: #"replicas: 2, endpoints: { "GET /": [{ respond: 404 }] }"#
        ).edge("api -> db").tally
        XCTAssertEqual(counts(edge), [.calls: 20, .failedCalls: 20, .attempts: 20, .failed: 20])
    }

    func test_callFails_whenAllItsCopiesHave() throws {
        let edge = try trial(
            #"after: "10s", most: 3"#, db: #"endpoints: { "GET /": [{ respond: 500 }] }"#
        ).edge("api -> db").tally
        XCTAssertEqual(counts(edge), [.calls: 20, .failedCalls: 20, .attempts: 60, .failed: 60])
    }

    func test_budgetCapsTheCopies() throws {
        // A reserve of 0.1/s · 10 s = 1 copy, and nothing for calls.
        let edge = try trial(
            #"after: "100ms", budget: { ratio: 0, minPerSecond: 0.1 }"#, faults: slow
        ).edge("api -> db").tally
        XCTAssertEqual([edge[.attempts], edge[.cancelled]], [21, 1])
    }

    func test_timeoutStandsAroundAllCopies() throws {
        let edge = try trial(
            #"after: "100ms""#, db: #"replicas: 2, endpoints: { "GET /": [{ work: "1s" }] }"#,
            rest: #", timeout: "300ms""#
        ).edge("api -> db").tally
        XCTAssertEqual(counts(edge), [.calls: 20, .failedCalls: 20, .attempts: 40, .timedOut: 40])
    }

    func test_hedgeOutsideTheBulkhead_givesEachCopyItsPlace() throws {
        // One place: the copy finds it taken, and the first goes on alone.
        let order = #"bulkhead: { concurrent: 1 }, order: ["hedge", "bulkhead"]"#
        let trial = try trial(
            #"after: "10ms""#, db: #"replicas: 2, endpoints: { "GET /": [{ work: "50ms" }] }"#,
            rest: ", " + order)
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(counts(edge), [.calls: 20, .answered: 20, .attempts: 20, .succeeded: 20])
        XCTAssertEqual(edge[.rejectedByBulkhead], 0)
    }

    func test_firstCopyDrawsWhatAnUnhedgedAttemptWould() throws {
        func times(_ hedge: String) throws -> Timebase.Duration {
            try Trial(
                services: """
                    api: { endpoints: { "GET /": [{ call: "db GET /", policy: { \(hedge) } }] } },
                    db: { endpoints: { "GET /": [{ work: { mean: "10ms" } }] } }
                    """,
                load: #"main: { send: "api GET /", rate: 100 }"#, duration: "5s"
            ).edge("api -> db").latency.total
        }
        XCTAssertEqual(try times(#"hedge: { after: "10s" }"#), try times(#"timeout: "10s""#))
    }

    func test_afterTheNinetyFifth_fiveInAHundredAreSentTwice_andTheTailIsShorter() throws {
        // Ten instances without queues, exponential of 10 ms. 5 % take longer than 3.0 means, so
        // long is waited (and up to 3.2 % more, the width of a step). Then two race, and beyond
        // 3 means P(T > t) = 0.05 · e^(−2(t − 3)), which is 0.01 at t = 3.80 means; without a hedge
        // the 99th percentile is at ln 100 = 4.61 means.
        let trial = try Trial(
            services: """
                api: { concurrency: "unlimited", endpoints: { "GET /": [
                  { call: "db GET /", policy: { hedge: { budget: "10%" } } } ] } },
                db: { replicas: 10, concurrency: "unlimited",
                  endpoints: { "GET /": [{ work: { mean: "10ms" } }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1000 }"#, duration: "60s", warmup: "10s")
        let run = trial.edge("api -> db", during: "run").tally
        XCTAssertEqual(Double(run[.retries]) / Double(run[.calls]), 0.05, accuracy: 0.004)
        let p99 = try XCTUnwrap(trial.stream(during: "run").latency.quantile(0.99))
        XCTAssertEqual(p99.milliseconds, 38, accuracy: 1.2)
    }

    func test_tiedCopyThatStarts_cancelsItsTwinInTheQueue() throws {
        // At 5 and 15 ms either instance gets a request of 100 ms. That of 25 ms waits at both of
        // them until 105 ms, when the one that is free takes it up and its twin is closed: at 115
        // ms nothing of it is left to be started.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { hedge: { tied: true, after: "1ms" } } } ] } },
                db: { replicas: 2, concurrency: 1, endpoints: { "GET /": [{ work: "100ms" }] } }
                """,
            load: """
                main: { send: "api GET /", arrivals: "constant",
                  rate: { steps: [["0s", 100], ["30ms", 0]] } }
                """, duration: "1s")
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(
            counts(edge), [.calls: 3, .answered: 3, .attempts: 4, .succeeded: 3, .cancelled: 1])
        let db = trial.service("db")
        XCTAssertEqual([db[.started], db[.dropped], db[.workTime]], [3, 1, 300_000_000])
        XCTAssertEqual(trial.latency(), .milliseconds(180))
    }

    func test_untiedTwin_isWorkedOnInVain() throws {
        // The same without ties: the twin is started at 115 ms, though it was closed at 205.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { hedge: { after: "1ms" } } } ] } },
                db: { replicas: 2, concurrency: 1, endpoints: { "GET /": [{ work: "100ms" }] } }
                """,
            load: """
                main: { send: "api GET /", arrivals: "constant",
                  rate: { steps: [["0s", 100], ["30ms", 0]] } }
                """, duration: "1s")
        XCTAssertGreaterThan(trial.service("db")[.started], 3)
        XCTAssertGreaterThan(trial.service("db")[.wastedTime], 0)
    }
}

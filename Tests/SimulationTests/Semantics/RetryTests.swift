import Recordings
import Timebase
import XCTest

/// Retries and breakers as the stack of a call uses them; their own rules are tested in Resilience.
final class RetryTests: XCTestCase {
    /// A caller of a service that died at the start; one request is due each second from 0.5 s.
    private func refused(_ retry: String, duration: String = "1s") throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { retry: { \(retry) } } } ] } },
                db: { endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: #"{ at: "0s", inject: "kill", on: "db" }"#, duration: duration)
    }

    func test_waitsDouble_betweenAttempts() throws {
        let trial = try refused(#"attempts: 4, backoff: { base: "100ms", max: "1s" }"#)
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(
            counts(edge), [.calls: 1, .failedCalls: 1, .attempts: 4, .refused: 4])
        // Attempts at 0, 100, 300 and 700 ms.
        XCTAssertEqual(trial.edge("load:main -> api").latency.max, .milliseconds(700))
        XCTAssertEqual([edge[.retries], edge[.firstFailed], edge[.saved]], [3, 1, 0])
    }

    func test_onlyWhatIsNamed_isRetried() throws {
        XCTAssertEqual(
            try refused(#"on: ["timeout", "5xx"]"#).edge("api -> db").tally[.attempts], 1)
        XCTAssertEqual(try refused(#"on: ["refused"]"#).edge("api -> db").tally[.attempts], 3)
    }

    func test_budgetIsSharedByAllCalls_ofACallerInstance() throws {
        // A reserve of 0.1/s · 10 s = 1 retry and nothing for calls: one retry in ten seconds.
        let trial = try refused(
            #"attempts: 2, backoff: { base: "1ms" }, budget: { ratio: 0, minPerSecond: 0.1 }"#,
            duration: "8s")
        XCTAssertEqual(trial.edge("api -> db").tally[.attempts], 9)
    }

    func test_retrySaves_whenAnotherInstanceAnswers() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { retry: { backoff: { base: "10ms" } } } } ] } },
                db: { replicas: 2, endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: #"{ at: "0s", inject: "kill", on: "db#0" }"#, duration: "4s")
        // In turn: each call after a retried one begins at the instance that is gone. So of 40
        // calls either all or all but the first fail first and are saved by the second instance.
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(edge[.answered], 40)
        XCTAssertEqual(edge[.saved], edge[.firstFailed])
        XCTAssertTrue([39, 40].contains(edge[.saved]), "\(edge[.saved])")
    }

    /// 20 requests from 50 ms on; one of two instances answers 500 throughout.
    private func halfBroken(per: String) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /", policy: { per: "\(per)",
                  breaker: { window: { calls: 4 }, failureRate: 1, openFor: "60s" } } }] } },
                db: { replicas: 2, endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: #"{ at: "0s", inject: "error", on: "db#0" }"#, duration: "2s")
    }

    func test_breakerPerInstance_shutsOnlyTheBrokenOneOut() throws {
        // Ten calls to each in turn: four failures open the breaker of the one.
        let edge = try halfBroken(per: "instance").edge("api -> db").tally
        XCTAssertEqual(
            counts(edge),
            [
                .calls: 20, .answered: 10, .failedCalls: 4, .rejectedCalls: 6, .attempts: 14,
                .succeeded: 10, .failed: 4,
            ])
        XCTAssertEqual([edge[.opened], edge[.rejectedByBreaker]], [1, 6])
    }

    func test_breakerPerService_seesTheMean() throws {
        let edge = try halfBroken(per: "service").edge("api -> db").tally
        XCTAssertEqual([edge[.opened], edge[.failed], edge[.succeeded]], [0, 10, 10])
    }

    func test_breakerHalfOpensAtTheFirstCallAfterItsWait_andCloses() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /", policy: { breaker: {
                  window: { calls: 4 }, openFor: "1s", halfOpenCalls: 2 } } }] } },
                db: { endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: #"{ at: "2s", for: "1.2s", inject: "error", on: "api -> db" }"#,
            duration: "6s")
        let edge = trial.edgeNumber("api -> db")
        // Failures at 2.05 and 2.15 make two of four. Half open at the first call after 3.15, at
        // 3.25, when the fault is over: the second probe's answer at 3.351 closes it.
        XCTAssertEqual(trial.seconds { $0 == .breakerOpened(edge, caller: 0) }, [2.15])
        XCTAssertEqual(trial.seconds { $0 == .breakerHalfOpened(edge, caller: 0) }, [3.25])
        XCTAssertEqual(trial.seconds { $0 == .breakerClosed(edge, caller: 0) }, [3.351])
        XCTAssertEqual(trial.edge("api -> db").tally[.rejectedByBreaker], 10)  // 2.25 … 3.15
    }

    func test_everyClientOfAStream_hasItsOwnBreaker() throws {
        func sent(clients: Int) throws -> Int {
            try Trial(
                services: #"api: { endpoints: { "GET /": [{ respond: 500 }] } }"#,
                load: """
                    main: { send: "api GET /", rate: 10, arrivals: "constant", clients: \(clients),
                      policy: { breaker: { window: { calls: 4 }, openFor: "60s" } } }
                    """, duration: "5s"
            ).edge("load:main -> api").tally[.attempts]
        }
        XCTAssertEqual(try sent(clients: 1), 4)
        XCTAssertEqual(try sent(clients: 3), 12)
    }

    func test_breakerStandsOncePerCallerInstance() throws {
        // Two callers take turns; each opens its own after four failures.
        let trial = try Trial(
            services: """
                api: { replicas: 2, endpoints: { "GET /": [{ call: "db GET /", policy: {
                  breaker: { window: { calls: 4 }, openFor: "60s" } } }] } },
                db: { endpoints: { "GET /": [{ respond: 500 }] } }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#, duration: "5s")
        XCTAssertEqual(trial.edge("api -> db").tally[.attempts], 8)
        XCTAssertEqual(trial.edge("api -> db").tally[.opened], 2)
    }

    func test_probeThatTheBulkheadRefuses_givesItsPermitBack() throws {
        // Three long calls fill the bulkhead from 200 ms on, when the second failure opens the
        // breaker. The one probe of 750 ms and its successors wait 40 ms for a place in vain, until
        // the first long call is cancelled at 1025 ms: the probe of 1050 ms closes the breaker.
        let trial = try Trial(
            services: """
                api: { endpoints: {
                  "GET /cut": [{ all: [
                    { call: "db GET /long", policy: "guarded" }, [{ work: "1s" }, { respond: 500 }]
                  ] }],
                  "GET /long": [{ call: "db GET /long", policy: "guarded" }],
                  "GET /short": [{ call: "db GET /short", policy: "guarded" }] } },
                db: { endpoints: {
                  "GET /long": [{ work: "5s" }], "GET /short": [{ work: "50ms" }] } }
                """,
            rest: """
                policies: { guarded: { bulkhead: { concurrent: 3, queue: 1, queueFor: "40ms" },
                  breaker: { window: { calls: 2 }, openFor: "500ms", halfOpenCalls: 1 } } },
                """,
            load: """
                a: { send: "api GET /cut", arrivals: "constant",
                  rate: { steps: [["0s", 20], ["50ms", 0]] } },
                b: { send: "api GET /long", arrivals: "constant",
                  rate: { steps: [["0s", 0], ["150ms", 50], ["170ms", 0]] } },
                c: { send: "api GET /long", arrivals: "constant",
                  rate: { steps: [["0s", 0], ["160ms", 50], ["180ms", 0]] } },
                main: { send: "api GET /short", rate: 10, arrivals: "constant" }
                """,
            faults: """
                { at: "0s", for: "500ms", inject: "error", on: "db", side: "answer",
                  match: "GET /short" }
                """, duration: "2s")
        let edge = trial.edgeNumber("api -> db")
        XCTAssertEqual(trial.seconds { $0 == .breakerOpened(edge, caller: 0) }, [0.2])
        XCTAssertEqual(trial.seconds { $0 == .breakerHalfOpened(edge, caller: 0) }, [0.75])
        XCTAssertEqual(trial.seconds { $0 == .breakerClosed(edge, caller: 0) }, [1.1])
    }
}

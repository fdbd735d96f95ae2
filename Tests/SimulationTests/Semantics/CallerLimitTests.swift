import Recordings
import Timebase
import XCTest

/// Limits that a caller puts on itself, and retries that know what they may.
final class CallerLimitTests: XCTestCase {
    /// A caller with this policy of a callee with these steps; due at 50, 150, … ms.
    private func calls(
        _ policy: String, db: String = "", steps: String = #"{ work: "1ms" }"#, rate: Int = 10,
        endpoint: String = "GET /", call: String = "", faults: String = "",
        duration: String = "2s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { concurrency: "unlimited", endpoints: { "GET /": [
                  { call: "db \(endpoint)", \(call) policy: { \(policy) } } ] } },
                db: { \(db) endpoints: { "\(endpoint)": [\(steps)] } }
                """,
            load: """
                main: { send: "api GET /", rate: \(rate), arrivals: "constant" }
                """, faults: faults, duration: duration)
    }

    func test_aRateLimitRejectsWhatIsTooMuch_andNothingIsSent() throws {
        let edge = try calls("rateLimit: { rate: 4, burst: 1 }").edge("api -> db").tally
        // As in GateTests: 50, 350, 650, … 1850.
        XCTAssertEqual(
            counts(edge),
            [.calls: 20, .answered: 7, .rejectedCalls: 13, .attempts: 7, .succeeded: 7])
    }

    func test_aCallWaitsForItsTurn_asLongAsItMay() throws {
        // Each 100 ms one comes and each 200 ms one may go: the n-th waits n · 100 ms, and from 500
        // ms on each second one is rejected, as its turn would be 600 ms away.
        let trial = try calls("rateLimit: { rate: 5, burst: 1, waitFor: \"500ms\" }")
        let edge = trial.edge("api -> db")
        XCTAssertEqual(edge.tally[.answered], 13)
        XCTAssertEqual(edge.tally[.rejectedCalls], 7)
        XCTAssertEqual(trial.edge("load:main -> api").latency.max.milliseconds, 501, accuracy: 0.5)
    }

    func test_anAdaptiveLimitRejectsWhatIsAboveIt() throws {
        // 1 s each and two at once: those of 50 and 150 ms, then 1050 and 1150.
        let edge = try calls(
            "adaptive: { algorithm: \"aimd\", initial: 2, min: 2, max: 2 }",
            steps: #"{ work: "1s" }"#
        ).edge("api -> db").tally
        XCTAssertEqual(edge[.answered], 4)
        XCTAssertEqual(edge[.rejectedCalls], 16)
    }

    func test_throttlingSendsTwoForEachThatIsAccepted() throws {
        // The callee takes 50/s of the 400/s that are wanted and says 429 to the rest. Without the
        // throttle all 400 reach it, with it 2 · 50.
        let open = try calls(
            "", db: "rateLimit: { rate: 50, burst: 1 },", rate: 400, duration: "200s")
        let throttled = try calls(
            "throttle: { k: 2, window: \"20s\" }", db: "rateLimit: { rate: 50, burst: 1 },",
            rate: 400, duration: "200s")
        func perAccept(_ trial: Trial) -> Double {
            let edge = trial.edge("api -> db").tally
            return Double(edge[.attempts]) / Double(edge[.succeeded])
        }
        XCTAssertEqual(perAccept(open), 8, accuracy: 0.2)
        XCTAssertEqual(perAccept(throttled), 2, accuracy: 0.15)
    }

    func test_grpcTokensAllowFourRetries_inATotalOutage() throws {
        let edge = try calls(
            "retry: { attempts: 5, backoff: { base: \"1ms\" }, budget: \"grpc\" }",
            faults: #"{ at: "0s", inject: "error", on: "db" }"#, duration: "10s"
        ).edge("api -> db").tally
        XCTAssertEqual([edge[.calls], edge[.retries]], [100, 4])
    }

    func test_awsQuotaAllowsAHundredRetries_inATotalOutage() throws {
        let edge = try calls(
            "retry: { attempts: 3, backoff: { base: \"1ms\" }, budget: \"aws\" }",
            faults: #"{ at: "0s", inject: "error", on: "db" }"#, duration: "10s"
        ).edge("api -> db").tally
        XCTAssertEqual([edge[.calls], edge[.retries]], [100, 100])
    }

    func test_envoysBudgetAllowsThreeRetriesAtOnce() throws {
        // 10/s that hang for 1 s each before the 500: at most 3 retries are under way, each of 1 s.
        let edge = try calls(
            "retry: { attempts: 2, backoff: { base: \"1ms\" }, budget: \"envoy\" }",
            steps: #"{ work: "1s" }, { respond: 500 }"#, duration: "10s"
        ).edge("api -> db").tally
        // The first ends at 1.05 s, the last at 10.95: retries begin three at a time, each second.
        XCTAssertTrue((27...33).contains(edge[.retries]), "\(edge[.retries])")
    }

    func test_whatMustNotBeDoneTwiceIsRetried_onlyWhereItWasNotBegun() throws {
        func retries(_ keys: String, endpoint: String, call: String = "", db: String = "") throws
            -> Int
        {
            try calls(
                #"retry: { attempts: 2, backoff: { base: "1ms" }, on: ["5xx", "429"], \#(keys) }"#,
                db: db, steps: "{ respond: 500 }", endpoint: endpoint, call: call
            ).edge("api -> db").tally[.retries]
        }
        let careful = "nonIdempotent: \"unprocessed\""
        XCTAssertEqual(try retries("", endpoint: "POST /x"), 20, "as resilience4j does")
        XCTAssertEqual(try retries(careful, endpoint: "POST /x"), 0)
        XCTAssertEqual(try retries(careful, endpoint: "PUT /x"), 20)
        XCTAssertEqual(try retries(careful, endpoint: "POST /x", call: "keyed: true,"), 20)
        // One gets in and fails for good; nineteen are refused before any work and asked again.
        let limited = "rateLimit: { rate: 0.001, burst: 1 },"
        XCTAssertEqual(try retries(careful, endpoint: "POST /x", db: limited), 19)
    }

    func test_aRetryWaitsAsLongAsTheCalleeSays_orIsNotMade() throws {
        func trial(_ advice: String) throws -> Trial {
            try calls(
                "retry: { attempts: 2, backoff: { base: \"1ms\" }, on: [\"429\"] }",
                db: "rateLimit: { rate: 0.001, burst: 1 }, retryAfter: \"\(advice)\",",
                duration: "200ms")
        }
        // Due at 50 ms, which gets the token, and at 150 ms: refused at once, again 300 ms later.
        let told = try trial("300ms")
        XCTAssertEqual(told.edge("api -> db").tally[.retries], 1)
        XCTAssertEqual(told.edge("load:main -> api").latency.max, .milliseconds(300))
        XCTAssertEqual(try trial("never").edge("api -> db").tally[.retries], 0)
    }

    func test_aBreakerIgnoresWhatItIsTold_andOpensAfterFailuresInARow() throws {
        func rejected(_ breaker: String) throws -> Int {
            try calls("breaker: { \(breaker) }", steps: "{ respond: 503 }")
                .edge("api -> db").tally[.rejectedCalls]
        }
        // Twenty calls: the sixth and all after it are refused.
        XCTAssertEqual(try rejected("window: { consecutive: 5 }"), 15)
        XCTAssertEqual(try rejected("window: { consecutive: 5 }, ignore: [503]"), 0)
        XCTAssertEqual(try rejected("window: { consecutive: 5 }, record: [\"timeout\"]"), 0)
        XCTAssertEqual(try rejected("forced: \"open\""), 20)
        XCTAssertEqual(try rejected("window: { consecutive: 1 }, forced: \"metrics-only\""), 0)
    }

    func test_breakersAreHeldOpenByHand_whileTheFaultLasts() throws {
        // Due at 50, 150, … 1950 ms; open in [500, 1000): those of 550, 650, 750, 850 and 950.
        func rejected(_ state: String, _ breaker: String = "breaker: {}") throws -> Trial {
            try calls(
                breaker,
                faults: """
                    { at: "500ms", for: "500ms", inject: "breaker", on: "api -> db",
                      state: "\(state)" }
                    """)
        }
        let open = try rejected("open")
        XCTAssertEqual(open.edge("api -> db").tally[.rejectedCalls], 5)
        XCTAssertEqual(open.recording.faults[0].touched, 1)
        XCTAssertEqual(open.edge("api -> db").tally[.opened], 1)
        XCTAssertEqual(open.edge("api -> db").tally[.closed], 1)
        // One that is open for its own reasons is closed by hand, and stays closed.
        let forced = "breaker: { forced: \"open\" }"
        XCTAssertEqual(
            try rejected("closed", forced).edge("api -> db").tally[.rejectedCalls], 5)
        XCTAssertEqual(
            try rejected("disabled", forced).edge("api -> db").tally[.rejectedCalls], 5)
        XCTAssertEqual(try rejected("open", "timeout: \"1s\"").recording.faults[0].touched, 0)
    }
}

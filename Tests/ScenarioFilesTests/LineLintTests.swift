import ScenarioFiles
import XCTest

/// What breakers, bulkheads and retries of one caller's way to a callee are warned about.
final class LineLintTests: XCTestCase {
    private func breaker(_ keys: String, _ more: String = "") -> String {
        #"{ timeout: "100ms", breaker: { \#(keys) }\#(more) }"#
    }
    private let tenSeconds = #"window: { time: "10s" }, minimumCalls: 100"#

    private func isStarved(
        _ policy: String, stream: String, service: String = "", top: String = ""
    ) throws -> Bool {
        let found = try Tower.found([policy], stream: stream, service: service, top: top)
        XCTAssertTrue(found.allSatisfy { $0.contains("can never open") }, "\(found)")
        return !found.isEmpty
    }

    func test_aBreakerIsStarved_byTheHighestRateOfTheRun() throws {
        // 100 calls in 10 s need 10/s.
        let policy = breaker(tenSeconds)
        XCTAssertTrue(try isStarved(policy, stream: "rate: 9.9"))
        XCTAssertFalse(try isStarved(policy, stream: "rate: 10"))
        let shapes = [
            #"{ from: 1, to: @, over: "60s" }"#, #"{ wave: [1, @], every: "10s" }"#,
            #"{ spike: @, base: 1, at: "20s", for: "10s" }"#,
            #"{ steps: [["0s", 1], ["30s", @], ["60s", 1000]] }"#,
        ]
        for shape in shapes {
            func stream(_ rate: String) -> String {
                "rate: " + shape.replacingOccurrences(of: "@", with: rate)
            }
            XCTAssertTrue(try isStarved(policy, stream: stream("9.9")), shape)
            XCTAssertFalse(try isStarved(policy, stream: stream("10")), shape)
        }
    }

    func test_aClosedLoopSendsAtMostOnceAThinkTime() throws {
        let policy = breaker(tenSeconds)
        XCTAssertTrue(try isStarved(policy, stream: #"users: 19, think: "2s""#))
        XCTAssertFalse(try isStarved(policy, stream: #"users: 20, think: "2s""#))
    }

    func test_overloadsAndAttemptsCount() throws {
        let policy = breaker(tenSeconds)
        let overload =
            #"faults: [{ at: "20s", for: "5s", inject: "overload", on: "load:main", factor: 2 }],"#
        XCTAssertFalse(try isStarved(policy, stream: "rate: 5", top: overload))
        XCTAssertTrue(try isStarved(policy, stream: "rate: 4.9", top: overload))
        // Each failing call is seen three times.
        let retried = breaker(tenSeconds, ", retry: {}")
        XCTAssertFalse(try isStarved(retried, stream: "rate: 3.4"))
        XCTAssertTrue(try isStarved(retried, stream: "rate: 3.3"))
    }

    func test_aBreakerAroundTheRetriesSeesACallOnce() throws {
        let order = #", retry: {}, order: ["breaker", "retry", "timeout"]"#
        let around = breaker(tenSeconds, order)
        XCTAssertFalse(try isStarved(around, stream: "rate: 10"))
        XCTAssertTrue(try isStarved(around, stream: "rate: 9.9"))
    }

    func test_everyCallerHasItsOwn_andPerInstanceEveryPair() throws {
        let policy = breaker(tenSeconds)
        XCTAssertTrue(try isStarved(policy, stream: "rate: 29", service: "replicas: 3,"))
        XCTAssertFalse(try isStarved(policy, stream: "rate: 30", service: "replicas: 3,"))
        let pairs = breaker(tenSeconds, #", per: "instance""#)
        XCTAssertTrue(try isStarved(pairs, stream: "rate: 89", service: "replicas: 3,"))
        XCTAssertFalse(try isStarved(pairs, stream: "rate: 90", service: "replicas: 3,"))
        let clients = #"clients: 4, policy: { breaker: { \#(tenSeconds) } }"#
        XCTAssertTrue(try isStarved(#"{ timeout: "1s" }"#, stream: "rate: 39, \(clients)"))
        XCTAssertFalse(try isStarved(#"{ timeout: "1s" }"#, stream: "rate: 40, \(clients)"))
    }

    func test_aWindowOfCallsHasTheWholeRun() throws {
        // 100 calls, clamped to the window of 60, in 60 s: 1/s.
        let policy = breaker("window: { calls: 60 }")
        XCTAssertTrue(try isStarved(policy, stream: "rate: 0.99"))
        XCTAssertFalse(try isStarved(policy, stream: "rate: 1"))
    }

    func test_aBreakerNobodyComesTo_orThatIsForced_isNotStarved() throws {
        let policy = breaker(tenSeconds)
        XCTAssertFalse(try isStarved(policy, stream: "rate: { steps: [[\"0s\", 0]] }"))
        XCTAssertFalse(try isStarved(breaker(#"forced: "open""#), stream: "rate: 1"))
    }

    func test_aBulkheadIsWide_beyondTheMostSlotsOfItsCallee() throws {
        let policy = #"{ timeout: "1s", bulkhead: { concurrent: 20 } }"#
        func isWide(_ service: String, _ policy: String) throws -> Bool {
            let found = try Tower.found([policy], service: service)
            XCTAssertTrue(found.allSatisfy { $0.contains("lets 20 calls through") }, "\(found)")
            return !found.isEmpty
        }
        XCTAssertTrue(try isWide("concurrency: 19,", policy))
        XCTAssertFalse(try isWide("concurrency: 20,", policy))
        XCTAssertFalse(try isWide("concurrency: \"unlimited\",", policy))
        let scaled = """
            concurrency: 10,
            autoscale: { max: 2, target: { rate: 10 }, scaleDown: { window: "1s" } },
            """
        XCTAssertFalse(try isWide(scaled, policy))
        let pairs = policy.replacingOccurrences(
            of: "{ timeout", with: #"{ per: "instance", timeout"#)
        XCTAssertTrue(try isWide("replicas: 2, concurrency: 19,", pairs))
    }

    func test_aRetryIsUnsafe_byMethodOutcomeAndAttempts() throws {
        let policy = #"{ timeout: "1s", retry: { attempts: 2 } }"#
        for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"] {
            XCTAssertEqual(try Tower.found([policy], method: method), [], method)
        }
        for method in ["POST", "PATCH", "CHARGE"] {
            XCTAssertEqual(
                try Tower.found([policy], method: method),
                [
                    "s0 -> s1 retries \(method) / on timeout, reset or 5xx, which may have had its "
                        + "effect, and s1 \(method) / is not idempotent"
                ])
        }
        for safe in [#"on: ["refused", "429", "rejected"]"#, "attempts: 1"] {
            let policy = #"{ timeout: "1s", retry: { \#(safe) } }"#
            XCTAssertEqual(try Tower.found([policy], method: "POST"), [], safe)
        }
        let stream = "rate: 1000, policy: { retry: {} }"
        XCTAssertEqual(
            try Tower.found([#"{ timeout: "1s" }"#], method: "POST", stream: stream).count, 1)
    }
}

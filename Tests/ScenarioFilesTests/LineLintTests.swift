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
        // Calls that come evenly, whose mean is their maximum.
        let even = stream.hasPrefix("rate") ? #"\#(stream), arrivals: "constant""# : stream
        let found = try Tower.found([policy], stream: even, service: service, top: top)
        XCTAssertTrue(found.allSatisfy { $0.contains("can never open") }, "\(found)")
        return !found.isEmpty
    }

    func test_whatComesAtRandomIsMoreThanItsMean() throws {
        // 60 in 10 s: 60 + 4 · (√60 + 1) = 94.98; 70: 107.5. Users who think at random, too.
        let policy = breaker(tenSeconds)
        XCTAssertEqual(try Tower.found([policy], stream: "rate: 6").count, 1)
        XCTAssertEqual(try Tower.found([policy], stream: "rate: 7"), [])
        let users = #"think: { mean: "2s" }"#
        XCTAssertEqual(try Tower.found([policy], stream: "users: 12, \(users)").count, 1)
        XCTAssertEqual(try Tower.found([policy], stream: "users: 14, \(users)"), [])
    }

    func test_whatFaultsOrBalancingMayPushTogether_isNotDivided() throws {
        // 60/s over 3 callers are 200 in 10 s; were one left, 600.
        let policy = breaker(#"window: { time: "10s" }, minimumCalls: 300"#)
        let three = "replicas: 3,"
        XCTAssertTrue(try isStarved(policy, stream: "rate: 60", service: three))
        for fault in [#"inject: "kill", on: "s0#0""#, #"inject: "pause", on: "s0[1]""#] {
            let top = "faults: [{ at: \"20s\", for: \"5s\", \(fault) }],"
            XCTAssertFalse(try isStarved(policy, stream: "rate: 60", service: three, top: top))
        }
        let even = breaker(tenSeconds, #", per: "instance""#)
        XCTAssertTrue(try isStarved(even, stream: "rate: 15", service: "replicas: 2,"))
        let uneven = breaker(tenSeconds, #", per: "instance", balance: "least-requests""#)
        XCTAssertTrue(try isStarved(uneven, stream: "rate: 15", service: "replicas: 2,"))
        XCTAssertFalse(try isStarved(uneven, stream: "rate: 20", service: "replicas: 2,"))
    }

    func test_aBreakerPerStream_orPerEndpoint_seesTheCallsOfOne() throws {
        let one = #"{ call: "b GET /x", policy: "p" }"#
        func found(_ per: String, rate: Double, _ more: String = "") throws -> [String] {
            let streams = (0..<2).map {
                "u\($0): { send: \"a GET /\", rate: \(rate), arrivals: \"constant\" },"
            }
            let text = """
                { title: "t", duration: "60s", objectives: [],
                  load: { \(streams.joined()) },
                  topology: { policies: { p: { timeout: "1s", per: "\(per)",
                      breaker: { \(tenSeconds) } } },
                    services: {
                      a: { endpoints: { "GET /": [\(one)\(more)] } },
                      b: { endpoints: { "GET /x": [], "GET /y": [] } } } } }
                """
            return try Shop.read("x", ["x": text]).get().warnings.map(\.found)
        }
        // Twice 5/s are 100 in 10 s, of which each stream has 50.
        XCTAssertEqual(try found("service", rate: 5), [])
        XCTAssertEqual(
            try found("stream", rate: 5),
            [
                "the breaker of a -> b for load:u0 can never open: 5 calls/s × a window of 10s = "
                    + "50 calls, of the 100 that it needs"
            ])
        XCTAssertEqual(try found("stream", rate: 10), [])
        // Both endpoints together see 100, each 50.
        let both = #", { call: "b GET /y", policy: "p" }"#
        XCTAssertEqual(try found("service", rate: 2.5, both), [])
        XCTAssertEqual(try found("endpoint", rate: 2.5, both).count, 2)
        XCTAssertEqual(try found("endpoint", rate: 5, both), [])
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
}

import ScenarioFiles
import XCTest

/// Retries and hedges of what must not be done twice.
final class UnsafeLintTests: XCTestCase {
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

    private func found(_ policy: String, endpoint: String, method: String = "POST") throws
        -> [String]
    {
        let text = """
            { title: "t", duration: "60s", objectives: [],
              load: { main: { send: "a \(method) /", rate: 10, policy: \(policy) } },
              topology: { services: {
                a: { endpoints: { "\(method) /": \(endpoint) } },
                b: { endpoints: { "GET /": [{ work: "1ms" }] } } } } }
            """
        return try Shop.read("x", ["x": text]).get().warnings.map(\.found)
    }

    private func on(_ statuses: String) -> String {
        #"{ timeout: "1s", retry: { on: [\#(statuses)] } }"#
    }

    func test_statusesThatProveNothingAreAsOpenAsTheirClass() throws {
        let work = #"[{ work: "1ms" }]"#
        XCTAssertEqual(
            try found(on("500, 502, 504, 501, 429"), endpoint: work),
            [
                "load:main -> a retries POST / on 500, 502 or 504, which may have had its effect, "
                    + "and a POST / is not idempotent"
            ])
        XCTAssertEqual(try found(on(#""refused", 503, 505, "4xx""#), endpoint: work), [])
    }

    func test_a503IsOpen_whereTheEndpointMayGiveItAfterItHasBegun() throws {
        let call = #"{ call: "b GET /", policy: { timeout: "100ms" } }"#
        let work = #"{ work: "1ms" }"#
        let open = [
            "[\(work), \(call)]", "[\(work), { respond: 503, chance: 0.1 }]",
            "[{ all: [\(call), \(call)] }]", "[{ repeat: 2, do: [\(call)] }]",
        ]
        for steps in open {
            XCTAssertEqual(try found(on("503"), endpoint: steps).count, 1, steps)
        }
        let optional = #"{ call: "b GET /", policy: { timeout: "100ms" }, optional: true }"#
        for steps in ["[\(call)]", "[{ respond: 503 }]", "[\(work), \(optional)]"] {
            XCTAssertEqual(try found(on("503"), endpoint: steps), [], steps)
        }
    }

    func test_whatAnEndpointSaysOfItselfCounts_notItsMethod() throws {
        let get = "{ idempotent: false, steps: [] }"
        XCTAssertEqual(try found(on(#""5xx""#), endpoint: get, method: "GET").count, 1)
        let post = "{ idempotent: true, steps: [] }"
        XCTAssertEqual(try found(on(#""5xx""#), endpoint: post), [])
    }

    func test_aHedgeSendsCopies_unlessItsBudgetIsNothing() throws {
        let sentence =
            "load:main -> a sends copies of POST /, and a POST / is not idempotent"
        for hedge in ["{}", "{ tied: true }", "{ budget: 0.1 }"] {
            let policy = #"{ timeout: "1s", hedge: \#(hedge) }"#
            XCTAssertEqual(try found(policy, endpoint: "[]"), [sentence])
            XCTAssertEqual(try found(policy, endpoint: "[]", method: "GET"), [])
            XCTAssertEqual(try found(policy, endpoint: "{ idempotent: true, steps: [] }"), [])
        }
        let none = #"{ timeout: "1s", hedge: { budget: { ratio: 0, minPerSecond: 0 } } }"#
        XCTAssertEqual(try found(none, endpoint: "[]"), [])
    }
}

import ScenarioFiles
import XCTest

/// What faults, probes and autoscalers are warned about, and what only looks like it.
final class PlatformLintTests: XCTestCase {
    private func found(
        faults: String = "", a: String = "", b: String = "", live: String = #"{ work: "1ms" }"#,
        policy: String = #"timeout: "1s""#, stream: String = ""
    ) throws -> [String] {
        let text = """
            { title: "t", duration: "60s", objectives: [], faults: [\(faults)],
              load: { u: { send: "a GET /", rate: 100, \(stream) },
                      v: { send: "a GET /", rate: 100, policy: "q" } },
              topology: {
                policies: { p: { \(policy) }, q: { timeout: "1s",
                  breaker: { minimumCalls: 10, openFor: "50s" } } },
                services: {
                  a: { \(a) endpoints: { "GET /": [{ call: "b GET /", policy: "p" }],
                    "GET /live": [\(live)] } },
                  b: { \(b) endpoints: { "GET /": [{ work: "1ms" }] } } } } }
            """
        return try Shop.read("x", ["x": text]).get().warnings.map(\.found)
    }

    private func fault(_ keys: String) -> String { "{ at: \"10s\", for: \"5s\", \(keys) }" }

    func test_aBreakerIsSlow_onlyWhereTheFaultMovesItsCalls() throws {
        // The fault is over at 15 s, 45 s before the end, of which the breaker of v needs 50.
        let hits = [
            #"inject: "error", on: "load:v -> a""#, #"inject: "error", on: "* -> a""#,
            #"inject: "error", on: "a""#, #"inject: "pause", on: "a""#,
            #"inject: "error", on: "a", match: "GET /""#,
        ]
        for keys in hits { XCTAssertEqual(try found(faults: fault(keys)).count, 1, keys) }
        let misses = [
            #"inject: "error", on: "load:u -> a""#, #"inject: "error", on: "a -> b""#,
            #"inject: "error", on: "a", match: "GET /live""#,
            #"inject: "breaker", on: "load:v -> a", state: "open""#,
            #"inject: "overload", on: "load:v", factor: 2"#,
        ]
        for keys in misses { XCTAssertEqual(try found(faults: fault(keys)), [], keys) }
        let scale = #"autoscale: { max: 5, target: { rate: 5 }, scaleDown: { window: "10s" } },"#
        let stuck = fault(#"inject: "autoscaler-stuck", on: "a""#)
        XCTAssertEqual(try found(faults: stuck, a: scale), [])
    }

    func test_kedaGoesToZero_whateverTheWindow() throws {
        func keda(_ keys: String) -> String {
            #"autoscale: { kind: "keda", max: 5, target: { rate: 5 }, \#(keys) },"#
        }
        XCTAssertEqual(try found(b: keda(#"min: 0, cooldownPeriod: "59s""#)), [])
        for keys in [#"min: 0, cooldownPeriod: "60s""#, #"min: 1, cooldownPeriod: "20s""#] {
            let found = try found(b: keda(keys))
            XCTAssertEqual(found.map { $0.hasSuffix("it never shrinks") }, [true], keys)
        }
    }

    private func dependsOn(_ live: String) throws -> Bool {
        let probe = #"restart: {}, livenessProbe: { httpGet: "/live" },"#
        let found = try found(a: probe, live: live)
        XCTAssertTrue(found.allSatisfy { $0.contains("livenessProbe of a asks") }, "\(found)")
        return !found.isEmpty
    }

    func test_livenessDependsOnBranches_unlessOneDoesWithout() throws {
        func call(_ more: String = "") -> String {
            #"{ call: "b GET /", policy: { timeout: "100ms"\#(more) } }"#
        }
        let work = #"{ work: "2ms" }"#
        XCTAssertFalse(try dependsOn("{ any: [\(call()), \(work)] }"))
        XCTAssertTrue(try dependsOn("{ any: [\(call()), \(call())] }"))
        XCTAssertTrue(try dependsOn("{ all: [\(call()), \(work)] }"))
        XCTAssertFalse(try dependsOn(call(", fallback: { static: 1 }")))
        // Another call to the same service is no way out, nor is a wait without end.
        let same = #", fallback: { call: "b GET /", policy: { timeout: "100ms" } }"#
        XCTAssertTrue(try dependsOn(call(same)))
        let endless = #"{ call: "b GET /", policy: { retry: {} }, optional: true }"#
        XCTAssertTrue(try dependsOn(endless))
    }

    func test_aCallIsNotBare_underADeadlineThatIsHandedDown() throws {
        let handed = #"policy: { deadline: "1s" }"#
        XCTAssertEqual(try found(policy: "").count, 1)
        // Of two streams one hands none.
        XCTAssertEqual(try found(policy: "", stream: handed).count, 1)
        let text = Minimal.text(stream: "rate: 10, \(handed)")
        XCTAssertEqual(try Shop.read("x", ["x": text]).get().warnings.map(\.found), [])
    }
}

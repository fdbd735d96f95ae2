import ScenarioFiles
import XCTest

/// Warnings in a scenario of ordinary size; ``LintTests`` has a file for each lint.
final class WarningTests: XCTestCase {
    private func warnings(_ files: [String: String]) throws -> [String] {
        try Shop.read("shop.json5", files).get().warnings.map(\.description)
    }

    func test_aProtectedShop_hasNone() throws {
        XCTAssertEqual(try warnings(Shop.files), [])
    }

    func test_anEdgeIsWarnedAboutOnce_whereACallHasNoBound() throws {
        let text = Minimal.text(steps: #"{ respond: 200 }"#)
        XCTAssertEqual(
            try warnings(["shop.json5": text]),
            [
                "shop.json5:8:45: a call api -> db has no timeout and no retry. "
                    + "Name a policy, or it waits as long as the callee does. [bare-call]"
            ])
        let named = Minimal.text(call: #"policy: "p""#)
        XCTAssertEqual(try warnings(["shop.json5": named]), [])
        let bulkhead = Minimal.text(call: "policy: { bulkhead: {} }")
        XCTAssertEqual(try warnings(["shop.json5": bulkhead]).count, 1)
    }

    func test_warningsStandInTheOrderOfTheFile_notOfTheLints() throws {
        // The call on line 8 has no bound; the retry, which comes later in the table, is above it.
        let text = Minimal.text(
            stream: #"rate: 10, policy: { retry: { on: ["timeout"] } }"#
        ).replacingOccurrences(of: "GET /", with: "POST /")
        let found = try warnings(["shop.json5": text])
        XCTAssertEqual(
            found.map { String($0.drop { $0 != "[" }) }, ["[unsafe-retry]", "[bare-call]"],
            "\(found)")
    }

    func test_constantsThatCannotElapse_areWarnedAboutWhereTheyStand() throws {
        // The latency fault ends at 50 s, the run at 90 s: 60 s cannot pass between them.
        let breaker = Shop.changed(
            "topologies/shop.json5",
            "minimumCalls: 20, openFor: \"2s\", halfOpenCalls: 5 },\n      b",
            "minimumCalls: 20, openFor: \"60s\", halfOpenCalls: 5 },\n      b")
        XCTAssertEqual(
            try warnings(breaker),
            [
                "topologies/shop.json5:9:68: openFor is \"1m\", but after slow the run lasts only "
                    + "\"40s\". What needs it is not judged: make it shorter or the run longer. "
                    + "[slow-constant]"
            ])
        // Killed at 40 s: 50 s are left.
        let restart = Shop.changed(
            "topologies/shop.json5", "restart: {}, endpoints: {\n      \"POST /reservations\"",
            "restart: { after: \"55s\" }, endpoints: {\n      \"POST /reservations\"")
        XCTAssertEqual(
            try warnings(restart).map { $0.components(separatedBy: ": ")[1] },
            [
                "restart.after is \"55s\", but after kill the "
                    + "run lasts only \"50s\". What needs it is not judged"
            ])
        let longScaleDown = Shop.changed(
            "shop.json5", "{ at: \"40s\", inject: \"kill\", on: \"inventory[1]\" },",
            "{ at: \"40s\", for: \"48s\", inject: \"overload\", on: \"load:browse\", factor: 2 },")
        XCTAssertEqual(
            try warnings(longScaleDown).map { $0.components(separatedBy: ": ")[1] },
            [
                "scaleDown.window is \"5s\", but after overload the "
                    + "run lasts only \"2s\". What needs it is not judged"
            ])
    }

    func test_aFaultToTheEndOfTheRun_warnsOfNothing() throws {
        let files = Shop.changed("shop.json5", "for: \"20s\",", "")
        XCTAssertEqual(try warnings(files), [])
    }
}

import Recordings
import ScenarioFiles
import XCTest

/// What `check` works out from a file beforehand is what a run of it comes to: the scenarios that
/// fire a lint are run, with the fault that the lint speaks of.
final class LintTruthTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("ScenarioFilesTests/Lints")

    private func trial(_ file: String, _ set: String...) throws -> Trial {
        let loaded = readScenario("\(file).json5", overrides: Overrides(set: set)) { path in
            guard let text = try? Data(contentsOf: Self.folder.appendingPathComponent(path)) else {
                return .failure(.missing)
            }
            return .success(Array(text))
        }
        return Trial(try loaded.get().scenario, seed: 1)
    }

    func test_ordersTakesAsLongAsWarned_whilePaymentsHangs() throws {
        let hang = #"faults=[{ at: "0s", inject: "blackhole", on: "orders -> payments" }]"#
        let path = "topology.services.gateway.endpoints.\"GET /orders\"[0].policy.timeout"
        let patient = try trial("short-timeout", hang, "\(path)=10s")
        XCTAssertEqual(patient.edge("gateway -> orders").latency.max, .milliseconds(710))
        // As it stands, all three attempts are made for a gateway that left after the second.
        let hasty = try trial("short-timeout", hang)
        XCTAssertEqual(hasty.edge("gateway -> orders").latency.max, .milliseconds(500))
        let edge = hasty.edge("orders -> payments").tally
        // All but those that are under way when the run ends, 10/s × 0.7 s.
        XCTAssertEqual(
            Double(edge[.attempts]), 3 * Double(edge[.calls]), accuracy: 15)
    }

    func test_storageIsAskedAsOftenAsWarned_whenItFails() throws {
        let failure = #"faults=[{ at: "0s", inject: "error", on: "api -> storage" }]"#
        for (file, attempts) in [("nested-retries", 6), ("nested-retries-near", 4)] {
            let trial = try trial(file, failure)
            XCTAssertEqual(
                trial.edge("api -> storage").tally[.attempts],
                attempts * trial.stream("users").tally[.requests], file)
        }
    }

    func test_aStarvedBreakerNeverOpens_andItsNearMissDoes() throws {
        let failure = #"faults=[{ at: "0s", inject: "error", on: "web -> db" }]"#
        for (file, opens) in [("starved-breaker", false), ("starved-breaker-near", true)] {
            let trial = try trial(file, failure)
            let edge = trial.edgeNumber("web -> db")
            let opened = (0..<3).flatMap { caller in
                trial.seconds { $0 == .breakerOpened(edge, caller: caller) }
            }
            XCTAssertEqual(!opened.isEmpty, opens, "\(file): \(opened)")
        }
    }

    func test_everyInstanceIsKilledAsWarned_whenTheDatabaseIsGone() throws {
        let failure = #"faults=[{ at: "60s", for: "60s", inject: "error", on: "api -> db" }]"#
        let fired = try trial("dependent-liveness", failure).ledger(of: "api").deaths
        XCTAssertEqual(Set(fired.map(\.instance)), [0, 1])
        // The third of three probes, 10 s apart, comes 20 to 30 s after the first failure.
        XCTAssertTrue((80...90).contains(fired[0].at.seconds), "\(fired)")
        let near = try trial("dependent-liveness-near", failure).ledger(of: "api").deaths
        XCTAssertEqual(near, [])
    }

    func test_oneCallerFillsTheCallee_throughAWideBulkhead() throws {
        // 25 calls of a second at once, from one instance: 24 are worked on, one waits.
        let work = #"topology.services.db.endpoints."GET /"[0].work=1s"#
        let one = "topology.services.web.replicas=1"
        let patient = #"topology.services.web.endpoints."GET /"[0].policy.timeout=10s"#
        let wide = try trial("wide-bulkhead", work, one, patient)
        XCTAssertGreaterThan(wide.service("db")[.waited], 0)
        let near = try trial("wide-bulkhead-near", work, one, patient)
        XCTAssertEqual(near.service("db")[.waited], 0)
        XCTAssertGreaterThan(near.edge("web -> db").tally[.rejectedCalls], 0)
    }
}

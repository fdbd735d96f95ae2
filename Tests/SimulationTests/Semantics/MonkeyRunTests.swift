import Recordings
import Simulation
import XCTest

/// What the monkey's draws do to a run; how they are drawn is tested in FaultsTests.
final class MonkeyRunTests: XCTestCase {
    private func trial(_ monkey: String, seed: UInt64 = 1, as role: Role = .run) throws -> Trial {
        try Trial(
            services: """
                api: { replicas: 4, restart: {}, endpoints: { "GET /": [{ work: "20ms" }] } }
                """, rest: #"zones: ["a", "b"],"#,
            load: #"main: { send: "api GET /", rate: 50 }"#,
            monkey: #"on: ["api"], meanBetween: "5s", inject: [{ kill: {} }], \#(monkey)"#,
            duration: "60s", seed: seed, as: role)
    }

    func test_itKillsWhatItsLedgersSay() throws {
        let trial = try trial("")
        let faults = trial.recording.faults
        XCTAssertGreaterThan(faults.count, 4)
        XCTAssertTrue(faults.allSatisfy { $0.origin == .monkey && $0.attempted })
        let hit = faults.reduce(0) { $0 + $1.instances }
        XCTAssertEqual(trial.ledger(of: "api").deaths.count, hit)
        XCTAssertGreaterThan(hit, 0)
    }

    func test_leashedItDoesNothing() throws {
        let leashed = try trial("leashed: true")
        let control = try trial("leashed: true", as: .control)
        XCTAssertGreaterThan(leashed.recording.faults.count, 4)
        XCTAssertTrue(
            leashed.recording.faults.allSatisfy { !$0.attempted && $0.spans.isEmpty })
        XCTAssertEqual(leashed.recording.streams, control.recording.streams)
        XCTAssertEqual(leashed.recording.edges, control.recording.edges)
    }

    func test_zoneIsHitAsAWhole() throws {
        for inject in ["kill: {}", #"pause: { for: "1s" }"#, #""crash-loop": { for: "2s" }"#] {
            let trial = try Trial(
                services: """
                    api: { replicas: 4, restart: {}, endpoints: { "GET /": [] } }
                    """, rest: #"zones: ["a", "b"],"#,
                load: #"main: { send: "api GET /", rate: 50 }"#,
                monkey: """
                    on: ["zone:a"], grouping: "zone", meanBetween: "5s", maxFaults: 1,
                    inject: [{ \(inject) }]
                    """, duration: "60s")
            XCTAssertEqual(trial.recording.faults.map(\.instances), [2], inject)
            XCTAssertEqual(trial.recording.faults.map(\.services), [[0]], inject)
        }
    }

    func test_itsScheduleIsTheSeeds() throws {
        let plan = try trial("").recording.faults.map(\.spans)
        XCTAssertEqual(try trial("").recording.faults.map(\.spans), plan)
        XCTAssertNotEqual(try trial("", seed: 2).recording.faults.map(\.spans), plan)
    }
}

import Recordings
import XCTest

/// Health checks through the eyes of their callers; late and lost answers are in HealthProbeTests.
final class HealthTests: XCTestCase {
    private func trial(
        _ faults: String, health: String = #"every: "1s", timeout: "200ms", down: 2"#,
        rest: String = "", duration: String = "14s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { replicas: 2, health: { \(health) }, endpoints: { "GET /": [] } }
                """, rest: rest,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: faults, duration: duration)
    }

    private func marks(_ trial: Trial) -> (down: [Double], up: [Double]) {
        let edge = trial.edgeNumber("api -> db")
        return (
            trial.seconds { $0 == .markedDown(edge, instance: 0) },
            trial.seconds { $0 == .markedUp(edge, instance: 0) }
        )
    }

    func test_deadInstanceLeavesTheListAfterTwoProbes_andComesBackAfterOne() throws {
        let trial = try trial(#"{ at: "3s", for: "5s", inject: "kill", on: "db#0" }"#)
        let marks = marks(trial)
        XCTAssertEqual([marks.down.count, marks.up.count], [1, 1])
        // Probes fail at 3 + x and 4 + x, x its share of the period; one succeeds at 8 + x.
        let share = marks.down[0] - 4
        XCTAssertTrue((0..<1).contains(share), "\(marks.down)")
        XCTAssertEqual(marks.up[0], 8 + share, accuracy: 1e-6)
        // Until then every other call is refused, one each 200 ms; afterwards none is.
        let refused = trial.edge("api -> db").tally[.refused]
        XCTAssertEqual(Double(refused), (1 + share) * 5, accuracy: 1)
        let steps = trial.recording.edges[trial.edgeNumber("api -> db")].steps
        XCTAssertEqual(steps[5...].reduce(0) { $0 + $1[.refused] }, 0)
    }

    func test_pausedInstanceLeavesTheList_thoughItAcceptsConnections() throws {
        let trial = try trial(#"{ at: "3s", for: "5s", inject: "pause", on: "db#0" }"#)
        XCTAssertEqual(marks(trial).down.count, 1)
        XCTAssertTrue((4.2..<5.2).contains(marks(trial).down[0]), "\(marks(trial).down)")
        XCTAssertEqual(marks(trial).up.count, 1)
    }

    func test_instanceWhoseAnswersAreStopped_leavesTheList() throws {
        let trial = try trial(
            """
            { at: "3s", for: "5s", inject: "partition", on: "api", from: "db#0", direction: "to" }
            """)
        XCTAssertEqual(marks(trial).down.count, 1)
        XCTAssertEqual(marks(trial).up.count, 1)
    }

    func test_probesCrossTheNetwork() throws {
        let near = try trial("", rest: #"network: { latency: "90ms" },"#)
        XCTAssertEqual(marks(near).down, [])
        let far = try trial("", rest: #"network: { latency: "110ms" },"#)  // 220 ms there and back
        XCTAssertEqual(marks(far).down.count, 1)
    }

    func test_callIsRefused_whenNoInstanceIsLeftInTheList() throws {
        let trial = try trial(#"{ at: "3s", inject: "pause", on: "db" }"#)
        let steps = trial.recording.edges[trial.edgeNumber("api -> db")].steps
        XCTAssertEqual(steps[7][.refused], 10)
        XCTAssertEqual(steps[2][.succeeded], 10)
    }
}

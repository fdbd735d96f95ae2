import Recordings
import ScenarioFiles
import Simulation
import Timebase
import XCTest

/// Probes whose answers take their time.
final class HealthProbeTests: XCTestCase {
    func test_aLateAnswerIsNotTakenForTheNextProbes() throws {
        // An answer after 1.1 s comes 0.1 s after the next probe was sent, which waits for 0.2 s.
        // Each probe times out all the same: the second failure in a row takes the instance out.
        let marks = try marks(timeout: "200ms", delay: "1100ms")
        XCTAssertEqual(marks.count, 1)
        // The first probe to fail is sent within 1 s of the fault, the second 1 s later; + 0.2 s.
        XCTAssertLessThanOrEqual(try XCTUnwrap(marks.first), .start + .milliseconds(4200))
    }

    func test_silenceIsNoticed_whenTheTimeoutIsLongerThanThePeriod() throws {
        // Sent within 1 s of the fault, timed out 2.5 s later; the next period is 3 s after the
        // first, and 2.5 s later the second failure is certain: at most 2 + 1 + 3 + 2.5 s.
        let marks = try marks(timeout: "2500ms", delay: "10s")
        XCTAssertEqual(marks.count, 1)
        XCTAssertLessThanOrEqual(try XCTUnwrap(marks.first), .start + .milliseconds(8500))
    }

    func test_anAnswerInTimeKeepsTheInstance() throws {
        XCTAssertEqual(try marks(timeout: "2500ms", delay: "2s"), [])
    }

    /// When the only caller takes the only instance of `api` out of its list, with the answers to
    /// probes delayed from 2 s on.
    private func marks(timeout: String, delay: String) throws -> [Instant] {
        let text = """
            {
              title: "probes", duration: "20s",
              topology: { services: { api: {
                health: { every: "1s", timeout: "\(timeout)", down: 2 },
                endpoints: { "GET /": [{ work: "1ms" }] },
              } } },
              load: { users: { send: "api GET /", rate: 1, arrivals: "constant" } },
              faults: [{ at: "2s", inject: "latency", on: "load:users -> api", delay: "\(delay)" }],
              objectives: [],
            }
            """
        let loaded = try readScenario("probes.json5") { _ in .success(Array(text.utf8)) }.get()
        return Simulation.run(loaded.scenario, seed: 1).events.compactMap { event in
            if case .markedDown = event.what { event.at } else { nil }
        }
    }
}

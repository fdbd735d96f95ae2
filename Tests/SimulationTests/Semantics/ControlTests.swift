import Recordings
import Simulation
import XCTest

/// The control run sees the arrivals and the work of the run.
final class ControlTests: XCTestCase {
    private let services = """
        api: { replicas: 2, endpoints: {
          "GET /a": [{ work: { mean: "5ms" } }, { call: "db GET /", policy: "careful" }],
          "GET /b": [{ work: { median: "4ms", p99: "30ms" } }, { call: "cache GET /" }] } },
        db: { replicas: 3, health: { every: "1s" }, restart: {}, concurrency: 8,
          endpoints: { "GET /": [{ work: { mean: "10ms" } }, { respond: 500, chance: 0.02 }] } },
        cache: { replicas: 2, endpoints: { "GET /": [{ work: { uniform: ["1ms", "3ms"] } }] } }
        """
    private let rest = """
        network: { latency: { median: "200us", p99: "1ms" } },
        policies: { careful: { timeout: "80ms", balance: "two-choices",
          retry: { backoff: { base: "5ms", jitter: "full" } },
          breaker: { window: { calls: 50 }, openFor: "1s" } } },
        """
    private let load = """
        a: { send: "api GET /a", rate: { wave: [20, 100], every: "10s" } },
        b: { send: "api GET /b", rate: 60 },
        c: { send: "api GET /b", users: 5, think: { mean: "500ms" } }
        """

    private func pair(_ faults: String, monkey: String? = nil) throws -> (
        run: Trial, control: Trial
    ) {
        let run = try Trial(
            services: services, rest: rest, load: load, faults: faults, monkey: monkey,
            duration: "30s", warmup: "2s", seed: 11)
        return (run, Trial(run.scenario, seed: 11, as: .control))
    }

    func test_runAndControlAreTheSame_untilTheFirstFault() throws {
        let (run, control) = try pair(
            """
            { at: "12s", for: "8s", inject: "latency", on: "api -> db", delay: "60ms" },
            { at: "15s", inject: "kill", on: "db[1]" },
            { at: "14s", for: "5s", inject: "overload", on: "load:b", factor: 4 }
            """)
        for stream in ["a", "b", "c"] {
            XCTAssertEqual(
                run.stream(stream, during: "baseline").latency,
                control.stream(stream, during: "baseline").latency)
            XCTAssertGreaterThan(run.stream(stream, during: "baseline").tally[.requests], 50)
        }
        XCTAssertNotEqual(run.recording.streams, control.recording.streams)
    }

    func test_arrivalsOfOpenLoopsAreTheSame_throughout() throws {
        let (run, control) = try pair(
            """
            { at: "5s", for: "8s", inject: "blackhole", on: "api -> db" },
            { at: "14s", for: "5s", inject: "overload", on: "load:b", factor: 4 }
            """, monkey: #"on: ["api"], meanBetween: "4s", inject: [{ kill: {} }]"#)
        for stream in 0..<2 {
            let seen = run.recording.streams[stream].steps.map {
                $0.tally[.requests] - $0.tally[.extra]
            }
            XCTAssertEqual(
                seen, control.recording.streams[stream].steps.map { $0.tally[.requests] })
        }
    }

    func test_faultThatChangesNothing_changesNoDrawEither() throws {
        let (run, control) = try pair(
            """
            { at: "5s", for: "20s", inject: "latency", on: "* -> db", delay: "0s" },
            { at: "5s", for: "20s", inject: "error", on: "cache", chance: 1e-9 },
            { at: "5s", for: "20s", inject: "slow-start", on: "db" }
            """)
        XCTAssertGreaterThan(run.recording.faults[0].requests, 500)
        XCTAssertEqual(run.recording.streams, control.recording.streams)
        XCTAssertEqual(run.recording.edges, control.recording.edges)
        XCTAssertEqual(run.recording.services, control.recording.services)
    }

    func test_faultElsewhere_leavesAStreamAlone() throws {
        // Streams b and c never come near db and share no scarce slot with a.
        let (run, control) = try pair(#"{ at: "5s", for: "9s", inject: "refuse", on: "db" }"#)
        XCTAssertNotEqual(run.recording.streams[0], control.recording.streams[0])
        XCTAssertEqual(run.recording.streams[1], control.recording.streams[1])
        XCTAssertEqual(run.recording.streams[2], control.recording.streams[2])
    }

    func test_capacityRunHasNoFaults_andRampsTheOverloadedStream() throws {
        let run = try pair(
            """
            { at: "5s", for: "5s", inject: "overload", on: "load:b", factor: 3 },
            { at: "6s", inject: "kill", on: "db" }
            """
        ).run
        let capacity = Trial(run.scenario, seed: 11, as: .capacity)
        XCTAssertEqual(capacity.ledger(of: "db").deaths, [])
        // From 60 to 1.5 · 180 = 270/s over 30 s: 4,950 ± 3 · √4950.
        XCTAssertEqual(Double(capacity.stream("b").tally[.requests]), 4950, accuracy: 211)
        XCTAssertEqual(capacity.stream("b").tally[.extra], 0)
        XCTAssertEqual(
            capacity.recording.streams[0].steps.map { $0.tally[.requests] },
            run.recording.streams[0].steps.map { $0.tally[.requests] })
    }
}

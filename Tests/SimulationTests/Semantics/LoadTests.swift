import Recordings
import Timebase
import XCTest

/// Closed loops, overload and spikes.
final class LoadTests: XCTestCase {
    private let api = #"api: { endpoints: { "GET /": [{ work: "500ms" }] } }"#

    func test_usersThinkSendAndWait() throws {
        let trial = try Trial(
            services: api, load: #"main: { send: "api GET /", users: 3, think: "1s" }"#,
            duration: "10s")
        // Each sends at 1, 2.5, 4, 5.5, 7 and 8.5 s.
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 18, .succeeded: 18])
        XCTAssertEqual(trial.stream().latency.total, .milliseconds(18 * 500))
        XCTAssertEqual(trial.edge("load:main -> api").peak, 3)
    }

    func test_overloadAddsUsers_whileItLasts() throws {
        let trial = try Trial(
            services: api, load: #"main: { send: "api GET /", users: 2, think: "1s" }"#,
            faults: #"{ at: "3s", for: "4s", inject: "overload", on: "load:main", factor: 2 }"#,
            duration: "10s")
        // Two more users send at 4 and 5.5 s; at 7 s the fault is over.
        XCTAssertEqual(trial.stream().tally[.requests], 12 + 4)
        XCTAssertEqual(trial.stream().tally[.extra], 4)
        XCTAssertEqual(trial.recording.faults[0].requests, 4)
        XCTAssertTrue(trial.recording.faults[0].attempted)
    }

    func test_overloadAddsRequests_andMovesNoOthers() throws {
        let faults = #"{ at: "3s", for: "4s", inject: "overload", on: "load:main", factor: 3 }"#
        try assertBaseIsUnmoved(rate: "50", faults: faults, extra: 400, from: 3, to: 7)
    }

    func test_spikeAddsRequests_andMovesNoOthers() throws {
        let rate = #"{ spike: 150, base: 50, at: "3s", for: "4s" }"#
        try assertBaseIsUnmoved(rate: rate, faults: "", extra: 400, from: 3, to: 7)
    }

    private func assertBaseIsUnmoved(
        rate: String, faults: String, extra: Double, from: Int, to: Int, line: UInt = #line
    ) throws {
        let trial = try Trial(
            services: api, load: #"main: { send: "api GET /", rate: \#(rate) }"#,
            faults: faults, duration: "10s")
        let control = Trial(trial.scenario, seed: 1, as: .control)
        let steps = trial.recording.streams[0].steps.map(\.tally)
        let base = control.recording.streams[0].steps.map(\.tally)
        for (second, pair) in zip(steps, base).enumerated() {
            XCTAssertEqual(pair.0[.requests] - pair.0[.extra], pair.1[.requests], line: line)
            XCTAssertEqual(pair.0[.extra] > 0, (from..<to).contains(second), line: line)
        }
        // Poisson: ± 3 standard deviations.
        let added = Double(trial.stream().tally[.extra])
        XCTAssertEqual(added, extra, accuracy: 3 * extra.squareRoot(), line: line)
        XCTAssertEqual(trial.recording.faults[0].requests, Int(added), line: line)
        XCTAssertEqual(control.stream().tally[.extra], 0, line: line)
        XCTAssertEqual(control.recording.faults[0].attempted, false, line: line)
    }

    func test_phasesAreHalfOpen() throws {
        // Due at 0.5, 1.5, … 29.5 s, so one each falls on the fault's start and on its end.
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [] } }"#,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: """
                { name: "bad", at: "10.5s", for: "10s", inject: "error", on: "load:main -> api" }
                """, duration: "30s", warmup: "1.5s")
        XCTAssertEqual(trial.stream(during: "run").tally[.requests], 29)
        XCTAssertEqual(
            counts(trial.stream(during: "baseline").tally), [.requests: 9, .succeeded: 9])
        XCTAssertEqual(
            counts(trial.stream(during: "bad").tally), [.requests: 10, .failed: 10, .slow: 10])
        XCTAssertEqual(
            counts(trial.stream(during: "recovery").tally), [.requests: 10, .succeeded: 10])
        XCTAssertEqual(trial.edge("load:main -> api", during: "faults").tally[.failed], 10)
    }
}

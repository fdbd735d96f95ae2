import Recordings
import Scenarios
import Simulation
import Timebase
import XCTest

/// Requests that are followed on their way.
final class TraceTests: XCTestCase {
    /// One request a second from 0.5 s on, each 2 ms of `front` and a call to `back`.
    private func trial(
        policy: String = "", faults: String, timeout: String = "1s", duration: String = "10s",
        warmup: String = "0s"
    ) throws -> (scenario: Scenario, run: Recording) {
        let scenario = try Trial(
            services: """
                front: { endpoints: { "GET /": [
                  { work: "2ms" }, { call: "back GET /", policy: { \(policy) } } ] } },
                back: { endpoints: { "GET /": [{ work: "3ms" }] } }
                """,
            load: """
                main: { send: "front GET /", rate: 1, arrivals: "constant", timeout: "\(timeout)" }
                """, faults: faults, duration: duration, warmup: warmup
        ).scenario
        return (scenario, Simulation.run(scenario, seed: 1, isTraced: true))
    }

    func test_followingChangesNothingElse() throws {
        let faults = """
            { at: "2s", for: "3s", inject: "error", on: "front -> back" },
            { at: "6s", inject: "kill", on: "back" }
            """
        var (scenario, traced) = try trial(policy: "timeout: \"50ms\", retry: {}", faults: faults)
        XCTAssertNotNil(traced.traces)
        traced.traces = nil
        XCTAssertEqual(traced, Simulation.run(scenario, seed: 1))
    }

    func test_aFailureIsToldFromTheUserToTheFault() throws {
        let (scenario, run) = try trial(
            faults: "{ at: \"2s\", for: \"3s\", inject: \"error\", on: \"front -> back\" }")
        let sample = try XCTUnwrap(run.traces)
        XCTAssertEqual(sample.failures.count, 1)
        let failure = sample.failures[0]
        XCTAssertEqual(failure.requests, 3)
        XCTAssertEqual(failure.way.fault, 0)
        XCTAssertEqual(failure.way.outcome, .failed)
        XCTAssertEqual(
            failure.way.hops.map { scenario.edgeName($0.edge) },
            ["load:main -> front", "front -> back"])
        // back's edge answers 500, which front turns into 502.
        XCTAssertEqual(failure.way.hops.map(\.status), [502, 500])
        XCTAssertEqual(failure.way.hops.map(\.call), [.failed, .failed])
        XCTAssertEqual(failure.traces, [0, 1], "two of a way are kept")
        let trace = sample.traces[0]
        XCTAssertEqual(trace.chosen, .failed)
        XCTAssertEqual(trace.due, failure.first)
        XCTAssertEqual(trace.spans.map(\.parent), [-1, 0, 1, 2])
        XCTAssertEqual(trace.spans.map(\.kind), [.call, .attempt, .call, .attempt])
        // front works for 2 ms before it calls; the fault answers at once.
        XCTAssertEqual(trace.spans.map { ($0.from - trace.due).milliseconds }, [0, 0, 2, 2])
        XCTAssertEqual(
            trace.spans.compactMap { $0.to.map { ($0 - trace.due).milliseconds } },
            [2, 2, 2, 2])
        XCTAssertEqual(trace.spans.map { $0.workFrom != nil }, [false, true, false, false])
        // Seven were answered: one usual, and six slow ones.
        XCTAssertEqual(sample.traces.count { $0.chosen == .slow }, 6)
        XCTAssertEqual(sample.traces.count { $0.chosen == .usual }, 1)
    }

    func test_eachAttemptOfACall_isASpanOfIt() throws {
        let (_, run) = try trial(
            policy: """
                retry: { attempts: 3, backoff: { base: "10ms", max: "10ms" }, nonIdempotent: "retry" }
                """,
            faults: "{ at: \"2s\", for: \"1s\", inject: \"refuse\", on: \"front -> back\" }")
        let trace = try XCTUnwrap(run.traces?.traces.first { $0.chosen == .failed })
        let calls = trace.spans.indices.filter { trace.spans[$0].kind == .call }
        XCTAssertEqual(calls.count, 2)
        let attempts = trace.spans.filter { $0.parent == calls[1] }
        XCTAssertEqual(attempts.map(\.ending), [.refused, .refused, .refused])
        XCTAssertEqual(attempts.map(\.fault), [0, 0, 0])
        // 2 ms of work, then 10 ms of back-off between each.
        XCTAssertEqual(attempts.map { ($0.from - trace.due).milliseconds }, [2, 12, 22])
    }

    func test_aUserWhoGivesUp_isToldWhatWasStillUnderWay() throws {
        let (scenario, run) = try trial(
            faults: "{ at: \"2s\", for: \"1s\", inject: \"blackhole\", on: \"front -> back\" }",
            timeout: "200ms")
        let failure = try XCTUnwrap(run.traces?.failures.first)
        XCTAssertEqual(failure.way.outcome, .timedOut)
        XCTAssertEqual(
            failure.way.hops.map { scenario.edgeName($0.edge) },
            ["load:main -> front", "front -> back"])
        XCTAssertEqual(failure.way.hops.map(\.attempt), [.timedOut, .underWay])
        XCTAssertEqual(failure.way.fault, 0)
    }

    func test_aRefusalByTheBreaker_endsTheWay() throws {
        let (scenario, run) = try trial(
            policy: """
                breaker: { window: { calls: 2 }, minimumCalls: 2, failureRate: "50%",
                  openFor: "60s" }
                """, faults: "{ at: \"2s\", for: \"3s\", inject: \"error\", on: \"front -> back\" }"
        )
        let failures = try XCTUnwrap(run.traces?.failures)
        // Requests at 2.5 s and 3.5 s fail, or at 2 s and 3 s; all after them are refused.
        XCTAssertEqual(failures.map { $0.way.hops.last?.call }, [.rejectedByBreaker, .failed])
        XCTAssertEqual(failures.map(\.way.fault), [nil, 0])
        XCTAssertEqual(failures.map { $0.way.hops.last?.attempt == nil }, [true, false])
        XCTAssertEqual(
            failures[0].way.hops.last.map { scenario.edgeName($0.edge) }, "front -> back")
        XCTAssertEqual(
            failures.reduce(0) { $0 + $1.requests },
            run.streams[0].cells.reduce(0) {
                $0 + $1.tally[.failed] + $1.tally[.rejected] + $1.tally[.timedOut]
            })
    }

    func test_whatIsDueInTheWarmUp_isNotThere() throws {
        let (_, run) = try trial(
            faults: "{ at: \"5s\", for: \"3s\", inject: \"error\", on: \"front -> back\" }",
            warmup: "4s")
        let traces = try XCTUnwrap(run.traces?.traces)
        XCTAssertFalse(traces.isEmpty)
        XCTAssertTrue(traces.allSatisfy { $0.due >= .start + .seconds(4) })
    }

    func test_noMoreIsKept_howeverMuchFails() throws {
        let scenario = try Trial(
            services: """
                front: { replicas: 3, concurrency: 4, backlog: 4, endpoints: { "GET /": [
                  { repeat: 200, do: [{ call: "back GET /", optional: true }], parallel: true },
                  { respond: 500, chance: 0.2 } ] } },
                back: { endpoints: { "GET /": [{ work: "3ms" }, { respond: 500, chance: 0.5 }] } }
                """,
            load: "main: { send: \"front GET /\", rate: 200, timeout: \"100ms\" }",
            faults: "{ at: \"1s\", for: \"3s\", inject: \"error\", on: \"front -> back\" }",
            duration: "5s"
        ).scenario
        let sample = try XCTUnwrap(Simulation.run(scenario, seed: 1, isTraced: true).traces)
        XCTAssertLessThanOrEqual(sample.failures.count, TraceSample.mostWays)
        let failed = sample.traces.count { $0.chosen == .failed }
        XCTAssertLessThanOrEqual(failed, TraceSample.mostFailed)
        XCTAssertGreaterThan(sample.failedRequests, failed)
        let largest = try XCTUnwrap(sample.traces.max { $0.spans.count < $1.spans.count })
        XCTAssertEqual(largest.spans.count, Trace.mostSpans)
        XCTAssertGreaterThan(largest.droppedSpans, 0)
    }
}

import Recordings
import Timebase
import XCTest

/// What the steps of an endpoint do. One request is due at 0.5 s of each run.
final class StepTests: XCTestCase {
    private let once = #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#
    /// Callees that take 10 ms, 50 ms, and 5 ms to fail.
    private let callees = """
        fast: { endpoints: { "GET /": [{ work: "10ms" }] } },
        slow: { endpoints: { "GET /": [{ work: "50ms" }] } },
        bad: { endpoints: { "GET /": [{ work: "5ms" }, { respond: 500 }] } },
        """

    private func trial(_ steps: String) throws -> Trial {
        try Trial(
            services: #"\#(callees) api: { endpoints: { "GET /": [\#(steps)] } }"#,
            load: once, duration: "1s")
    }

    func test_stepsTakeTheirTimeOneAfterAnother() throws {
        let trial = try trial(#"{ work: "10ms" }, { work: "20ms" }, { call: "slow GET /" }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(80))
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .succeeded: 1])
    }

    func test_networkIsCrossedThereAndBack_atEveryCallBetweenServices() throws {
        let trial = try Trial(
            services: #"\#(callees) api: { endpoints: { "GET /": [{ call: "fast GET /" }] } }"#,
            rest: #"network: { latency: "3ms" },"#, load: once, duration: "1s")
        XCTAssertEqual(trial.latency(), .milliseconds(16))  // 3 + 10 + 3
    }

    func test_allTakesAsLongAsItsSlowestBranch() throws {
        let trial = try trial(#"{ all: [{ call: "fast GET /" }, { call: "slow GET /" }] }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(50))
    }

    func test_allAnswersAtTheFirstFailure_andCancelsTheRest() throws {
        let trial = try trial(
            #"{ all: [{ call: "bad GET /" }, [{ call: "slow GET /" }, { work: "1s" }]] }"#)
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .failed: 1, .slow: 1])
        XCTAssertEqual(trial.edge("load:main -> api").latency.max, .milliseconds(5))
        XCTAssertEqual(
            counts(trial.edge("api -> slow").tally),
            [.calls: 1, .failedCalls: 1, .attempts: 1, .cancelled: 1])
        // What nobody waits for is finished all the same: 45 of its 50 ms are wasted.
        XCTAssertEqual(trial.service("slow")[.completed], 1)
        XCTAssertEqual(trial.service("slow")[.wastedTime], 45_000_000)
        XCTAssertEqual(trial.edge("api -> slow").tally[.wastedTime], 45_000_000)
        XCTAssertEqual(trial.service("api")[.workTime], 0)
    }

    func test_branchesBehindOneThatEndsAtOnce_neverBegin() throws {
        let trial = try trial(
            #"{ all: [[{ respond: 200 }], [{ call: "slow GET /" }], [{ work: "1s" }]] }"#)
        XCTAssertEqual(trial.latency(), .zero)
        XCTAssertEqual(trial.edge("api -> slow").tally[.calls], 0)
        let any = try self.trial(
            #"{ any: [[{ work: "0s" }], [{ call: "slow GET /" }]] }, { work: "1ms" }"#)
        XCTAssertEqual(any.latency(), .milliseconds(1))
        XCTAssertEqual(any.edge("api -> slow").tally[.calls], 0)
    }

    func test_anyTakesTheFirstSuccess_andCancelsTheRest() throws {
        let trial = try trial(
            #"{ any: [{ call: "slow GET /" }, { call: "fast GET /" }, { work: "30ms" }] }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(10))
        XCTAssertEqual(trial.edge("api -> slow").tally[.cancelled], 1)
        XCTAssertEqual(trial.service("api")[.workTime], 10_000_000)  // cut off with the branch
    }

    func test_anyGoesOn_whenABranchFails() throws {
        let trial = try trial(#"{ any: [{ call: "bad GET /" }, { call: "slow GET /" }] }"#)
        XCTAssertEqual(trial.latency(), .milliseconds(50))
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .succeeded: 1])
    }

    func test_anyFails_whenEveryBranchHas() throws {
        let trial = try trial(
            #"{ any: [{ call: "bad GET /" }, [{ work: "7ms" }, { respond: 503 }]] }"#)
        // `respond` ends the endpoint itself, not only its branch.
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .rejected: 1, .slow: 1])
        let both = try self.trial(
            #"{ any: [{ call: "bad GET /" }, [{ work: "2ms" }, { call: "bad GET /" }]] }"#)
        XCTAssertEqual(counts(both.stream().tally), [.requests: 1, .failed: 1, .slow: 1])
        XCTAssertEqual(both.edge("load:main -> api").latency.max, .milliseconds(7))
    }

    func test_repeatRunsItsStepsInTurn_orAllAtOnce() throws {
        let turn = try trial(#"{ repeat: 3, do: [{ work: "1ms" }, { call: "fast GET /" }] }"#)
        XCTAssertEqual(turn.latency(), .milliseconds(33))
        let once = try trial(
            #"{ repeat: 3, parallel: true, do: [{ work: "1ms" }, { call: "fast GET /" }] }"#)
        XCTAssertEqual(once.latency(), .milliseconds(11))
        XCTAssertEqual(once.edge("api -> fast").tally[.answered], 3)
        XCTAssertEqual(once.edge("api -> fast").peak, 3)
    }

    func test_repeatStopsAtItsFirstFailure() throws {
        let trial = try trial(#"{ repeat: 3, do: [{ call: "bad GET /" }] }"#)
        XCTAssertEqual(trial.edge("api -> bad").tally[.calls], 1)
    }

    func test_respondEndsTheEndpoint_withItsStatus() throws {
        let steps = #"{ respond: 404 }, { work: "1s" }"#
        let plain = try trial(steps)
        XCTAssertEqual(counts(plain.stream().tally), [.requests: 1, .failed: 1, .slow: 1])
        XCTAssertEqual(plain.service("api")[.workTime], 0)
        let tolerant = try Trial(
            services: #"api: { endpoints: { "GET /": [\#(steps)] } }"#,
            load: """
                main: { send: "api GET /", rate: 1, arrivals: "constant", ok: ["2xx", 404] }
                """, duration: "1s")
        XCTAssertEqual(counts(tolerant.stream().tally), [.requests: 1, .succeeded: 1])
    }

    func test_respondHappensWithItsChance() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [{ respond: 500, chance: 0.25 }] } }"#,
            load: #"main: { send: "api GET /", rate: 1000, arrivals: "constant" }"#,
            duration: "10s")
        // Of 10,000 a quarter, ± 3 standard deviations of √(10000 · 0.25 · 0.75) = 43.
        XCTAssertEqual(Double(trial.stream().tally[.failed]), 2500, accuracy: 130)
    }

    func test_optionalFailureDegradesTheAnswer_andEveryAnswerThatRestsOnIt() throws {
        let trial = try Trial(
            services: """
                \(callees)
                front: { endpoints: { "GET /": [{ call: "api GET /" }] } },
                api: { endpoints: { "GET /": [
                  { call: "bad GET /", optional: true }, { call: "fast GET /" } ] } }
                """,
            load: #"main: { send: "front GET /", rate: 1, arrivals: "constant" }"#,
            duration: "1s")
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .degraded: 1])
        XCTAssertEqual(trial.latency(), .milliseconds(15))
    }

    func test_degradedAnswerThatFailed_doesNotMarkTheRetryThatSucceeded() throws {
        // The first answer lacks its optional part and fails; the second is whole.
        let trial = try Trial(
            services: """
                \(callees)
                api: { endpoints: { "GET /": [{ call: "middle GET /", policy: { retry: {} } }] } },
                middle: { endpoints: { "GET /": [
                  { call: "fast GET /", optional: true }, { call: "slow GET /" } ] } }
                """, load: once,
            faults: """
                { at: "0s", inject: "refuse", on: "middle -> fast", first: 1 },
                { at: "0s", inject: "error", on: "middle -> slow", first: 1 }
                """, duration: "1s")
        XCTAssertEqual(trial.edge("api -> middle").tally[.attempts], 2)
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .succeeded: 1])
    }
}

import Recordings
import Timebase
import XCTest

/// What stands in for an answer, and what becomes of work that nobody waits for.
final class FallbackTests: XCTestCase {
    private let tens = #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#

    private func stale(_ fallback: String) throws -> Tally<StreamCounter> {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { fallback: \(fallback) } } ] } },
                db: { endpoints: { "GET /": [] } }
                """, load: tens,
            faults: #"{ at: "2s", for: "3s", inject: "error", on: "api -> db" }"#, duration: "6s"
        ).stream().tally
    }

    func test_lastGoodAnswerStandsIn_untilItIsTooOld() throws {
        // The last good one is of 1.95 s. It stands in from 2.05 to 2.95 s, ten times; 20 fail.
        let tally = try stale(#"{ stale: { maxAge: "1s" } }"#)
        XCTAssertEqual(
            counts(tally), [.requests: 60, .succeeded: 30, .degraded: 10, .failed: 20, .slow: 20])
    }

    func test_lastGoodAnswerStandsIn_howeverOld_whereNothingIsSaid() throws {
        XCTAssertEqual(
            counts(try stale(#""stale""#)), [.requests: 60, .succeeded: 30, .degraded: 30])
    }

    func test_nothingStandsIn_beforeTheFirstGoodAnswer_norForAnotherEndpoint() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /good", policy: "p" }, { call: "db GET /bad", policy: "p" } ] } },
                db: { endpoints: { "GET /good": [], "GET /bad": [{ respond: 500 }] } }
                """,
            rest: #"policies: { p: { fallback: "stale" } },"#, load: tens, duration: "1s")
        XCTAssertEqual(trial.stream().tally[.failed], 10)
        XCTAssertEqual(trial.edge("api -> db").tally[.fallback], 0)
    }

    private func spare(_ steps: String, policy: String = "") throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /", policy: {
                  fallback: { call: "spare GET /", policy: { \(policy) } } } }] } },
                db: { endpoints: { "GET /": [{ work: "10ms" }, { respond: 500 }] } },
                spare: { endpoints: { "GET /": [\(steps)] } }
                """, load: tens, duration: "1s")
    }

    func test_anotherCallStandsIn_onAnEdgeOfItsOwn() throws {
        let trial = try spare(#"{ work: "50ms" }"#)
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 10, .degraded: 10])
        XCTAssertEqual(trial.latency(), .milliseconds(60))
        let first = trial.edge("api -> db").tally
        XCTAssertEqual(counts(first), [.calls: 10, .fallback: 10, .attempts: 10, .failed: 10])
        let second = trial.edge("api -> spare").tally
        XCTAssertEqual(counts(second), [.calls: 10, .answered: 10, .attempts: 10, .succeeded: 10])
        // A call is off its edge while its fallback is on another.
        XCTAssertEqual([first[.inFlightTime], second[.inFlightTime]], [100_000_000, 500_000_000])
    }

    func test_firstFailureStands_whenTheOtherCallFailsToo() throws {
        let trial = try spare(#"{ work: "1s" }"#, policy: #"timeout: "20ms""#)
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 10, .failed: 10, .slow: 10])
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 10, .failedCalls: 10, .attempts: 10, .failed: 10])
        XCTAssertEqual(
            counts(trial.edge("api -> spare").tally),
            [.calls: 10, .failedCalls: 10, .attempts: 10, .timedOut: 10])
    }

    func test_userWhoGivesUp_endsTheFallbacksCallAsWell() throws {
        let trial = try Trial(
            services: """
                api: { abandoned: "cancel", endpoints: { "GET /": [{ call: "db GET /", policy: {
                  fallback: { call: "spare GET /" } } }] } },
                db: { endpoints: { "GET /": [{ work: "10ms" }, { respond: 500 }] } },
                spare: { endpoints: { "GET /": [{ work: "10s" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant", timeout: "100ms" }"#,
            duration: "1s")
        let spare = trial.edge("api -> spare").tally
        XCTAssertEqual(counts(spare), [.calls: 1, .failedCalls: 1, .attempts: 1, .cancelled: 1])
        XCTAssertEqual(spare[.inFlightTime], 90_000_000)
        XCTAssertEqual(
            counts(trial.edge("api -> db").tally),
            [.calls: 1, .failedCalls: 1, .attempts: 1, .failed: 1])
    }

    /// `front` waits 100 ms for `api`, which asks `db` for a second's work.
    private func givenUp(_ abandoned: String) throws -> Trial {
        try Trial(
            services: """
                front: { endpoints: { "GET /": [
                  { call: "api GET /", policy: { timeout: "100ms" } } ] } },
                api: { abandoned: "\(abandoned)", endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { abandoned: "\(abandoned)", endpoints: { "GET /": [{ work: "1s" }] } }
                """,
            load: #"main: { send: "front GET /", rate: 1, arrivals: "constant" }"#, duration: "3s")
    }

    func test_cancellationIsPassedOn_whereServicesSaySo() throws {
        let trial = try givenUp("cancel")
        XCTAssertEqual(trial.edge("api -> db").tally[.cancelled], 3)
        XCTAssertEqual(trial.service("db")[.workTime], 3 * 100_000_000)
        XCTAssertEqual(trial.service("db")[.wastedTime], 0)
        XCTAssertEqual(trial.service("api")[.busyTime], 3 * 100_000_000)
    }

    func test_withoutIt_theWorkIsFinishedInVain() throws {
        // Two are finished, and the third is half done when the run is over.
        let trial = try givenUp("finish")
        XCTAssertEqual(trial.service("db")[.workTime], 2_000_000_000)
        XCTAssertEqual(trial.service("api")[.busyTime], 2_500_000_000)
    }

    func test_requestPastItsDeadline_isDroppedWhenItReachesASlot() throws {
        // Both leave at 500 ms with a deadline of 800 and arrive at 700. The first is worked on
        // until 900; by then the second's time is over, though nobody has said so: the close that
        // leaves its caller at 800 comes at 1000.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { deadline: "300ms" } } ] } },
                db: { concurrency: 1, abandoned: "drop",
                  endpoints: { "GET /": [{ work: "200ms" }] } }
                """,
            rest: #"network: { latency: "200ms" },"#,
            load: """
                a: { send: "api GET /", rate: 1, arrivals: "constant" },
                b: { send: "api GET /", rate: 1, arrivals: "constant" }
                """, duration: "1s")
        let db = trial.service("db")
        XCTAssertEqual([db[.arrived], db[.started], db[.dropped]], [2, 1, 1])
    }
}

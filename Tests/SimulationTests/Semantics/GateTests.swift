import Recordings
import Timebase
import XCTest

/// What stands at an instance's door: rate limits, adaptive limits, and whom it lets wait.
final class GateTests: XCTestCase {
    /// A service of one slot, ten requests a second from 50 ms on.
    private func api(
        _ keys: String, work: String = "1ms", load: String = "rate: 10", duration: String = "2s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { concurrency: 1, \(keys) endpoints: { "GET /": [{ work: "\(work)" }] } }
                """,
            load: #"main: { send: "api GET /", arrivals: "constant", \#(load) }"#,
            duration: duration)
    }

    func test_moreThanTheRate_isAnsweredWith429() throws {
        // Due at 50, 150, … 1950 ms. One at once and one each 250 ms: those of 50, 350, 650 (at
        // 300 ms the bucket is full again, at 550 …): a token is there 250 ms after the last went.
        let trial = try api("rateLimit: { rate: 4, burst: 1 },")
        // 50 → 300 → 350; 600 → 650; 900 → 950; 1200 → 1250; 1500 → 1550; 1800 → 1850.
        XCTAssertEqual(
            counts(trial.stream().tally),
            [.requests: 20, .succeeded: 7, .rejected: 13, .slow: 13])
        XCTAssertEqual(trial.service("api")[.overflowed], 13)
    }

    func test_anAdaptiveLimitRefusesWhatIsAboveIt_waitingIncluded() throws {
        // One at work and one waiting are two: of 20 requests of 1 s each, due each 100 ms, the
        // third is refused until the first ends at 1050 ms; then one more gets in, at 1050 …
        let trial = try api(
            "adaptive: { algorithm: \"aimd\", initial: 2, min: 2, max: 2 },", work: "1s")
        XCTAssertEqual(
            counts(trial.stream().tally),
            [.requests: 20, .succeeded: 3, .rejected: 17, .slow: 17])
    }

    func test_codelDropsFromTheFront_whenWaitsStayTooLong() throws {
        // 100/s for a server of 50/s: waits grow by 10 ms a request, above 5 ms from the first.
        let load = "rate: 100, timeout: \"20s\""
        let plain = try api("backlog: 1000,", work: "20ms", load: load, duration: "5s")
        let codel = try api(
            "backlog: 1000, shed: \"codel\",", work: "20ms", load: load, duration: "5s")
        XCTAssertEqual(plain.service("api")[.dropped], 0)
        XCTAssertGreaterThan(codel.service("api")[.dropped], 50)
        // Half of what comes is too much: without drops the last of 500 waits 5 s.
        XCTAssertEqual(plain.stream().successLatency.max.seconds, 5, accuracy: 0.1)
        XCTAssertLessThan(codel.stream().successLatency.max.seconds, 3)
    }

    func test_theNewestGoesFirst_whileAQueueStands() throws {
        // 100/s for 50/s: half must go unserved. In turn, after a second each waits longer than its
        // user does; the newest first, those who are served are served at once.
        let load = "rate: 100, timeout: \"500ms\""
        let plain = try api("backlog: 1000,", work: "20ms", load: load, duration: "10s")
        let lifo = try api(
            "backlog: 1000, shed: \"adaptive-lifo\",", work: "20ms", load: load,
            duration: "10s")
        XCTAssertLessThan(plain.stream().tally[.succeeded], 150)
        // 50/s for 10 s, less the first moments.
        XCTAssertGreaterThan(lifo.stream().tally[.succeeded], 450)
        // Nobody waits longer than the interval of 100 ms.
        XCTAssertLessThanOrEqual(lifo.stream().successLatency.max, .milliseconds(120))
    }

    /// 60/s critical and 60/s sheddable requests for a server of 100/s with room for ten.
    private func twoStreams(_ keys: String) throws -> Trial {
        try Trial(
            services: """
                api: { concurrency: 1, backlog: 10, \(keys)
                  endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { concurrency: 1, backlog: 10, \(keys)
                  endpoints: { "GET /": [{ work: "10ms" }] } }
                """,
            load: """
                pay: { send: "api GET /", rate: 60, priority: "critical" },
                look: { send: "api GET /", rate: 60, priority: "sheddable" }
                """, duration: "60s")
    }

    func test_theLessCriticalIsRefusedFirst_whenTheBacklogIsFull() throws {
        let plain = try twoStreams("")
        let shed = try twoStreams("shed: \"priority\",")
        // 20 of 120 a second are too much. In turn each loses a sixth; by priority the critical
        // lose nothing and the others what is left: 40 of 60.
        XCTAssertEqual(share(plain, "pay"), 5.0 / 6, accuracy: 0.02)
        XCTAssertEqual(share(shed, "pay"), 1, accuracy: 0.001)
        XCTAssertEqual(share(shed, "look"), 40.0 / 60, accuracy: 0.03)
    }

    private func share(_ trial: Trial, _ stream: String) -> Double {
        let tally = trial.stream(stream).tally
        return Double(tally[.succeeded]) / Double(tally[.requests])
    }

    func test_priorityIsHandedOn_toCallsOfCalls() throws {
        // The crowd is at the callee of the callee: it must know for whom it works.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "mid GET /" }] } },
                mid: { endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { concurrency: 1, backlog: 10, shed: "priority",
                  endpoints: { "GET /": [{ work: "10ms" }] } }
                """,
            load: """
                pay: { send: "api GET /", rate: 60, priority: "critical" },
                look: { send: "api GET /", rate: 60 }
                """, duration: "60s")
        XCTAssertEqual(share(trial, "pay"), 1, accuracy: 0.001)
        XCTAssertEqual(share(trial, "look"), 40.0 / 60, accuracy: 0.03)
    }

    func test_whatAnInstanceKnew_diesWithIt() throws {
        // A burst of 1 and almost no rate: one request, and one more after each restart.
        let trial = try Trial(
            services: """
                api: { rateLimit: { rate: 0.001, burst: 1 }, restart: { after: "100ms" },
                  endpoints: { "GET /": [{ work: "1ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: #"{ at: "1s", inject: "kill", on: "api" }"#, duration: "3s")
        XCTAssertEqual(trial.stream().tally[.succeeded], 2)
    }
}

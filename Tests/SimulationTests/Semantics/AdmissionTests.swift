import Recordings
import Timebase
import XCTest

/// Slots, backlog and bulkheads. Three requests are due at 50, 150 and 250 ms.
final class AdmissionTests: XCTestCase {
    private let three = #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#

    func test_oneMoreThanTheBacklogHolds_isRefusedWith503() throws {
        let trial = try Trial(
            services: """
                api: { concurrency: 1, backlog: 1, endpoints: { "GET /": [{ work: "1s" }] } }
                """, load: three, duration: "0.3s")
        XCTAssertEqual(
            counts(trial.stream().tally), [.requests: 3, .succeeded: 2, .rejected: 1, .slow: 1])
        // The second waits from 150 to 1050 ms.
        XCTAssertEqual(trial.stream().successLatency.total, .milliseconds(1000 + 1900))
        let api = trial.service("api")
        let seen: [ServiceCounter] = [
            .arrived, .started, .waited, .completed, .overflowed, .waitTime, .sojournTime,
        ]
        XCTAssertEqual(seen.map { api[$0] }, [3, 2, 1, 2, 1, 900_000_000, 2_900_000_000])
        XCTAssertEqual(api[.busyTime], 2_000_000_000)
        XCTAssertEqual(api[.waitingTime], 900_000_000)
    }

    /// Each user gives up after 500 ms; the service needs a second.
    private func abandoned(_ how: String) throws -> Tally<ServiceCounter> {
        try Trial(
            services: """
                api: { concurrency: 1, abandoned: "\(how)",
                  endpoints: { "GET /": [{ work: "1s" }] } }
                """,
            load: """
                main: { send: "api GET /", arrivals: "constant", timeout: "500ms",
                  rate: { steps: [["0s", 10], ["0.3s", 0]] } }
                """, duration: "5s"
        ).service("api")
    }

    func test_abandonedRequestsAreFinished_byDefault() throws {
        let api = try abandoned("finish")
        // Given up at 550, 650 and 750 ms; worked on from 50, 1050 and 2050 ms.
        XCTAssertEqual([api[.started], api[.completed], api[.dropped]], [3, 3, 0])
        XCTAssertEqual(api[.workTime], 3_000_000_000)
        XCTAssertEqual(api[.wastedTime], 500_000_000 + 1_000_000_000 + 1_000_000_000)
    }

    func test_abandonedRequestsAreDropped_whenTheyReachASlot() throws {
        let api = try abandoned("drop")
        XCTAssertEqual([api[.started], api[.completed], api[.dropped]], [1, 3, 2])
        XCTAssertEqual(api[.workTime], 1_000_000_000)
        XCTAssertEqual(api[.wastedTime], 500_000_000)
    }

    /// A callee of 300 ms behind a bulkhead with one place.
    private func behind(_ bulkhead: String, timeout: String = "") throws -> Trial {
        try Trial(
            services: """
                db: { endpoints: { "GET /": [{ work: "300ms" }] } },
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { \(timeout) bulkhead: { \(bulkhead) } } } ] } }
                """, load: three, duration: "0.3s")
    }

    func test_bulkheadRefusesAtOnce_withoutAQueue() throws {
        let trial = try behind("concurrent: 1")
        XCTAssertEqual(
            counts(trial.stream().tally), [.requests: 3, .succeeded: 1, .rejected: 2, .slow: 2])
        let edge = trial.edge("api -> db")
        XCTAssertEqual(
            counts(edge.tally),
            [.calls: 3, .answered: 1, .rejectedCalls: 2, .attempts: 1, .succeeded: 1])
        XCTAssertEqual(edge.tally[.rejectedByBulkhead], 2)
        XCTAssertEqual(edge.rejection.max, .zero)
        XCTAssertEqual(edge.tally[.inFlightTime], 300_000_000)
    }

    func test_bulkheadsQueueIsServedInTurn_andRefusesWhenFull() throws {
        // Sent at 50 and 350 ms; the third finds the queue full.
        let trial = try behind("concurrent: 1, queue: 1")
        XCTAssertEqual(trial.stream().successLatency.total, .milliseconds(300 + 500))
        XCTAssertEqual(trial.edge("api -> db").tally[.rejectedByBulkhead], 1)
        XCTAssertEqual(trial.edge("api -> db").peak, 2)
        let wide = try behind("concurrent: 1, queue: 2")  // sent at 50, 350 and 650 ms
        XCTAssertEqual(wide.stream().successLatency.total, .milliseconds(300 + 500 + 700))
    }

    func test_bulkheadsQueueIsLeft_afterItsOwnWait() throws {
        // The second leaves at 240 ms, so the third finds room at 250 and leaves at 340.
        let trial = try behind(#"concurrent: 1, queue: 1, queueFor: "90ms""#)
        let edge = trial.edge("api -> db")
        XCTAssertEqual(edge.tally[.rejectedByBulkhead], 2)
        XCTAssertEqual(edge.rejection.total, .milliseconds(180))
    }

    func test_waitInABulkhead_countsAgainstTheTimeout() throws {
        // Sent at 50 and, after a wait of 200 ms, at 350 ms: until 500 only 150 ms are left.
        let trial = try behind("concurrent: 1, queue: 1", timeout: #"timeout: "350ms","#)
        let edge = trial.edge("api -> db")
        XCTAssertEqual(
            counts(edge.tally),
            [
                .calls: 3, .answered: 1, .failedCalls: 1, .rejectedCalls: 1, .attempts: 2,
                .succeeded: 1, .timedOut: 1,
            ])
        XCTAssertEqual(edge.tally[.inFlightTime], 300_000_000 + 350_000_000)
    }
}

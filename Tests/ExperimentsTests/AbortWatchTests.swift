import Chance
import Experiments
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads
import XCTest

/// When a live run goes too far, second by second.
final class AbortWatchTests: XCTestCase {
    /// Two streams, whose requests are slow from 2 s on.
    private func watch(
        _ expect: AbortCondition.Figure, _ bound: Objective.Bound, of stream: Int? = 0,
        for seconds: Int64 = 2, warmup: Int64 = 0
    ) -> AbortWatch {
        let service = Service(name: "front", endpoints: [Endpoint(name: "GET /", steps: [])])
        let streams = ["a", "b"].map { name in
            LoadStream(
                name: name, send: EndpointReference(service: 0, endpoint: 0),
                demand: .open(.constant(1), .constant), timeout: .seconds(4), slow: .seconds(2))
        }
        return AbortWatch(
            Scenario(
                title: "t", topology: Topology(name: "t", services: [service]),
                duration: .seconds(60), warmup: .seconds(warmup), load: streams,
                aborts: [
                    AbortCondition(
                        expect: expect, stream: stream, bound: bound, hold: .seconds(seconds))
                ]))
    }

    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    /// The second, counted from 1, at whose end the watch struck, when each second of `seconds`
    /// sends so many requests of which so many end well at once, and the others badly.
    private func struck(
        _ watch: AbortWatch, by stream: Int = 0, _ seconds: [(sent: Int, good: Int)],
        bad: RequestOutcome = .failed
    ) -> Int? {
        var watch = watch
        for (second, (sent, good)) in seconds.enumerated() {
            for number in 0..<sent {
                let due = at(Int64(second * 1000 + number))
                watch.requestSent(by: stream, due: due)
                let outcome = number < good ? RequestOutcome.succeeded : bad
                watch.requestEnded(of: stream, due: due, outcome, now: due + .milliseconds(1))
            }
            if watch.secondPassed(now: at(Int64(second + 1) * 1000)) != nil { return second + 1 }
        }
        return nil
    }

    func test_itStrikes_afterSoManySecondsInARow() {
        // 4 of 10 are below a half, 5 are not: only the 5th and 6th second miss it in a row.
        let seconds = [(10, 10), (10, 4), (10, 5), (10, 6), (10, 4), (10, 0), (10, 0)]
        XCTAssertEqual(struck(watch(.availability, .atLeast(0.5)), seconds), 6)
        XCTAssertEqual(struck(watch(.availability, .atLeast(0.5), for: 3), seconds), 7)
        XCTAssertNil(struck(watch(.availability, .atLeast(0.5), for: 4), seconds))
    }

    func test_aSecondWithoutRequestsSaysNothing_exceptOfGoodput() {
        let seconds = [(10, 10), (10, 0), (0, 0), (0, 0), (10, 0)]
        XCTAssertEqual(struck(watch(.availability, .atLeast(0.5)), seconds), 5)
        // Nothing good came in the 2nd and 3rd.
        XCTAssertEqual(struck(watch(.goodput, .atLeast(5)), seconds), 3)
    }

    func test_anyStreamStrikes_whereNoneIsNamed() {
        let seconds = [(10, 0), (10, 0)]
        let own = watch(.availability, .atLeast(0.5), of: 0)
        let any = watch(.availability, .atLeast(0.5), of: nil)
        XCTAssertNil(struck(own, by: 1, seconds))
        XCTAssertEqual(struck(any, by: 1, seconds), 2)
    }

    func test_eachFigureCountsItsOwnOutcomes() {
        let seconds = [(10, 7), (10, 7)]
        let outcomes: [(AbortCondition.Figure, RequestOutcome)] = [
            (.degraded, .degraded), (.rejected, .rejected), (.timeouts, .timedOut),
        ]
        for (figure, outcome) in outcomes {
            for (_, other) in outcomes {
                // 3 of 10 are more than 20 %, and not more than 30 %.
                XCTAssertEqual(
                    struck(watch(figure, .atMost(0.2)), seconds, bad: other),
                    other == outcome ? 2 : nil, "\(figure)")
                XCTAssertNil(struck(watch(figure, .atMost(0.3)), seconds, bad: other))
            }
        }
    }

    func test_nothingCounts_beforeTheWarmupIsOver() {
        let seconds = Array(repeating: (sent: 10, good: 0), count: 6)
        XCTAssertEqual(struck(watch(.availability, .atLeast(0.5), warmup: 3), seconds), 5)
    }

    /// Requests that nobody answers are judged when they are slow, and not again when they end.
    func test_silenceIsSeen_beforeItsRequestsTimeOut() {
        var watch = watch(.availability, .atLeast(0.5))
        var struck: Int64?
        for second in Int64(0)..<10 where struck == nil {
            for number in Int64(0)..<10 {
                watch.requestSent(by: 0, due: at(second * 1000 + number * 100))
            }
            if watch.secondPassed(now: at((second + 1) * 1000)) != nil { struck = second + 1 }
        }
        // At 2 s the one that was due at 0 s is old enough, at 3 s ten more: two seconds in a row.
        XCTAssertEqual(struck, 3)
        // What was judged already counts no more, or half of the next second's would be good.
        for number in Int64(0)..<10 {
            watch.requestEnded(of: 0, due: at(number * 100), .succeeded, now: at(3100))
        }
        XCTAssertNotNil(watch.secondPassed(now: at(4000)))
    }

    /// Users who wait for ever send nothing more: the seconds in which they wait count, too.
    func test_silenceIsSeen_whereNobodySendsAnyMore() {
        var watch = watch(.availability, .atLeast(0.5), for: 4)
        for user in Int64(0)..<20 { watch.requestSent(by: 0, due: at(user)) }
        // Slow from 2 s on: the second second judges the first of them, the third the others, and
        // the fourth and fifth wait for them.
        let struck = (1...10).first { watch.secondPassed(now: at($0 * 1000)) != nil }
        XCTAssertEqual(struck, 5)
    }

    func test_aLatencyIsTooLong_whereMoreThanItsShareIsSlower() {
        func struck(_ slow: Int) -> Bool {
            var watch = watch(.latencyP90, .atMost(100), for: 1)
            for number in 0..<20 {
                let due = at(Int64(number))
                watch.requestSent(by: 0, due: due)
                let latency = Duration.milliseconds(number < slow ? 101 : 100)
                watch.requestEnded(of: 0, due: due, .succeeded, now: due + latency)
            }
            return watch.secondPassed(now: at(1000)) != nil
        }
        // One in ten may be slower: 2 of 20 may, 3 may not.
        XCTAssertFalse(struck(2))
        XCTAssertTrue(struck(3))
    }
}

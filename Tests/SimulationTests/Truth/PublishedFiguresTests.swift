import Recordings
import Timebase
import XCTest

/// Figures that others have published, through scenario files and the whole engine.
final class PublishedFiguresTests: XCTestCase {
    /// Beyer et al.: *Site Reliability Engineering* (2016), ch. 22, "Retries".
    func test_offeredLoadGrowsByAHundredASecond_whenEveryRefusalComesAgain() throws {
        let steps = try Trial(file: "retry-growth").ledger(of: "backend").steps
        let offered = steps.prefix(12).map { $0[.arrived] }
        // 10,100 at t = 0 s, 11,100 at t = 10 s; the ten slots and the ten places of the backlog
        // are filled once, by 20 requests that are not refused.
        for (second, count) in offered.enumerated() {
            XCTAssertEqual(Double(count), 10_100 + 100 * Double(second), accuracy: 22, "\(offered)")
        }
        for (before, after) in zip(offered.dropFirst(), offered.dropFirst(2)) {
            XCTAssertEqual(Double(after - before), 100, accuracy: 3, "\(offered)")
        }
        // The first millisecond passes before anything is done.
        for step in steps.prefix(12) {
            XCTAssertEqual(Double(step[.completed]), 10_000, accuracy: 12)
        }
    }

    /// The same chapter, "Bimodal Latency".
    func test_oneInFiveIsLetIn_whenOneInTwentyHangsForAHundredSeconds() throws {
        let trial = try Trial(file: "bimodal")
        let frontend = trial.service("frontend", during: "run")
        let main = trial.stream(during: "run").tally
        // 1,000 ÷ (5,000 + 95) = 0.1963; of those 95 % are answered: 0.1865.
        let refused = Double(frontend[.overflowed]) / Double(frontend[.arrived])
        XCTAssertEqual(1 - refused, 0.1963, accuracy: 0.01)
        XCTAssertEqual(Double(main[.succeeded]) / Double(main[.requests]), 0.1865, accuracy: 0.01)
    }

    func test_onlyThoseThatHangFail_whenTheDeadlineIsOneSecond() throws {
        let trial = try Trial(file: "bimodal-deadline")
        let main = trial.stream(during: "run").tally
        // 5 % of 100,000, with a standard deviation of 0.07 points.
        let failed = 1 - Double(main[.succeeded]) / Double(main[.requests])
        XCTAssertEqual(failed, 0.05, accuracy: 0.0025)
        XCTAssertEqual(trial.service("frontend", during: "run")[.overflowed], 0)
    }

    /// Brooker: "Timeouts, retries, and backoff with jitter", Amazon Builders' Library (2019).
    func test_aDatabaseIsAsked243Times_whenFiveLayersTryThreeTimes() throws {
        let trial = try Trial(file: "five-layers")
        let edges = [
            "edge -> web", "web -> app", "app -> data", "data -> pool", "pool -> database",
        ]
        XCTAssertEqual(
            edges.map { trial.edge($0).tally[.attempts] }, [3, 9, 27, 81, 243])
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .failed: 1, .slow: 1])
    }

    func test_tenServicesOfThreeNines_giveTwoNines() throws {
        let trial = try Trial(file: "series")
        let main = trial.stream().tally
        XCTAssertGreaterThan(main[.requests], 199_000)
        // 0.999¹⁰ = 0.99004; 200,000 requests have a standard deviation of 0.022 points.
        XCTAssertEqual(
            Double(main[.succeeded]) / Double(main[.requests]), 0.99004, accuracy: 0.0007)
        for service in 0..<10 {
            let edge = trial.edge("root -> s\(service)").tally
            let answered = Double(edge[.succeeded]) / Double(edge[.attempts])
            XCTAssertEqual(answered, 0.999, accuracy: 0.0003, "s\(service)")
        }
    }

    /// Tene: "How NOT to Measure Latency" (2013).
    func test_aFreezeShowsInEveryQuantile_whenRequestsAreTimedFromWhenTheyWereDue() throws {
        let trial = try Trial(file: "omission")
        let due = trial.stream("due").latency
        XCTAssertEqual(due.count, 20_000)
        // Half take 1 ms; the others 0 … 100 s, evenly: (0.001 + 50) ÷ 2, 0.5 · 100, 0.98 · 100.
        XCTAssertEqual(due.mean?.seconds ?? 0, 25.0, accuracy: 0.05)
        XCTAssertEqual(due.quantile(0.75)?.seconds ?? 0, 50, accuracy: 0.1)
        XCTAssertEqual(due.quantile(0.99)?.seconds ?? 0, 98, accuracy: 0.1)
        // Who waits sends every 10 ms, and then waits once: 100 s ÷ 10,001, and 1 ms.
        let waiting = trial.stream("waiting").latency
        XCTAssertEqual(Double(waiting.count), 10_001, accuracy: 2)
        XCTAssertEqual(waiting.mean?.seconds ?? 0, 0.011, accuracy: 0.0002)
        XCTAssertEqual(waiting.quantile(0.99)?.seconds ?? 0, 0.001, accuracy: 0.000_01)
        XCTAssertEqual(waiting.max.seconds, 100, accuracy: 0.1)
    }
}

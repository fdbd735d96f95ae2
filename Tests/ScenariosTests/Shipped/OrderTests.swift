import Recordings
import Scenarios
import Simulation
import XCTest

/// The numbers that `Scenarios/order/README.md` names: one policy, two orders.
final class OrderTests: XCTestCase {
    private struct Run {
        let stream: StreamLedger.Cell
        let edge: EdgeLedger.Cell
        /// In the window of the only fault, of the only stream and the edge behind it.
        init(_ path: String, fault: String, seed: UInt64 = 42) throws {
            let scenario = try ShippedScenario("order/\(path).json5").load().scenario
            let recording = Simulation.run(scenario, seed: seed)
            let windows = recording.windows
            let cells = windows.cells(of: try XCTUnwrap(windows.phase(named: fault)))
            stream = recording.streams[0].total(over: cells)
            edge = recording.edges[0].total(over: cells)
        }
        func share(_ counter: StreamCounter) -> Double {
            Double(stream.tally[counter]) / Double(stream.tally[.requests])
        }
        var attemptsPerCall: Double {
            Double(edge.tally[.attempts]) / Double(edge.tally[.calls])
        }
    }

    func test_timeoutOutsideRetries_leavesNoTimeForTheSecondAttempt() throws {
        let right = try Run("timeout", fault: "hang")
        let wrong = try Run("timeout-wrong-order", fault: "hang")
        // In turn over three instances, every third first attempt goes to the one that hangs; of
        // three attempts, with others' in between, all do once in 27 times.
        XCTAssertEqual(right.share(.succeeded), 26.0 / 27, accuracy: 0.01)
        XCTAssertEqual(wrong.share(.failed), 1.0 / 3, accuracy: 0.01)
        XCTAssertEqual(wrong.edge.latency.max, .milliseconds(200))
        // In the last 200 ms what has piled up at the instance is refused, and that is retried.
        XCTAssertLessThan(wrong.edge.tally[.retries], 20)
        XCTAssertGreaterThan(right.edge.tally[.retries], 1000)
    }

    func test_breakerOutsideRetries_doesNotSeeThatMostAttemptsFail() throws {
        let right = try Run("breaker", fault: "ailing")
        let wrong = try Run("breaker-wrong-order", fault: "ailing")
        XCTAssertGreaterThan(right.edge.tally[.opened], 0)
        XCTAssertGreaterThan(right.edge.tally[.rejectedByBreaker], right.edge.tally[.calls] * 3 / 4)
        XCTAssertEqual(wrong.edge.tally[.opened], 0)
        // 1 + 0.6 + 0.36 attempts a call; 0.216 of 2000 calls fail, give or take 3 · 18.
        XCTAssertEqual(wrong.attemptsPerCall, 1.96, accuracy: 0.06)
        XCTAssertEqual(wrong.share(.degraded), 0.216, accuracy: 0.028)
        XCTAssertLessThan(right.attemptsPerCall, 0.5)
        // Three timeouts of 200 ms and two waits of 10 ms.
        let slowest = try XCTUnwrap(wrong.stream.latency.quantile(0.9))
        XCTAssertEqual(slowest.milliseconds, 621, accuracy: 5)
        let usual = try XCTUnwrap(right.stream.latency.quantile(0.9))
        XCTAssertLessThan(usual.milliseconds, 50)
    }

    func test_bulkheadOutsideRetries_holdsItsPlacesDuringBackOff() throws {
        let right = try Run("bulkhead", fault: "errors")
        XCTAssertEqual(right.edge.tally[.rejectedByBulkhead], 0)
        // 1 − 0.2³ = 99.2 %.
        XCTAssertEqual(right.share(.succeeded), 0.992, accuracy: 0.006)
        // 100 calls a second hold a place for 1.24 attempts of 8.4 ms (an error needs 0.4) and for
        // 0.24 waits of a second: 25 Erlang for ten places.
        let offered = 100 * (0.8 * 0.0104 * 1.24 + 0.2 * 0.0004 * 1.24 + 0.24)
        let blocked = (1...10).reduce(1.0) { offered * $0 / (Double($1) + offered * $0) }
        XCTAssertEqual(blocked, 0.62, accuracy: 0.01)
        // Some 800 calls are let in, whose errors vary: the mean of ten seeds.
        let shares = try (1...10 as ClosedRange<UInt64>).map {
            try Run("bulkhead-wrong-order", fault: "errors", seed: $0).share(.rejected)
        }
        XCTAssertEqual(shares.reduce(0, +) / 10, blocked, accuracy: 0.02)
    }
}

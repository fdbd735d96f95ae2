import Recordings
import XCTest

/// Effects whose size follows from counting.
final class ArithmeticTests: XCTestCase {
    func test_mostRequestsAreSlow_whenEachFansOutToAHundredCalls() throws {
        let main = try Trial(file: "fan-out").stream().tally
        XCTAssertGreaterThan(main[.requests], 19_000)
        // 1 − 0.99¹⁰⁰ = 0.6340; 20,000 requests have a standard deviation of 0.34 points.
        let share = Double(main[.slow]) / Double(main[.requests])
        XCTAssertEqual(share, 0.634, accuracy: 0.01)
    }

    func test_sixtyFourRequestsReachTheLeaf_whenThreeLayersTryFourTimes() throws {
        let trial = try Trial(file: "retry-storm")
        XCTAssertEqual(
            counts(trial.edge("bottom -> leaf").tally),
            [.calls: 16, .failedCalls: 16, .attempts: 64, .refused: 64])
        XCTAssertEqual(trial.edge("bottom -> leaf").tally[.retries], 48)
        XCTAssertEqual(trial.edge("middle -> bottom").tally[.attempts], 16)
        XCTAssertEqual(trial.edge("top -> middle").tally[.attempts], 4)
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 1, .failed: 1, .slow: 1])
    }

    func test_breakerOpensAtTheFiftiethFailure_afterAHundredSuccesses() throws {
        let trial = try Trial(file: "breaker-filled")
        let edge = trial.edgeNumber("caller -> callee")
        // The n-th failure begins at 9.95 s + n · 100 ms: the 50th at 14.95 s.
        XCTAssertEqual(trial.seconds { $0 == .breakerOpened(edge, caller: 0) }, [14.95])
        // 300 calls, of them 100 + 50 sent.
        XCTAssertEqual(
            counts(trial.edge("caller -> callee").tally),
            [
                .calls: 300, .answered: 100, .failedCalls: 50, .rejectedCalls: 150,
                .attempts: 150, .succeeded: 100, .failed: 50,
            ])
    }

    func test_breakerOpensAtTheHundredthCall_fromAnEmptyWindow() throws {
        let trial = try Trial(file: "breaker-empty")
        let edge = trial.edgeNumber("caller -> callee")
        XCTAssertEqual(trial.seconds { $0 == .breakerOpened(edge, caller: 0) }, [9.95])
        XCTAssertEqual(trial.edge("caller -> callee").tally[.failed], 100)
    }
}

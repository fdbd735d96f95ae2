import Scoring
import XCTest

/// What goes wrong in fewer than half of the seeds, which no median shows.
final class PassedSeedsTests: XCTestCase {
    func test_fewerIsTheTailOfTheHypergeometricDistribution() {
        // Of 4 that happened among 4 + 4 the second group has at most 1: (C(4,0)·C(4,4) +
        // C(4,1)·C(4,3)) ÷ C(8,4) = 17 ÷ 70.
        XCTAssertEqual(FisherTest.fewer(first: (3, 4), second: (1, 4)), 17.0 / 70, accuracy: 1e-12)
        // All 20 before, 12 of 20 now: C(20,8)·C(20,0) ÷ C(40,8) = 125,970 ÷ 76,904,685.
        XCTAssertEqual(
            FisherTest.fewer(first: (20, 20), second: (12, 20)), 125_970.0 / 76_904_685,
            accuracy: 1e-12)
        XCTAssertEqual(FisherTest.fewer(first: (20, 20), second: (20, 20)), 1)
        XCTAssertEqual(FisherTest.fewer(first: (0, 20), second: (0, 20)), 1)
        XCTAssertEqual(FisherTest.fewer(first: (12, 20), second: (20, 20)), 1, accuracy: 1e-12)
    }

    private func series(passed: Int, of count: Int) -> SeedSeries {
        SeedSeries(
            seeds: (0..<count).map { UInt64($0) },
            verdicts: (0..<count).map { $0 < passed ? .pass : .fail },
            rows: [
                SeedSeries.Row(
                    gauge: Gauge(
                        kind: .stream, of: "s", metric: "availability", unit: .ratio,
                        better: .more),
                    values: Array(repeating: 1, count: count))
            ])
    }

    func test_aGateFails_whereManySeedsFailThatPassed() {
        let before = series(passed: 20, of: 20)
        func held(_ passed: Int) -> Comparison {
            compare(old: before, new: series(passed: passed, of: 20))
        }
        // C(20,9) ÷ C(40,9) = 167,960 ÷ 273,438,880 = 0.0006, C(20,8) ÷ C(40,8) = 0.0016,
        // C(20,4) ÷ C(40,4) = 4,845 ÷ 91,390 = 0.053.
        XCTAssertTrue(held(11).hasRegressed)
        XCTAssertFalse(held(12).hasRegressed)
        XCTAssertTrue(held(12).isUndecided)
        XCTAssertFalse(held(16).isUndecided)
        XCTAssertFalse(compare(old: series(passed: 12, of: 20), new: before).isUndecided)
    }

    func test_nothingInCommonDecidesNothing() {
        var empty = series(passed: 20, of: 20)
        empty.rows = []
        XCTAssertTrue(compare(old: empty, new: empty).isUndecided)
    }
}

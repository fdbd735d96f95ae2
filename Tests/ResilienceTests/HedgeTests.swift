import Resilience
import Timebase
import XCTest

final class HedgeTests: XCTestCase {
    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    func test_fixedDelayHolds_fromTheFirstCallOn() {
        var hedge = Hedge(.init(after: .fixed(.milliseconds(20)), budget: nil))
        XCTAssertEqual(hedge.began(now: at(0)), .milliseconds(20))
    }

    func test_noCopyGoesOut_whileNoTimeIsKnown() {
        var hedge = Hedge(.init())
        XCTAssertEqual(hedge.began(now: at(0)), .forever)
        hedge.ended(.succeeded, took: .milliseconds(10), now: at(10))
        XCTAssertEqual(hedge.began(now: at(2_999)), .forever)
        XCTAssertLessThan(hedge.began(now: at(3_000)), .milliseconds(11))
    }

    func test_onlySuccessesTimeoutsAndOvertakenCopiesCount() {
        for outcome in AttemptOutcome.allCases {
            var hedge = Hedge(.init())
            hedge.ended(outcome, took: .milliseconds(10), now: at(0))
            let counts = [.succeeded, .timedOut, .cancelled].contains(outcome)
            XCTAssertEqual(hedge.delay(now: at(3_000)) < .forever, counts, "\(outcome)")
        }
    }

    func test_noMoreCopiesThanMost_withoutABudget() {
        var hedge = Hedge(.init(after: .fixed(.zero), most: 3, budget: nil))
        XCTAssertEqual(
            (0...4).map { hedge.admits(sent: $0, now: at(0)) }, [true, true, true, false, false])
    }

    func test_budgetIsAShareOfTheCalls() {
        // 5 % of 100 calls: five copies, and no reserve.
        var hedge = Hedge(
            .init(after: .fixed(.zero), budget: .init(ratio: 0.05, minPerSecond: 0)))
        for _ in 0..<100 { _ = hedge.began(now: at(0)) }
        XCTAssertEqual((0..<10).count { _ in hedge.admits(sent: 1, now: at(0)) }, 5)
    }
}

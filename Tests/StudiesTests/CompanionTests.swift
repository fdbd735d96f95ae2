import Resilience
import Scenarios
import Scoring
import Studies
import Timebase
import XCTest

/// A protection that strikes on harmless traffic loses points for it, whatever else it does well.
final class CompanionTests: XCTestCase {
    private func score(
        _ mechanism: Mechanism, _ edit: @escaping (inout Policy) -> Void = { _ in }
    ) throws -> MechanismScore {
        let study = study(Shop.slowPayments { $0.plant(edit) }, seed: 1)
        return try XCTUnwrap(
            study.scorecard.mechanisms.first { $0.mechanism == mechanism && $0.score != nil })
    }

    func test_aTimeoutBelowTheSlowTailScoresAtMost40() throws {
        // Work of 8 ms in the median and 24 ms in one of a hundred: one attempt in ten takes
        // longer than 14.5 ms, far more than the bad end of 5 %.
        let tight = try score(.timeouts) { $0.timeout = .microseconds(14_500) }
        let alarms = try XCTUnwrap(tight.measures.first { $0.name == "false_timeouts" })
        XCTAssertEqual(try XCTUnwrap(alarms.value), 0.1, accuracy: 0.03)
        XCTAssertEqual(alarms.score, 0)
        XCTAssertLessThanOrEqual(try XCTUnwrap(tight.score), 40)
        let loose = try score(.timeouts)
        XCTAssertEqual(loose.measures.first { $0.name == "false_timeouts" }?.score, 100)
    }

    func test_aBreakerThatTripsAtOneInAHundredScoresAtMost40() throws {
        let scenario = Shop.slowPayments {
            $0.plant { $0.breaker?.failureRate = 0.01 }
            $0.faults[0].kind = .error(status: 500)
        }
        let study = study(scenario, seed: 1)
        let breaker = try XCTUnwrap(
            study.scorecard.mechanisms.first { $0.mechanism == .breakers && $0.score != nil })
        let alarms = try XCTUnwrap(breaker.measures.first { $0.name == "false_opens" })
        XCTAssertGreaterThan(try XCTUnwrap(alarms.value), 3)
        XCTAssertLessThanOrEqual(try XCTUnwrap(breaker.score), 40)
        XCTAssertEqual(study.scorecard.advice.first?.set, "\(Shop.careful).breaker.failureRate=50%")
    }

    func test_companionsAreMadeForFaultyEdgesWithSomethingToStrike_andNoOther() {
        XCTAssertEqual(study(Shop.slowPayments(), seed: 1).runs.harmless.count, 1)
        XCTAssertEqual(study(Shop.rush(), seed: 1).runs.harmless, [])
        let bare = Shop.slowPayments { $0.plant { $0 = .none } }
        XCTAssertEqual(study(bare, seed: 1).runs.harmless, [])
    }
}

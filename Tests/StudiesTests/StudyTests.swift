import Faults
import Resilience
import Scenarios
import Scoring
import Simulation
import Studies
import Timebase
import XCTest

final class StudyTests: XCTestCase {
    func test_aStudyIsTheSameToTheLastBit_whenItIsRepeated() {
        let scenario = Shop.slowPayments { $0.plant { $0.timeout = .milliseconds(1500) } }
        let first = study(scenario, seed: 7)
        XCTAssertEqual(study(scenario, seed: 7), first)
        XCTAssertNotEqual(study(scenario, seed: 8).runs.run, first.runs.run)
    }

    func test_aRunWithoutFaultsNeedsNoControl_andHasOutcomeOneHundred() {
        let seen = study(Shop.slowPayments { $0.faults = [] }, seed: 1)
        XCTAssertNil(seen.runs.control)
        XCTAssertNil(seen.runs.capacity)
        XCTAssertEqual(seen.scorecard.overall, 100)
        XCTAssertEqual(seen.scorecard.advice, [])
    }

    func test_theRunsAreThoseOfTheSimulator_whateverThreadTheyRanOn() {
        let scenario = Shop.slowPayments()
        let seen = study(scenario, seed: 3).runs
        XCTAssertEqual(seen.run, Simulation.run(scenario, seed: 3, isTraced: true))
        XCTAssertEqual(seen.control, Simulation.run(scenario, seed: 3, as: .control))
    }

    func test_theMechanismThatDiffersScoresFarHigher_thanInTheUnprotectedTwin() throws {
        // A dead dependency: all of its calls are refused for 20 s.
        let dead: (inout Scenario) -> Void = { $0.faults[0].kind = .refuse }
        let protected = study(Shop.slowPayments(dead), seed: 1).scorecard
        let twin = study(
            Shop.slowPayments {
                dead(&$0)
                $0.plant { $0.breaker = nil }
            }, seed: 1
        ).scorecard
        func breakers(_ card: Scorecard) throws -> Double {
            try XCTUnwrap(card.summaries.first { $0.mechanism == .breakers }?.score)
        }
        XCTAssertGreaterThan(try breakers(protected), 80)
        XCTAssertEqual(try breakers(twin), 0)
    }

    func test_ablationTellsWhatEachProtectionBuys_whenItIsAskedFor() throws {
        let scenario = Shop.slowPayments()
        let card = study(scenario, seed: 1, options: Study.Options(ablate: true)).scorecard
        let first = try XCTUnwrap(card.ablation.first)
        XCTAssertEqual(first.without, "timeout@orders -> payments")
        XCTAssertFalse(first.isRestored)
        // Payments is optional: with the timeout orders answers degraded and in time; without it
        // every answer waits 800 ms for payments and is slow.
        let overall = try XCTUnwrap(card.overall)
        XCTAssertLessThan(try XCTUnwrap(first.figures.overall), overall - 5)
        XCTAssertEqual(first.mechanism, .timeouts)
        XCTAssertTrue(card.ablation.contains { $0.without == "restart@payments" })
        XCTAssertFalse(card.ablation.contains { $0.without.hasPrefix("backlog") })
        // Nearly every checkout request under fault is slow without any protection.
        XCTAssertGreaterThan(try XCTUnwrap(card.damageAvoided), 0.8)
    }

    func test_aTwinTellsWhatItsMissingProtectionWouldBuy_whenItsParentIsGiven() throws {
        let parent = Shop.slowPayments()
        let twin = Shop.slowPayments {
            $0.without = ["timeout@orders -> payments", "bulkhead@orders -> payments"]
            $0.plant { policy in
                policy.timeout = nil
                policy.bulkhead = nil
            }
        }
        let options = Study.Options(restored: parent)
        let card = study(twin, seed: 1, options: options).scorecard
        XCTAssertEqual(card.ablation.map(\.without), twin.without)
        XCTAssertEqual(card.ablation.map(\.isRestored), [true, true])
        // The timeout alone mends it; the bulkhead alone leaves the wait.
        let timeout = try XCTUnwrap(card.ablation[0].figures.overall)
        let bulkhead = try XCTUnwrap(card.ablation[1].figures.overall)
        XCTAssertGreaterThan(timeout, try XCTUnwrap(card.overall) + 5)
        XCTAssertGreaterThan(timeout, bulkhead)
        XCTAssertEqual(card.ablation[0].mechanism, .timeouts)
    }

    func test_damageAvoidedIsUnknown_whenTheFaultHurtsNobodyAnyway() {
        let scenario = Shop.slowPayments {
            $0.faults[0].kind = .latency(delay: .constant(.milliseconds(1)), jitter: .zero)
        }
        let card = study(scenario, seed: 1, options: Study.Options(ablate: true)).scorecard
        XCTAssertNil(card.damageAvoided)
        XCTAssertEqual(card.advice, [])
    }
}

import Recordings
import Scenarios
import Scoring
import Timebase
import Workloads
import XCTest

final class OutcomeTests: XCTestCase {
    private func measure(
        _ name: String, _ card: Scorecard, stream: Int = SmallShop.checkout
    ) throws -> Measure {
        try XCTUnwrap(card.outcome.streams[stream].measures.first { $0.name == name })
    }

    /// Runs of 60 s with a fault from 20 s to 30 s, in which `good` of checkout's 200 succeed, and
    /// `after` in the seconds behind it.
    private func card(
        good: Int, after: [Int] = [], browse: Int = 200,
        edit: (inout Scenario) -> Void = { _ in }
    ) -> Scorecard {
        let scenario = SmallShop.scenario(edit: edit)
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<30, 200, good: good)
        for (offset, count) in after.enumerated() {
            run.requests(0, 30 + offset..<31 + offset, 200, good: count)
        }
        run.requests(0, 30 + after.count..<60, 200, good: 200)
        run.requests(1, 0..<20, 200, good: 200)
        run.requests(1, 20..<30, 200, good: browse)
        run.requests(1, 30..<60, 200, good: 200)
        let control = HandMade.control(scenario, cutBy: faults)
        return score(scenario, Runs(run: run.recording, control: control.recording))
    }

    func test_keptGoodputFallsFromOneToAHalf_whenAQuarterIsLost() throws {
        // 150 of 200 kept = 0.75, half way between 1 and 0.5 = 50 points.
        let kept = try measure("kept_goodput", card(good: 150))
        XCTAssertEqual(try XCTUnwrap(kept.value), 0.75, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(kept.score), 50, accuracy: 1e-9)
    }

    func test_keptGoodputIsTheWorstWindow_whenThereAreTwoFaults() throws {
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault(), SmallShop.fault(from: 40, to: 45)]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<40, 200, good: 190)
        run.requests(0, 40..<60, 200, good: 160)
        run.requests(1, 0..<60, 200, good: 200)
        let control = HandMade.control(scenario, cutBy: faults)
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        // 0.95 in the first window, 160 / 200 = 0.8 in the second.
        let kept = try measure("kept_goodput", card).value
        XCTAssertEqual(try XCTUnwrap(kept), 0.8, accuracy: 1e-12)
    }

    func test_slowShareIsTakenOverControl_whenRequestsFail() throws {
        // 20 of 200 fail and count as slow: 10 %, control 0 %; half way to 20 % = 50 points.
        let slow = try measure("slow_share", card(good: 180))
        XCTAssertEqual(try XCTUnwrap(slow.value), 0.1, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(slow.score), 50, accuracy: 1e-9)
    }

    func test_recoveryIsTheStartOfFiveGoodBins_whenTheSystemLimpsOn() throws {
        // 200/s make bins of 1 s. 30, 31, 32 are bad, 33 good, 34 bad, and from 35 on all good:
        // 5 s after the end at 30 s. (60 − 5) / (60 − 1) = 93.22 points.
        let recovery = try measure("recovery", card(good: 0, after: [0, 0, 0, 200, 100]))
        XCTAssertEqual(recovery.value, 5)
        XCTAssertEqual(try XCTUnwrap(recovery.score), 100 * 55 / 59, accuracy: 1e-9)
    }

    func test_recoveryIsZero_whenTheSuccessShareNeverWasBelow() throws {
        // 190 of 200 is 95 % of control's, which still counts as well.
        let recovery = try measure("recovery", card(good: 0, after: [190, 190]))
        XCTAssertEqual(recovery.value, 0)
        XCTAssertEqual(recovery.score, 100)
    }

    func test_recoveryTakesASecond_whenTheFirstBinIsJustBelow() throws {
        // 189 of 200 are 94.5 % of control's.
        XCTAssertEqual(try measure("recovery", card(good: 0, after: [189])).value, 1)
    }

    func test_recoveryScoresZeroAndSaysWhy_whenItNeverCame() throws {
        let recovery = try measure(
            "recovery", card(good: 0, after: Array(repeating: 0, count: 30)))
        XCTAssertEqual(recovery.value, 30)
        XCTAssertEqual(recovery.score, 0)
        XCTAssertEqual(recovery.reason, "not recovered by the end of the run")
    }

    func test_recoveryHasNoValue_whenFewerThanFiveBinsAreLeft() throws {
        // A stream of 20/s needs 10 s for 200 requests: 30 s hold three bins.
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<60, 20, good: 20)
        var control = HandMade(scenario, cutBy: faults)
        control.requests(0, 0..<60, 20, good: 20)
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        let recovery = try measure("recovery", card)
        XCTAssertNil(recovery.value)
        XCTAssertEqual(recovery.reason, "3 of the 5 bins that it takes are left after the fault")
    }

    func test_blastRadiusIsWhatBystandersKept_whenTheFaultSpreads() throws {
        // browse does not need payments; it keeps 100 of 200 = 0.5, the bad end: 0 points.
        let blast = try measure("blast_radius", card(good: 200, browse: 100))
        XCTAssertEqual(blast.value, 0.5)
        XCTAssertEqual(blast.score, 0)
    }

    func test_blastRadiusHasNoValue_whenEveryStreamDependsOnTheTarget() throws {
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault(edges: [3, 4], services: [SmallShop.gateway])]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        let control = HandMade.control(scenario, cutBy: faults)
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        XCTAssertNil(try measure("blast_radius", card).value)
    }

    func test_outcomeIsOneHundred_whenThereIsNeitherFaultNorOverload() {
        let scenario = SmallShop.scenario()
        var run = HandMade(scenario)
        run.requests(0, 0..<60, 200, good: 170)
        run.requests(1, 0..<60, 200, good: 200)
        let card = score(scenario, Runs(run: run.recording))
        XCTAssertEqual(card.overall, 100)
        XCTAssertEqual(card.outcome.streams.map(\.score), [100, 100])
        XCTAssertTrue(card.mechanisms.isEmpty)
    }

    func test_overallWeighsStreamsByControlsRequests_whenTheyDiffer() throws {
        // checkout: kept 0.75 → 50, slow 0.25 → 0, recovery 0 s → 100, blast 1 → 100: 62.5.
        // browse: 100 each. Control sends 200/s over both entries: (62.5 + 100) / 2 = 81.25.
        let card = card(good: 150)
        XCTAssertEqual(try XCTUnwrap(card.outcome.streams[0].score), 62.5, accuracy: 1e-9)
        XCTAssertEqual(try XCTUnwrap(card.overall), 81.25, accuracy: 1e-9)
        XCTAssertEqual(card.outcome.worst, SmallShop.checkout)
    }

    func test_closedLoopIsHeldAgainstControlsSuccessShare_whenItSendsLess() throws {
        // Slow answers let the users send 100 a second instead of 200; 90 succeed: 0.9, not 0.45.
        let scenario = SmallShop.scenario {
            $0.load[0].demand = .closed(users: 20, think: .constant(.zero))
        }
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<60, 100, good: 90)
        let control = HandMade.control(scenario, cutBy: faults)
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        let kept = try measure("kept_goodput", card).value
        XCTAssertEqual(try XCTUnwrap(kept), 0.9, accuracy: 1e-12)
    }

    func test_overloadIsHeldAgainstCapacity_whenMoreIsOfferedThanCanBeServed() throws {
        // 1000/s are offered and the capacity run kept up 400/s: 300 served ÷ 400 = 0.75.
        // Served in 20 ms, so nothing served was slow.
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault(edges: [SmallShop.checkoutEntry], inject: "overload")]
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<30, 1000, good: 300)
        run.requests(0, 30..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        var capacity = HandMade(scenario)
        capacity.requests(0, 0..<30, 200, good: 200)
        capacity.requests(0, 30..<60, 1500, good: 400)
        let control = HandMade.control(scenario, cutBy: faults)
        let runs = Runs(
            run: run.recording, control: control.recording, capacity: capacity.recording)
        let card = score(scenario, runs)
        let kept = try measure("kept_goodput", card).value
        XCTAssertEqual(try XCTUnwrap(kept), 0.75, accuracy: 1e-12)
        XCTAssertEqual(try measure("slow_share", card).value, 0)

        let without = score(scenario, Runs(run: run.recording, control: control.recording))
        XCTAssertNil(try measure("kept_goodput", without).value)
    }
}

import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import XCTest

final class ObjectiveTests: XCTestCase {
    /// The result of one objective over a run of 60 s with a fault from 20 s to 30 s, in which
    /// 150 of checkout's 200 requests a second succeed.
    private func judge(
        _ expect: Metric, of: Objective.Subject = .stream(SmallShop.checkout),
        during: String = "run", _ bound: Objective.Bound,
        relativeTo: Objective.Reference? = nil, faults: [FaultLedger] = [SmallShop.fault()],
        seconds: Int64 = 60,
        edit: (inout HandMade) -> Void = { _ in }
    ) -> ObjectiveResult {
        let scenario = SmallShop.scenario(seconds: seconds) {
            $0.objectives = [
                Objective(
                    id: "one", expect: expect, of: of, during: during, bound: bound,
                    relativeTo: relativeTo)
            ]
        }
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<30, 200, good: 150)
        run.requests(0, 30..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        edit(&run)
        let control = HandMade.control(scenario, cutBy: faults)
        return score(scenario, Runs(run: run.recording, control: control.recording)).objectives[0]
    }

    func test_availabilityIsJudgedOverItsPhase_whenOneIsGiven() throws {
        // 1500 of 2000 = 0.75 in `faults`; 11500 of 12000 = 0.95833 in `run`.
        let faults = judge(.availability, during: "faults", .atLeast(0.8))
        XCTAssertEqual(faults.observed, 0.75)
        XCTAssertEqual(faults.held, false)
        XCTAssertEqual(try XCTUnwrap(faults.margin), -0.05, accuracy: 1e-12)
        XCTAssertEqual(faults.samples, 2000)
        XCTAssertEqual(faults.from, .start + .seconds(20))
        XCTAssertEqual(faults.to, .start + .seconds(30))
        let run = judge(.availability, .atLeast(0.95))
        XCTAssertEqual(run.held, true)
        XCTAssertEqual(try XCTUnwrap(run.observed), 0.95833, accuracy: 1e-5)
    }

    func test_anObjectiveIsUndecided_whenItsPhaseIsEmpty() {
        let result = judge(.availability, during: "recovery", .atLeast(0.9), faults: [])
        XCTAssertNil(result.held)
        XCTAssertEqual(result.reason, "the phase `recovery` is empty")
    }

    func test_aQuantileIsUndecided_whenFewerThanTenRequestsLieBeyondIt() {
        // 2000 requests leave 2 beyond p99.9, and 20 beyond p99.
        let rare = judge(.latencyP999, during: "faults", .atMost(3000))
        XCTAssertNil(rare.held)
        XCTAssertEqual(rare.reason, "2000 requests are too few for a p99.9, which takes 10000")
        let common = judge(.latencyP99, during: "faults", .atMost(3000))
        XCTAssertEqual(common.observed, 2000)
        XCTAssertEqual(common.held, true)
    }

    func test_theTargetIsAFactor_whenItIsRelativeToControlOrBaseline() throws {
        // Control's goodput is 200/s; 0.9 of it is 180/s, and 150/s were kept.
        let control = judge(
            .goodput, during: "faults", .atLeast(0.9), relativeTo: .control)
        XCTAssertEqual(try XCTUnwrap(control.target), 180, accuracy: 1e-9)
        XCTAssertEqual(try XCTUnwrap(control.observed), 150, accuracy: 1e-9)
        XCTAssertEqual(control.held, false)
        let baseline = judge(
            .goodput, during: "faults", .atLeast(0.5), relativeTo: .baseline)
        XCTAssertEqual(try XCTUnwrap(baseline.target), 100, accuracy: 1e-9)
        XCTAssertEqual(baseline.held, true)
    }

    func test_countsAreShares_whenTheyAreAskedOfAllStreams() throws {
        // 500 of 24000 requests of both streams failed; none was rejected, degraded or timed out.
        XCTAssertEqual(
            try XCTUnwrap(judge(.availability, of: .all, .atLeast(0)).observed), 1 - 500 / 24000.0,
            accuracy: 1e-12)
        for metric in [Metric.rejected, .degraded, .timeouts] {
            XCTAssertEqual(judge(metric, of: .all, .equals(0)).held, true)
        }
        XCTAssertEqual(judge(.slowShare, during: "faults", .atMost(0.25)).observed, 0.25)
        XCTAssertEqual(judge(.goodputWorstSecond, .atLeast(0)).observed, 150)
        XCTAssertEqual(judge(.goodputKept, during: "faults", .atLeast(0)).observed, 0.75)
    }

    func test_errorBudgetBurnIsTheBadShareOverTheAllowedOne_whenSteadySaysWhatIsAllowed() throws {
        // 25 % bad where 5 % are allowed burns at 5 ×.
        let burn = judge(.errorBudgetBurn, during: "faults", .atMost(1))
        XCTAssertEqual(try XCTUnwrap(burn.observed), 5, accuracy: 1e-9)
        XCTAssertEqual(burn.held, false)
    }

    func test_recoveryFails_whenTheRunEndsBelowAndTheBoundHasPassed() {
        let never: (inout HandMade) -> Void = { $0.requests(0, 30..<60, 200, good: 0) }
        let strict = judge(.recovery, .atMost(5), edit: never)
        XCTAssertEqual(strict.held, false)
        XCTAssertEqual(strict.observed, 30)
        // 30 s were seen; whether 40 s would have sufficed is not known.
        let lax = judge(.recovery, .atMost(40), edit: never)
        XCTAssertNil(lax.held)
        XCTAssertEqual(lax.reason, "not recovered by the end of the run")
    }

    func test_breakerOpenedCountsFromTheFaultsStart_whenOneOpens() {
        let edge = Objective.Subject.edge(SmallShop.toPayments)
        let result = judge(.breakerOpened, of: edge, .atMost(3)) {
            $0.event(10, .breakerOpened(SmallShop.toPayments, caller: 0))
            $0.event(11, .breakerClosed(SmallShop.toPayments, caller: 0))
            $0.event(22, .breakerOpened(SmallShop.toPayments, caller: 1))
        }
        XCTAssertEqual(result.observed, 2)
        XCTAssertEqual(result.held, true)
        let never = judge(.breakerOpened, of: edge, .atMost(3))
        XCTAssertEqual(never.held, false)
        XCTAssertEqual(never.reason, "no breaker opened on it while the fault lasted")
    }

    func test_breakerClosedCountsFromTheFaultsEnd_whenAllHaveClosed() {
        let edge = Objective.Subject.edge(SmallShop.toPayments)
        let result = judge(.breakerClosed, of: edge, .atMost(5)) {
            $0.event(22, .breakerOpened(SmallShop.toPayments, caller: 0))
            $0.event(23, .breakerOpened(SmallShop.toPayments, caller: 1))
            $0.event(31, .breakerClosed(SmallShop.toPayments, caller: 0))
            $0.event(36, .breakerClosed(SmallShop.toPayments, caller: 1))
        }
        XCTAssertEqual(result.observed, 6)
        XCTAssertEqual(result.held, false)
        XCTAssertEqual(
            judge(.breakerClosed, of: edge, .atMost(5)).reason, "no breaker opened on it")
    }

    func test_scoreIsThatOfTheMechanismOnTheEdge_whenItWasCalledFor() {
        let dead: (inout HandMade) -> Void = { run in
            run.edge(SmallShop.toPayments, 20..<30) {
                $0.tally[.calls] = 200
                $0.tally[.reached] = 200
                $0.tally[.attempts] = 200
                $0.tally[.refused] = 200
                $0.tally[.firstFailed] = 200
            }
        }
        let onEdge = Objective.Subject.mechanism("breakers", SmallShop.toPayments)
        XCTAssertEqual(judge(.score, of: onEdge, .atLeast(50), edit: dead).observed, 0)
        XCTAssertEqual(judge(.score, of: onEdge, .atLeast(50), edit: dead).held, false)
        let uncalled = judge(.score, of: onEdge, .atLeast(50))
        XCTAssertNil(uncalled.held)
        XCTAssertEqual(uncalled.reason?.hasPrefix("not called for"), true)
    }

    func test_instancesAreCountedWithinThePhase_whenTheirNumberChanges() {
        let service = Objective.Subject.service(SmallShop.orders)
        let grow: (inout HandMade) -> Void = { run in
            run.instances(SmallShop.orders, [(0, 2), (25, 6), (28, 3)])
            run.service(SmallShop.orders, 0..<60) { $0[.startedTime] = 2_000_000_000 }
        }
        XCTAssertEqual(judge(.instancesMax, of: service, .atMost(9), edit: grow).observed, 6)
        XCTAssertEqual(
            judge(.instancesMax, of: service, during: "recovery", .atMost(9), edit: grow).observed,
            3)
        // 2 instances for 60 s.
        XCTAssertEqual(judge(.instancesSeconds, of: service, .atMost(9), edit: grow).observed, 120)
    }

    func test_flapsAreScaleInsUndoneSoon_whenTheAutoscalerSwings() {
        let service = Objective.Subject.service(SmallShop.orders)
        let result = judge(.autoscalerFlaps, of: service, .equals(1)) {
            $0.event(10, .scaled(SmallShop.orders, from: 2, to: 4))
            $0.event(20, .scaled(SmallShop.orders, from: 4, to: 3))
            $0.event(30, .scaled(SmallShop.orders, from: 3, to: 5))
            $0.event(40, .scaled(SmallShop.orders, from: 5, to: 6))
        }
        XCTAssertEqual(result.held, true)
    }

    func test_metastableIsOne_whenGoodputStaysDownLongAfterTheFault() {
        // A run of 100 s: 70 s are left after the fault; beyond 30 s of them, all is bad.
        let ill: (inout HandMade) -> Void = { $0.requests(0, 60..<100, 200, good: 100) }
        let well: (inout HandMade) -> Void = { run in
            run.requests(0, 60..<99, 200, good: 100)
            run.requests(0, 99..<100, 200, good: 200)
        }
        XCTAssertEqual(
            judge(.metastable, .equals(0), seconds: 100, edit: ill).observed, 1)
        XCTAssertEqual(
            judge(.metastable, .equals(0), seconds: 100, edit: well).observed, 0)
        XCTAssertEqual(
            judge(.metastable, .equals(0)).reason, "less than 30s were left after the last fault")
    }
}

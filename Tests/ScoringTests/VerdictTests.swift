import Recordings
import Scenarios
import Scoring
import Timebase
import XCTest

final class VerdictTests: XCTestCase {
    private func card(
        bound: Objective.Bound = .atLeast(0.5), severity: Objective.Severity = .gate,
        during: String = "faults", mustFail: [String]? = nil,
        faults: [FaultLedger] = [SmallShop.fault()], edit: (inout HandMade) -> Void = { _ in }
    ) -> Scorecard {
        let scenario = SmallShop.scenario {
            $0.mustFail = mustFail
            $0.objectives = [
                Objective(
                    id: "up", expect: .availability, of: .stream(0), during: during, bound: bound,
                    severity: severity)
            ]
        }
        var run = HandMade(scenario, faults: faults)
        run.requests(0, 20..<30, 200, good: 150)
        run.requests(0, 30..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        edit(&run)
        if run.recording.streams[0].steps[0].tally[.requests] == 0 {
            run.requests(0, 0..<20, 200, good: 200)
        }
        let control = HandMade.control(scenario, cutBy: faults)
        return score(scenario, Runs(run: run.recording, control: control.recording))
    }

    func test_theRunPasses_whenEveryObjectiveHeld() {
        XCTAssertEqual(card().verdict, .pass)
        XCTAssertEqual(card().reasons, ["every objective held"])
    }

    func test_theRunFails_whenAGateFailed() {
        let card = card(bound: .atLeast(0.9))
        XCTAssertEqual(card.verdict, .fail)
        XCTAssertEqual(
            card.reasons, ["up: availability was 75 %, asked for at least 90 % (failed)"])
    }

    func test_aWarningIsOnlySaid_whenItIsMissed() {
        let card = card(bound: .atLeast(0.9), severity: .warn)
        XCTAssertEqual(card.verdict, .pass)
        XCTAssertEqual(card.reasons.count, 2)
    }

    func test_theVerdictIsWhatWasObserved_whenTheScenarioMustFail() {
        XCTAssertEqual(card(bound: .atLeast(0.9), mustFail: ["up"]).verdict, .fail)
        XCTAssertTrue(card(bound: .atLeast(0.9), mustFail: ["up"]).expectsFail)
        XCTAssertEqual(card(mustFail: ["up"]).verdict, .pass)
        XCTAssertFalse(card(mustFail: []).expectsFail)
    }

    func test_theRunIsInconclusive_whenAFaultTouchedNothing() {
        var fault = SmallShop.fault()
        fault.requests = 0
        let card = card(bound: .atLeast(0.9), faults: [fault])
        XCTAssertEqual(card.verdict, .inconclusive)
        XCTAssertEqual(
            card.reasons.first, "the fault slow: latency on orders -> payments touched nothing")
    }

    func test_theMonkeyCountsOnce_whenOneOfItsFaultsTouchedSomething() {
        var idle = SmallShop.fault()
        idle.origin = .monkey
        idle.requests = 0
        var busy = SmallShop.fault(from: 40, to: 45)
        busy.origin = .monkey
        XCTAssertEqual(card(faults: [idle, busy]).verdict, .pass)
        busy.requests = 0
        XCTAssertEqual(card(faults: [idle, busy]).reasons.first, "the monkey touched nothing")
    }

    func test_aLeashedMonkeyIsNotAttempted_whenItTouchedNothing() {
        var leashed = SmallShop.fault()
        leashed.origin = .monkey
        leashed.attempted = false
        leashed.requests = 0
        XCTAssertEqual(card(faults: [leashed]).verdict, .pass)
    }

    func test_theRunIsInconclusive_whenTheBaselineLostRequests() {
        // 188 of 200 = 94 % < 95 %.
        let card = card(bound: .atLeast(0.9)) { $0.requests(0, 0..<20, 200, good: 188) }
        XCTAssertEqual(card.verdict, .inconclusive)
        XCTAssertEqual(
            card.reasons.first,
            "the baseline was not steady: availability of checkout was 94 %, below 95 %")
    }

    func test_theRunIsInconclusive_whenTheBaselineGotSlower() {
        func slow(_ run: inout HandMade, _ seconds: Range<Int>, _ latency: Duration) {
            run.stream(0, seconds) { second in
                second.tally[.requests] = 200
                second.tally[.succeeded] = 200
                for _ in 0..<200 { second.latency.record(latency) }
            }
        }
        let rising = card { run in
            slow(&run, 0..<10, .milliseconds(20))
            slow(&run, 10..<20, .milliseconds(41))
        }
        XCTAssertEqual(rising.verdict, .inconclusive)
        let steady = card { run in
            slow(&run, 0..<10, .milliseconds(20))
            slow(&run, 10..<20, .milliseconds(40))
        }
        XCTAssertEqual(steady.verdict, .pass)
    }

    func test_aShortBaselineIsNotJudged_whenItLastsLessThanFiveSeconds() {
        let card = card(faults: [SmallShop.fault(from: 4, to: 30)]) {
            $0.requests(0, 0..<20, 200, good: 100)
        }
        XCTAssertEqual(card.verdict, .pass)
    }

    func test_theRunIsInconclusive_whenAnObjectiveIsUndecided() {
        let card = card(during: "nothing of this name")
        XCTAssertEqual(card.verdict, .inconclusive)
        XCTAssertEqual(
            card.reasons,
            ["up: availability has no value: the phase `nothing of this name` is empty (undecided)"]
        )
    }
}

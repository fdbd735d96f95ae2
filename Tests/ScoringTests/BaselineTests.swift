import Recordings
import Scenarios
import Scoring
import Timebase
import XCTest

/// A live run has no control run: its own baseline tells what it would have been.
final class BaselineTests: XCTestCase {
    /// Runs of 60 s with a fault from `from` to 30 s: outside it 200 requests a second, of which
    /// `usual` succeed, in it `good` of checkout's; the edge to payments fails as often.
    private func run(_ scenario: Scenario, from: Int = 20, usual: Int, good: Int) -> Recording {
        var run = HandMade(scenario, faults: [SmallShop.fault(from: Int64(from))])
        for seconds in [0..<from, 30..<60] {
            run.requests(0, seconds, 200, good: usual)
            run.requests(1, seconds, 200, good: usual)
            run.healthyCalls(SmallShop.toPayments, seconds, 200)
        }
        run.requests(0, from..<30, 200, good: good)
        run.requests(1, from..<30, 200, good: usual)
        run.edge(SmallShop.toPayments, from..<30) { second in
            second.tally[.calls] = 200
            second.tally[.attempts] = 200
            second.tally[.timedOut] = 200 - good
            second.tally[.succeeded] = good
            second.tally[.firstSucceeded] = good
            second.tally[.firstFailed] = 200 - good
            second.tally[.withinPatience] = good
            for _ in 0..<200 { second.latency.record(.seconds(1)) }
        }
        return run.recording
    }

    private func value(_ name: String, _ card: Scorecard) throws -> Double? {
        try XCTUnwrap(card.outcome.streams[0].measures.first { $0.name == name }).value
    }

    func test_damageIsTheDifferenceFromTheBaseline_whenThereIsNoControlRun() throws {
        let scenario = SmallShop.scenario()
        let card = score(scenario, Runs(run: run(scenario, usual: 160, good: 80)))
        // Four fifths succeed in the baseline, two fifths under fault: half is kept.
        XCTAssertEqual(try XCTUnwrap(value("kept_goodput", card)), 0.5, accuracy: 1e-12)
        // 40 of 200 are slow in the baseline and 120 under fault: 40 % more.
        XCTAssertEqual(try XCTUnwrap(value("slow_share", card)), 0.4, accuracy: 1e-12)
        XCTAssertEqual(try value("recovery", card), 0)
        XCTAssertEqual(try value("blast_radius", card), 1)
    }

    func test_scoresAreThoseAgainstAControlRun_whenThatWasLikeTheBaseline() {
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault()]
        let run = run(scenario, usual: 200, good: 100)
        let control = HandMade.control(scenario, cutBy: faults).recording
        let beside = score(scenario, Runs(run: run, control: control))
        let alone = score(scenario, Runs(run: run))
        XCTAssertEqual(alone.outcome, beside.outcome)
        XCTAssertEqual(alone.mechanisms, beside.mechanisms)
        XCTAssertEqual(alone.overall, beside.overall)
    }

    func test_theExpectationAddsUpToTheRequests_inEveryStepOfIt() {
        let scenario = SmallShop.scenario()
        // 197 of 200 succeed, so that a share of each step is no whole number.
        let run = run(scenario, usual: 197, good: 50)
        let expected = Runs(run: run).usual(in: scenario).streams[0]
        XCTAssertEqual(expected.steps.map { $0.tally[.requests] }, Array(repeating: 200, count: 60))
        // 60 · 197 = 11,820, and no second is more than one request off.
        XCTAssertEqual(expected.steps.reduce(0) { $0 + $1.tally[.succeeded] }, 11_820)
        XCTAssertTrue(expected.steps.allSatisfy { (196...198).contains($0.tally[.succeeded]) })
    }

    func test_theRunIsInconclusive_whenItsBaselineIsShort() {
        let scenario = SmallShop.scenario()
        let alone = score(scenario, Runs(run: run(scenario, from: 4, usual: 200, good: 100)))
        XCTAssertEqual(alone.verdict, .inconclusive)
        XCTAssertEqual(
            alone.reasons.first,
            "the baseline lasted 4s; a run without a control run needs 5s of it")
        let long = score(scenario, Runs(run: run(scenario, from: 5, usual: 200, good: 100)))
        XCTAssertEqual(long.verdict, .pass, "\(long.reasons)")
    }

    func test_aRunThatWasCutOffIsInconclusive_andJudgedToItsLastSecond() throws {
        let scenario = SmallShop.scenario()
        var whole = run(scenario, usual: 200, good: 100)
        // Nothing was recorded after 25 s.
        for stream in 0...1 {
            for step in 25..<60 { whole.streams[stream].steps[step].tally = Tally() }
        }
        let card = score(
            scenario, Runs(run: whole.cut(at: .start + .milliseconds(25_400))))
        XCTAssertEqual(card.verdict, .inconclusive)
        XCTAssertEqual(card.reasons.first, "the run was cut off at 25 s of 1m")
        XCTAssertEqual(try XCTUnwrap(value("kept_goodput", card)), 0.5, accuracy: 1e-12)
        XCTAssertNil(try value("recovery", card))
    }
}

import Chance
import Recordings
import Scenarios
import Scoring
import Timebase
import XCTest

/// A better measured value never lowers a score.
final class MonotonicityTests: XCTestCase {
    func test_anOutcomeNeverFalls_whenFailedRequestsSucceedInstead() throws {
        for seed in UInt64(1)...200 {
            var dice = Generator(Key(seed: seed))
            let scenario = SmallShop.scenario()
            let faults = [SmallShop.fault()]
            var worse = HandMade(scenario, faults: faults)
            var better = HandMade(scenario, faults: faults)
            for second in 0..<60 {
                for stream in 0...1 {
                    let good = dice.below(201)
                    let more = min(200, good + (dice.happens(0.3) ? dice.below(100) : 0))
                    worse.requests(stream, second..<second + 1, 200, good: good)
                    better.requests(stream, second..<second + 1, 200, good: more)
                }
            }
            let control = HandMade.control(scenario, cutBy: faults).recording
            let low = score(scenario, Runs(run: worse.recording, control: control))
            let high = score(scenario, Runs(run: better.recording, control: control))
            XCTAssertGreaterThanOrEqual(
                try XCTUnwrap(high.overall), try XCTUnwrap(low.overall), "seed \(seed)")
        }
    }

    func test_anEdgesScoresNeverFall_whenItBehavesBetter() throws {
        for seed in UInt64(1)...200 {
            var dice = Generator(Key(seed: seed))
            let counts = (
                patient: dice.below(201), wasted: dice.below(1001), saved: dice.below(101)
            )
            let gain = (patient: dice.below(50), wasted: dice.below(500), saved: dice.below(50))
            let low = card(counts.patient, counts.wasted, counts.saved)
            let high = card(
                min(200, counts.patient + gain.patient), max(0, counts.wasted - gain.wasted),
                min(100, counts.saved + gain.saved))
            for (before, after) in zip(low.mechanisms, high.mechanisms) {
                XCTAssertEqual(before.mechanism, after.mechanism)
                guard let before = before.score, let after = after.score else { continue }
                XCTAssertGreaterThanOrEqual(after, before, "seed \(seed)")
            }
        }
    }

    private func card(_ patient: Int, _ wasted: Int, _ saved: Int) -> Scorecard {
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        for stream in 0...1 { run.requests(stream, 0..<60, 200, good: 200) }
        run.edge(SmallShop.toPayments, 20..<30) { second in
            second.tally[.calls] = 200
            second.tally[.attempts] = 200
            second.tally[.timedOut] = 100
            second.tally[.succeeded] = 100
            second.tally[.firstSucceeded] = 100
            second.tally[.firstFailed] = 100
            second.tally[.withinPatience] = patient
            second.tally[.saved] = saved
            second.tally[.workTime] = 1000
            second.tally[.wastedTime] = wasted
        }
        let control = HandMade.control(scenario, cutBy: faults).recording
        return score(scenario, Runs(run: run.recording, control: control))
    }
}

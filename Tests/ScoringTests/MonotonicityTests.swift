import Chance
import Faults
import Recordings
import Resilience
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

    func test_balancingNeverFalls_whenIllInstancesGetLessAndAreLeftOutSooner() throws {
        for seed in UInt64(1)...200 {
            var dice = Generator(Key(seed: seed))
            let times = (out: dice.below(10), back: dice.below(20), alarms: dice.below(3))
            let touched = 1 + dice.below(1000)
            let low = try balancing(
                touched: touched, out: times.out, back: times.back, alarms: times.alarms)
            let high = try balancing(
                touched: 1 + dice.below(touched), out: dice.below(times.out + 1),
                back: dice.below(times.back + 1), alarms: dice.below(times.alarms + 1))
            XCTAssertGreaterThanOrEqual(high, low, "seed \(seed)")
        }
    }

    /// payments#1 of two is ill from 20 to 30 s; `out` and `back` are the seconds until the caller
    /// leaves it out, and has it back.
    private func balancing(touched: Int, out: Int, back: Int, alarms: Int) throws -> Double {
        let policy = Policy(eject: OutlierEjection.Settings())
        let scenario = SmallShop.scenario(policy: policy) {
            $0.faults = [
                Fault(
                    kind: .error(status: 500), on: [.service(SmallShop.payments, .index(1))],
                    at: .start + .seconds(20), lasts: .seconds(10), chance: 0.5, path: "faults[0]")
            ]
        }
        var fault = SmallShop.fault(services: [SmallShop.payments], inject: "error")
        fault.requests = touched
        var run = HandMade(scenario, faults: [fault])
        for stream in 0...1 { run.requests(stream, 0..<60, 200, good: 200) }
        let edge = SmallShop.toPayments
        run.healthyCalls(edge, 0..<60, 200)
        run.event(20 + Int64(out), .ejected(edge, instance: 1, caller: 0))
        run.event(30 + Int64(back), .readmitted(edge, instance: 1, caller: 0))
        let harmless = HarmlessTraffic(
            edge: edge, attempts: 9000, timedOut: 0, opened: 0, ejected: alarms)
        let control = HandMade.control(scenario, cutBy: [fault]).recording
        let card = score(
            scenario, Runs(run: run.recording, control: control, harmless: [harmless]))
        let own = card.mechanisms.first { $0.mechanism == .balancing }
        return try XCTUnwrap(own?.score)
    }

    func test_fallbacksNeverFall_whenTheyStandInForMoreAndCostLess() throws {
        for seed in UInt64(1)...200 {
            var dice = Generator(Key(seed: seed))
            let stood = dice.below(101)
            let attempts = 1 + dice.below(4000)
            let low = try fallbacks(stood: stood, attempts: attempts)
            let high = try fallbacks(
                stood: min(100, stood + dice.below(50)), attempts: 1 + dice.below(attempts))
            XCTAssertGreaterThanOrEqual(high, low, "seed \(seed)")
        }
    }

    /// Each second of the fault 100 calls of 200 have no answer.
    private func fallbacks(stood: Int, attempts: Int) throws -> Double {
        let scenario = SmallShop.scenario(policy: Policy(fallback: .fixed("1")))
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        for stream in 0...1 { run.requests(stream, 0..<60, 200, good: 200) }
        run.edge(SmallShop.toPayments, 20..<30) { second in
            second.tally[.calls] = 200
            second.tally[.answered] = 100
            second.tally[.fallback] = stood
            second.tally[.failedCalls] = 100 - stood
            second.tally[.attempts] = attempts
        }
        let control = HandMade.control(scenario, cutBy: faults).recording
        let card = score(scenario, Runs(run: run.recording, control: control))
        let own = card.mechanisms.first { $0.mechanism == .fallbacks }
        return try XCTUnwrap(own?.score)
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

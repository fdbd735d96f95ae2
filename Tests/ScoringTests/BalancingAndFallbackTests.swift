import Faults
import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import XCTest

/// Where callers send, and what they have instead of an answer.
final class BalancingAndFallbackTests: XCTestCase {
    // MARK: - Balancing

    /// payments#1 of two fails for half of what comes, from 20 to 30 s; the edge carries 200
    /// attempts a second.
    private func halfIll(
        _ policy: Policy?, touched: Int, events: [(Int64, Event.What)] = []
    ) throws -> MechanismScore {
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
        run.healthyCalls(SmallShop.toPayments, 0..<60, 200)
        for (second, what) in events { run.event(second, what) }
        let control = HandMade.control(scenario, cutBy: [fault])
        let harmless = HarmlessTraffic(
            edge: SmallShop.toPayments, attempts: 9000, timedOut: 0, opened: 0, ejected: 0)
        let card = Scoring.score(
            scenario,
            Runs(run: run.recording, control: control.recording, harmless: [harmless]))
        return try XCTUnwrap(card.mechanisms.first { $0.mechanism == .balancing })
    }

    func test_balancingIsWhatAnIllInstanceStillGets_andHowSoonItIsLeftOutAndBack() throws {
        let edge = SmallShop.toPayments
        let events: [(Int64, Event.What)] = [
            (21, .ejected(edge, instance: 1, caller: 0)),
            (22, .ejected(edge, instance: 1, caller: 1)),
            (33, .readmitted(edge, instance: 1, caller: 0)),
            (36, .readmitted(edge, instance: 1, caller: 1)),
        ]
        // 100 requests touched at a chance of a half: 200 of the 2,000 attempts, a tenth, came to
        // an instance whose part is a half: 0.2, 89 points on the way from 1 to 0.1. Left out after
        // a second: 100 points. Back 6 s after its healing: 24 of 29 parts, 83. No alarm: 100.
        let score = try halfIll(
            Policy(eject: OutlierEjection.Settings()), touched: 100, events: events)
        XCTAssertEqual(score.state, .present)
        let values = score.measures.map(\.value)
        XCTAssertEqual(try XCTUnwrap(values[0]), 0.2, accuracy: 1e-9)
        XCTAssertEqual(try XCTUnwrap(values[1]), 1, accuracy: 1e-9)
        XCTAssertEqual(try XCTUnwrap(values[2]), 6, accuracy: 1e-9)
        XCTAssertEqual(values[3], 0)
        let mean: Double = (100 * 0.8 / 0.9 + 100 + 100 * 24 / 29 + 100) / 4
        XCTAssertEqual(try XCTUnwrap(score.score), mean, accuracy: 1e-9)
        XCTAssertEqual(score.path, "topology.policies.careful.eject")
    }

    func test_balancingIsAbsent_whereNothingLeavesAnInstanceOut() throws {
        // 500 touched at a half: 1,000 of 2,000 attempts, its whole part: 1, no points.
        let score = try halfIll(nil, touched: 500)
        XCTAssertEqual(score.state, .absent)
        XCTAssertEqual(score.measures[0].value, 1)
        XCTAssertEqual(score.score, 0)
        XCTAssertEqual(score.path, "topology.services.payments.health")
    }

    func test_anInstanceThatIsNeverLeftOut_orNeverTakenBack_scoresNothingThere() throws {
        let eject = Policy(eject: OutlierEjection.Settings())
        let never = try halfIll(eject, touched: 500)
        XCTAssertEqual(never.measures[1].score, 0)
        XCTAssertNil(never.measures[2].value)
        let lost = try halfIll(
            eject, touched: 100,
            events: [
                (21, .ejected(SmallShop.toPayments, instance: 1, caller: 0))
            ])
        XCTAssertEqual(lost.measures[2].score, 0)
    }

    // MARK: - Fallbacks

    /// From 20 to 30 s half of the 200 calls a second had no answer of their own.
    private func halfUnanswered(
        _ fallback: Fallback, staleAge: Duration = .zero
    ) throws -> MechanismScore {
        let scenario = SmallShop.scenario(policy: Policy(fallback: fallback))
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        for stream in 0...1 { run.requests(stream, 0..<60, 200, good: 200) }
        run.healthyCalls(SmallShop.toPayments, 0..<20, 200)
        run.edge(SmallShop.toPayments, 20..<30) { second in
            second.tally[.calls] = 200
            second.tally[.answered] = 100
            second.tally[.fallback] = 75
            second.tally[.failedCalls] = 25
            second.tally[.attempts] = 640
            second.staleAge = staleAge
        }
        run.healthyCalls(SmallShop.toPayments, 30..<60, 200)
        let control = HandMade.control(scenario, cutBy: faults)
        let card = Scoring.score(scenario, Runs(run: run.recording, control: control.recording))
        return try XCTUnwrap(card.mechanisms.first { $0.mechanism == .fallbacks })
    }

    func test_fallbacksStandInForWhatHadNoAnswer() throws {
        let score = try halfUnanswered(.fixed("true"))
        // 75 of the 100 without an answer of their own; 640 attempts for control's 200 are 3.2
        // times as many, (10 − 3.2) ÷ (10 − 1.2) of the way.
        XCTAssertEqual(score.measures[0].value, 0.75)
        XCTAssertEqual(try XCTUnwrap(score.measures[1].value), 3.2, accuracy: 1e-9)
        XCTAssertEqual(
            try XCTUnwrap(score.score), (75 + 100 * 6.8 / 8.8) / 2, accuracy: 1e-9)
        XCTAssertNil(score.measures[2].value)
    }

    func test_theOldestStaleAnswerIsHeldAgainstItsBound_andNotScored() throws {
        let score = try halfUnanswered(.stale(maxAge: .seconds(20)), staleAge: .seconds(5))
        XCTAssertEqual(try XCTUnwrap(score.measures[2].value), 0.25, accuracy: 1e-9)
        XCTAssertNil(score.measures[2].score)
        XCTAssertEqual(try halfUnanswered(.fixed("1")).score, score.score)
    }
}

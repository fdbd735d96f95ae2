import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import XCTest

final class MechanismTests: XCTestCase {
    private let calls = 20..<30

    /// The card of a run whose edge orders -> payments is healthy but for `faulty` in each second
    /// of the fault, with the control's 200 calls a second beside it.
    private func card(
        policy: Policy? = nil, edit: (inout HandMade) -> Void = { _ in },
        faulty: (inout EdgeLedger.Cell) -> Void
    ) -> Scorecard {
        let scenario = SmallShop.scenario(policy: policy)
        let faults = [SmallShop.fault()]
        var run = HandMade(scenario, faults: faults)
        for stream in 0...1 { run.requests(stream, 0..<60, 200, good: 200) }
        run.healthyCalls(SmallShop.toPayments, 0..<20, 200)
        run.edge(SmallShop.toPayments, calls, faulty)
        run.healthyCalls(SmallShop.toPayments, 30..<60, 200)
        edit(&run)
        let control = HandMade.control(scenario, cutBy: faults)
        return Scoring.score(scenario, Runs(run: run.recording, control: control.recording))
    }

    private func score(of mechanism: Mechanism, _ card: Scorecard) throws -> MechanismScore {
        try XCTUnwrap(card.mechanisms.first { $0.mechanism == mechanism })
    }

    private func value(_ name: String, _ score: MechanismScore) -> Double? {
        score.measures.first { $0.name == name }?.value
    }

    private func points(_ name: String, _ score: MechanismScore) -> Double? {
        score.measures.first { $0.name == name }?.score
    }

    // MARK: - Timeouts

    private func slow(_ second: inout EdgeLedger.Cell) {
        second.tally[.calls] = 200
        second.tally[.attempts] = 200
        second.tally[.succeeded] = 200
        second.tally[.firstSucceeded] = 200
        second.tally[.reached] = 200
        second.tally[.withinPatience] = 150
        second.tally[.inFlightTime] = 50_000_000_000
        second.tally[.workTime] = 1_000_000_000
        second.tally[.wastedTime] = 150_000_000
        second.peak = 60
        second.peakPerCaller = 30
        for _ in 0..<200 { second.latency.record(.milliseconds(800)) }
    }

    private func slots(_ run: inout HandMade) {
        // Two instances of 50 slots.
        run.service(SmallShop.orders, 0..<60) { $0[.slotTime] = 100_000_000_000 }
    }

    func test_timeoutsAreScoredFromTheEdge_whenTheyAreAbsent() throws {
        // 150 of 200 in patience: 0.75 → 50. 50 of 100 slots held: 0.5 → half of 0.1 … 0.9 → 50.
        // The mean is 50; wasted work, 15 %, is only shown.
        let seen = try score(of: .timeouts, card(edit: slots, faulty: slow))
        XCTAssertEqual(seen.state, .absent)
        XCTAssertEqual(value("within_patience", seen), 0.75)
        XCTAssertEqual(value("slots_held", seen), 0.5)
        XCTAssertEqual(try XCTUnwrap(value("wasted_work", seen)), 0.15, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(seen.score), 50, accuracy: 1e-9)
        XCTAssertEqual(seen.on, .edge(SmallShop.toPayments))
        XCTAssertEqual(seen.path, "topology.services.orders")
        XCTAssertEqual(seen.weight, 200 * 60)
    }

    func test_timeoutsNameTheirSetting_whenTheyArePresent() throws {
        let policy = Policy(timeout: .seconds(3))
        let seen = try score(of: .timeouts, card(policy: policy, edit: slots, faulty: slow))
        XCTAssertEqual(seen.state, .present)
        XCTAssertEqual(seen.path, "topology.policies.careful.timeout")
    }

    func test_timeoutsAreNotCalledFor_whenNoAttemptOutlastsThreeTimesControlsP99() throws {
        // Control's p99 is 10 ms; 30 ms are not above 3 × 10 ms (to the buckets' 0.1 %).
        let seen = try score(
            of: .timeouts,
            card { second in
                second.tally[.attempts] = 200
                second.tally[.succeeded] = 200
                for _ in 0..<200 { second.latency.record(.milliseconds(29)) }
            })
        guard case .notCalledFor = seen.state else { return XCTFail("\(seen.state)") }
        XCTAssertNil(seen.score)
    }

    func test_timeoutsAreCalledFor_whenATightOneHidesHowLongTheAttemptsWouldTake() throws {
        let policy = Policy(timeout: .milliseconds(20))
        let seen = try score(
            of: .timeouts,
            card(policy: policy) { second in
                second.tally[.attempts] = 200
                second.tally[.timedOut] = 200
                for _ in 0..<200 { second.latency.record(.milliseconds(20)) }
            })
        XCTAssertEqual(seen.state, .present)
    }

    // MARK: - Retries

    private func halfFail(saved: Int, attempts: Int) -> (inout EdgeLedger.Cell) -> Void {
        { second in
            second.tally[.calls] = 200
            second.tally[.reached] = 200
            second.tally[.attempts] = attempts
            second.tally[.retries] = attempts - 200
            second.tally[.firstSucceeded] = 100
            second.tally[.firstFailed] = 100
            second.tally[.saved] = saved
            second.tally[.succeeded] = 100 + saved
            second.tally[.failed] = attempts - 100 - saved
            second.tally[.retrySteps] = 10
            // 10 steps, of which 2 hold half of the retries each.
            second.tally[.retrySquares] = 2 * ((attempts - 200) / 2) * ((attempts - 200) / 2)
        }
    }

    func test_retriesAreScoredBySavingsLoadAndBursts_whenTheyArePresent() throws {
        // 300 attempts ÷ 200 expected = 1.5: (3 − 1.5) / 1.9 = 78.947. Saved 80 of 100 → 80.
        // 100 retries in 10 steps: mean 10, squares 2 · 50² = 5000, variance 500 − 100 = 400,
        // index 40 → 0. Mean (78.947 + 80 + 0) / 3 = 52.982.
        let policy = Policy(retry: Retry())
        let seen = try score(
            of: .retries, card(policy: policy, faulty: halfFail(saved: 80, attempts: 300)))
        XCTAssertEqual(value("amplification", seen), 1.5)
        XCTAssertEqual(value("saved", seen), 0.8)
        XCTAssertEqual(try XCTUnwrap(value("dispersion", seen)), 40, accuracy: 1e-9)
        XCTAssertEqual(
            try XCTUnwrap(seen.score), 52.982, accuracy: 1e-3)
    }

    func test_absentRetriesScoreNothing_whenTheyCouldHaveSavedHalfTheCalls() throws {
        let seen = try score(of: .retries, card(faulty: halfFail(saved: 0, attempts: 200)))
        XCTAssertEqual(seen.state, .absent)
        XCTAssertEqual(seen.score, 0)
    }

    private func dead(attempts: Int) -> (inout EdgeLedger.Cell) -> Void {
        { second in
            second.tally[.calls] = 200
            second.tally[.reached] = 200
            second.tally[.attempts] = attempts
            second.tally[.retries] = attempts - 200
            second.tally[.firstFailed] = 200
            second.tally[.refused] = attempts
            for _ in 0..<attempts { second.latency.record(.milliseconds(1)) }
        }
    }

    func test_retriesAreJudgedForTheirLoadAlone_whenTheEdgeIsDead() throws {
        // 600 attempts ÷ 200 = 3 → 0; nothing could be saved, and 0 steps tell no bursts.
        let policy = Policy(retry: Retry())
        let seen = try score(of: .retries, card(policy: policy, faulty: dead(attempts: 600)))
        XCTAssertEqual(value("amplification", seen), 3)
        XCTAssertNil(value("saved", seen))
        XCTAssertEqual(try XCTUnwrap(seen.score), 0, accuracy: 1e-9)
    }

    func test_retriesAreNotCalledFor_whenTheyAreAbsentAndTheEdgeIsDead() throws {
        let seen = try score(of: .retries, card(faulty: dead(attempts: 200)))
        XCTAssertEqual(
            seen.state, .notCalledFor("fewer than 20 % of the first attempts succeeded"))
    }

    // MARK: - Breakers

    func test_absentBreakerScoresNothing_whenEveryCallReachedTheDeadEdge() throws {
        let seen = try score(of: .breakers, card(faulty: dead(attempts: 200)))
        XCTAssertEqual(seen.state, .absent)
        XCTAssertEqual(value("still_reached", seen), 1)
        XCTAssertNil(value("flaps", seen))
        XCTAssertEqual(seen.score, 0)
    }

    /// In each second 20 calls reach the dead edge and 180 are refused by the breaker.
    private func guarded(_ second: inout EdgeLedger.Cell) {
        second.tally[.calls] = 200
        second.tally[.reached] = 20
        second.tally[.attempts] = 20
        second.tally[.refused] = 20
        second.tally[.firstFailed] = 20
        second.tally[.rejectedCalls] = 180
        second.tally[.rejectedByBreaker] = 180
        for _ in 0..<180 { second.rejection.record(.zero) }
    }

    func test_breakerIsScoredFromTheEdge_whenItRefusedMostCalls() throws {
        // From 21 s on 20 of 200 reached: 0.1 of 0 … 0.5 → 80. 1800 refusals at 0 ms → 100.
        // At 30 s and 31 s only half of the calls reach the edge, at 32 s all: 2 s → 58/59.
        // No flap → 100. Mean (80 + 100 + 98.305 + 100) / 4 = 94.576.
        let policy = Policy(breaker: CircuitBreaker.Settings(openFor: .seconds(2)))
        let card = card(
            policy: policy,
            edit: { run in
                run.edge(SmallShop.toPayments, 30..<32) { $0.tally[.calls] = 200 }
            }, faulty: guarded)
        let seen = try score(of: .breakers, card)
        XCTAssertEqual(value("still_reached", seen), 0.1)
        XCTAssertEqual(value("fast_fail", seen), 0)
        XCTAssertEqual(value("closed_after", seen), 2)
        XCTAssertEqual(value("flaps", seen), 0)
        XCTAssertEqual(
            try XCTUnwrap(seen.score), 94.576, accuracy: 1e-3)
    }

    func test_closingIsNotJudged_whenOpenForOutlastsTheRun() throws {
        let policy = Policy(breaker: CircuitBreaker.Settings(openFor: .seconds(60)))
        let card = card(policy: policy, faulty: guarded)
        let seen = try score(of: .breakers, card)
        let closing = try XCTUnwrap(seen.measures.first { $0.name == "closed_after" })
        XCTAssertNil(closing.value)
        XCTAssertEqual(closing.reason, "`openFor` is 1m, and only 30s were left")
        XCTAssertEqual(card.unelapsed.map(\.path), ["topology.policies.careful.breaker.openFor"])
        XCTAssertEqual(card.unelapsed.map(\.left), [.seconds(30)])
    }

    func test_breakersAreCalledFor_whenHalfOfTheAttemptsFail() throws {
        let seen = try score(
            of: .breakers,
            card { second in
                second.tally[.calls] = 200
                second.tally[.reached] = 200
                second.tally[.attempts] = 200
                second.tally[.succeeded] = 100
                second.tally[.failed] = 100
            })
        XCTAssertEqual(seen.state, .absent)
    }

    func test_breakersAreNotCalledFor_whenLessThanHalfOfTheAttemptsFail() throws {
        let seen = try score(
            of: .breakers,
            card { second in
                second.tally[.calls] = 200
                second.tally[.attempts] = 200
                second.tally[.succeeded] = 101
                second.tally[.failed] = 99
            })
        XCTAssertEqual(
            seen.state, .notCalledFor("never did half of 20 attempts fail within 5 s"))
    }

    func test_breakersAreNotCalledFor_whenATooTouchyOneRefusesAHealthyEdge() throws {
        // Only refused calls make the volume; of the attempts made 2 % fail.
        let policy = Policy(breaker: CircuitBreaker.Settings(failureRate: 0.01))
        let seen = try score(
            of: .breakers,
            card(policy: policy) { second in
                second.tally[.calls] = 200
                second.tally[.attempts] = 50
                second.tally[.succeeded] = 49
                second.tally[.failed] = 1
                second.tally[.rejectedCalls] = 150
                second.tally[.rejectedByBreaker] = 150
            })
        guard case .notCalledFor = seen.state else { return XCTFail("\(seen.state)") }
    }

    func test_flapsCountReturnsOfTraffic_whenTheBreakerOpensAndClosesInTurn() throws {
        // Seconds 20 … 29 are refused, but in 23 and 26 most calls reached: two flaps in 10 s are
        // 12 a minute, beyond the bad end of 6.
        let policy = Policy(breaker: CircuitBreaker.Settings(openFor: .seconds(2)))
        let card = card(
            policy: policy,
            edit: { run in
                for second in [23, 26] {
                    run.edge(SmallShop.toPayments, second..<second + 1) {
                        $0.tally[.calls] = 400
                        $0.tally[.reached] = 400
                    }
                }
            }, faulty: guarded)
        let seen = try score(of: .breakers, card)
        XCTAssertEqual(try XCTUnwrap(value("flaps", seen)), 12, accuracy: 1e-9)
        XCTAssertEqual(points("flaps", seen), 0)
    }

    // MARK: - Bulkheads

    func test_bulkheadIsScoredAgainstTheCallersSlots_whenOneIsThere() throws {
        // 30 of 50 slots at the peak: 0.6 → (0.9 − 0.6) / 0.8 = 37.5. Of 200 calls 5 were refused
        // while there was room: 2.5 % of 5 % → 50. None was refused in the control run: 100. The
        // mean is 62.5; 30 ÷ 40 of the cap is shown.
        let policy = Policy(bulkhead: Bulkhead(concurrent: 40))
        let seen = try score(
            of: .bulkheads,
            card(policy: policy) { second in
                slow(&second)
                second.tally[.rejectedByBulkhead] = 20
                second.tally[.rejectedWhileFree] = 5
            })
        XCTAssertEqual(value("slots_taken", seen), 0.6)
        XCTAssertEqual(value("of_cap", seen), 0.75)
        XCTAssertNil(points("of_cap", seen))
        XCTAssertEqual(try XCTUnwrap(seen.score), 62.5, accuracy: 1e-9)
    }

    func test_aBulkheadsFillIsUnsaid_whenMoreCallsWereInFlightThanItHasPlaces() throws {
        // 30 calls at the peak: ten at least held none of the 20 places.
        let policy = Policy(bulkhead: Bulkhead(concurrent: 20))
        let seen = try score(of: .bulkheads, card(policy: policy, faulty: slow))
        XCTAssertNil(value("of_cap", seen))
        XCTAssertEqual(value("slots_taken", seen), 0.6)
    }

    func test_bulkheadsAreCalledFor_whenMoreThanThreeTimesControlsPeakAreInFlight() throws {
        let seen = try score(of: .bulkheads, card { $0.peak = 13 })
        XCTAssertEqual(seen.state, .absent)
    }

    func test_bulkheadsAreNotCalledFor_whenFewCallsAreInFlight() throws {
        // 12 calls in flight are exactly 3 × control's peak of 4.
        let seen = try score(
            of: .bulkheads,
            card { second in
                second.tally[.calls] = 200
                second.peak = 12
            })
        guard case .notCalledFor = seen.state else { return XCTFail("\(seen.state)") }
    }

    // MARK: - All together

    func test_everyMechanismHasAScoreOrAReason_whateverHappened() {
        let card = card(edit: slots, faulty: slow)
        XCTAssertEqual(card.summaries.map(\.mechanism), Mechanism.allCases)
        for summary in card.summaries {
            XCTAssertTrue((summary.score == nil) != (summary.reason == nil), "\(summary)")
        }
        let data = card.summaries.first { $0.mechanism == .data }
        XCTAssertEqual(data?.reason, "not measured yet")
    }

    func test_falseAlarmsCapTheMean_whenAMechanismTripsOnHarmlessTraffic() {
        func measure(_ name: String, _ value: Double) -> Measure {
            Measure(name: name, title: "", value: value, unit: "ratio", good: 1, bad: 0)
        }
        // Mean (100 + 100 + 5) / 3 = 68.3; the false alarms score 5, so at most 45.
        let measures = [measure("a", 1), measure("b", 1), measure("false_opens", 0.05)]
        XCTAssertEqual(try XCTUnwrap(Measure.mean(measures)), 45, accuracy: 1e-9)
    }

    func test_anOverloadIsNoFaultOfItsEdge_whateverIsRefusedThere() {
        let scenario = SmallShop.scenario(policy: Policy(retry: Retry())) { $0.load[0].policy = 0 }
        let faults = [
            SmallShop.fault(edges: [SmallShop.checkoutEntry], inject: "overload")
        ]
        var run = HandMade(scenario, faults: faults)
        run.edge(SmallShop.checkoutEntry, calls, dead(attempts: 200))
        let control = HandMade.control(scenario, cutBy: faults)
        let card = Scoring.score(
            scenario, Runs(run: run.recording, control: control.recording))
        XCTAssertFalse(card.mechanisms.contains { $0.mechanism == .retries })
    }

    func test_usersAreNotBlamed_whenAnEntryEdgeWithoutPolicyIsFaulty() {
        let scenario = SmallShop.scenario()
        let faults = [SmallShop.fault(edges: [SmallShop.checkoutEntry])]
        var run = HandMade(scenario, faults: faults)
        run.edge(SmallShop.checkoutEntry, calls, dead(attempts: 200))
        let control = HandMade.control(scenario, cutBy: faults)
        let card = Scoring.score(
            scenario, Runs(run: run.recording, control: control.recording))
        XCTAssertTrue(card.mechanisms.isEmpty)
    }
}

import Chance
import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import XCTest

/// Shedding, autoscaling and healing, which are judged on services.
final class ServiceMechanismTests: XCTestCase {
    private func seen(_ mechanism: Mechanism, _ card: Scorecard) throws -> MechanismScore {
        try XCTUnwrap(card.mechanisms.first { $0.mechanism == mechanism })
    }

    private func value(_ name: String, _ score: MechanismScore) -> Double? {
        score.measures.first { $0.name == name }?.value
    }

    // MARK: - Shedding and autoscaling, under an overload of checkout from 20 s to 40 s

    /// 1000/s offered for 20 s, 300/s served, 30 of them slowly; capacity 400/s. In the control
    /// run a request holds an `orders` slot for 0.2 s: 200/s keep 40 of its 100 slots busy.
    private func overloaded(
        edit: (inout Scenario) -> Void = { _ in }, instances: [(second: Int64, ready: Int)]
    ) -> Scorecard {
        let scenario = SmallShop.scenario(edit: edit)
        let faults = [
            SmallShop.fault(
                from: 20, to: 40, edges: [SmallShop.checkoutEntry], inject: "overload")
        ]
        var run = HandMade(scenario, faults: faults)
        var control = HandMade.control(scenario, cutBy: faults)
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<40, 970, good: 270)
        run.stream(0, 20..<40) { second in
            second.tally[.requests] = 30
            second.tally[.succeeded] = 30
            for _ in 0..<30 { second.successLatency.record(.seconds(1)) }
        }
        run.requests(0, 40..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        control.service(SmallShop.orders, 0..<60) {
            $0[.busyTime] = 40_000_000_000
            $0[.slotTime] = 100_000_000_000
        }
        run.instances(SmallShop.orders, instances)
        for (index, count) in instances.enumerated() {
            let to = index + 1 < instances.count ? Int(instances[index + 1].second) : 60
            run.service(SmallShop.orders, Int(count.second)..<to) {
                $0[.readyTime] = count.ready * 1_000_000_000
            }
        }
        var capacity = HandMade(scenario)
        capacity.requests(0, 0..<60, 1500, good: 400)
        return score(
            scenario,
            Runs(run: run.recording, control: control.recording, capacity: capacity.recording))
    }

    func test_sheddingIsJudgedAtTheBottleneck_whenMoreIsOfferedThanCanBeServed() throws {
        // Kept 300 ÷ 400 = 0.75 → (0.75 − 0.2) / 0.75 = 73.333. Slow 30 of 300 served = 0.1 → 50.
        // No sheddable stream. Mean 61.667.
        let card = overloaded(instances: [(0, 2)])
        let shedding = try seen(.shedding, card)
        XCTAssertEqual(shedding.on, .service(SmallShop.orders))
        XCTAssertEqual(shedding.state, .present)
        XCTAssertEqual(shedding.path, "topology.services.orders.backlog")
        XCTAssertEqual(try XCTUnwrap(value("kept_goodput", shedding)), 0.75, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(value("slow_admitted", shedding)), 0.1, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(shedding.score), 61.667, accuracy: 1e-3)
    }

    func test_sheddingIsAbsent_whenTheBacklogIsUnlimited() throws {
        let card = overloaded(
            edit: { $0.topology.services[SmallShop.orders].backlog = nil }, instances: [(0, 2)])
        XCTAssertEqual(try seen(.shedding, card).state, .absent)
    }

    func test_criticalRequestsCount_whenTheyAreRefusedBesideSheddableOnes() throws {
        // 700 of checkout's 1000 fail, none of them rejected: 0. browse is sheddable and served.
        let card = overloaded(
            edit: {
                $0.load[0].priority = .critical
                $0.load[1].priority = .sheddable
            }, instances: [(0, 2)])
        XCTAssertEqual(value("critical_shed", try seen(.shedding, card)), 0)
    }

    func test_absentAutoscalerScoresNothing_whenTheBottleneckNeededMore() throws {
        // 1000/s need 1000/200 · 40 = 200 slots ÷ (0.8 · 50) = 5 instances; 2 are there for 20 s
        // of 60 (the mean of five steps rounds the edges off): 3/5 missing in 18 whole steps, and
        // in the four seconds at each side (200·4 + 1000)/5 = 360/s → 72 ÷ 40 → 2; 520 → 104 → 3;
        // 680 → 4; 840 → 168 → 5. Per side: 0, 1/3, then 2/4 and 3/5 within the overload.
        // θU = (16 · 3/5 + 2 · (1/3 + 2/4 + 3/5)) / 60 = (9.6 + 2.8667) / 60 = 0.20778.
        let autoscaling = try seen(.autoscaling, overloaded(instances: [(0, 2)]))
        XCTAssertEqual(autoscaling.state, .absent)
        XCTAssertEqual(
            try XCTUnwrap(value("under_provisioned", autoscaling)), 0.20778, accuracy: 1e-5)
        let reaction = autoscaling.measures.first { $0.name == "reaction" }
        XCTAssertEqual(reaction?.score, 0)
        XCTAssertEqual(reaction?.reason, "no instance was added")
    }

    private static let scaled = Autoscaler.Settings(
        min: 2, max: 8, target: .utilization(0.6),
        scaleDown: Autoscaler.Rules(stabilisation: .seconds(15), steps: []))

    func test_reactionIsTheTimeToAnotherReadyInstance_whenItScales() throws {
        // The first shortage is in the second from 19 s (needs 3, has 2); 5 are ready at 34 s.
        let card = overloaded(
            edit: { $0.topology.services[SmallShop.orders].autoscale = Self.scaled },
            instances: [(0, 2), (34, 5), (50, 2)])
        let autoscaling = try seen(.autoscaling, card)
        XCTAssertEqual(autoscaling.state, .present)
        XCTAssertEqual(value("reaction", autoscaling), 15)
        XCTAssertEqual(autoscaling.measures.first { $0.name == "reaction" }?.score, 100)
        // From 42 s on 2 are needed and 5 are there until 50 s: 3/2 too many in 8 steps; 41 needs
        // 2 as well (360/s): 9 · 1.5; 40 needs 3: 2/3. 39 needs 4: 1/4. 38 and before need 5.
        // θO = (9 · 1.5 + 2/3 + 1/4) / 60 = 0.24028.
        XCTAssertEqual(
            try XCTUnwrap(value("over_provisioned", autoscaling)), 0.24028, accuracy: 1e-5)
    }

    func test_tooManyInstancesAreNotHeldAgainstIt_whenScaleDownLooksBackPastTheEnd() throws {
        let card = overloaded(
            edit: {
                $0.topology.services[SmallShop.orders].autoscale = Autoscaler.Settings(
                    min: 2, max: 8, target: .utilization(0.6))
            }, instances: [(0, 2), (34, 5)])
        let over = try seen(.autoscaling, card).measures.first { $0.name == "over_provisioned" }
        XCTAssertNil(try XCTUnwrap(over).value)
        XCTAssertEqual(over?.reason, "`scaleDown` looks back 5m, and only 20s were left")
    }

    // MARK: - Healing, after a kill of payments#0 at 20 s

    private func killed(again: Int64?, lostUntil: Int, restart: Restart.Settings?) -> Scorecard {
        let scenario = SmallShop.scenario {
            $0.topology.services[SmallShop.payments].restart = restart
        }
        var fault = SmallShop.fault(
            from: 20, to: 25, services: [SmallShop.payments], inject: "kill")
        fault.over = .start + .seconds(20)
        var run = HandMade(scenario, faults: [fault])
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<lostUntil, 200, good: 190)
        run.requests(0, lostUntil..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        run.death(SmallShop.payments, at: 20, again: again, held: 5)
        let control = HandMade.control(scenario, cutBy: [fault])
        return score(scenario, Runs(run: run.recording, control: control.recording))
    }

    func test_healingIsTimeToReplaceAndRequestsLost_whenAnInstanceDies() throws {
        // Start-up takes 1 s; serving 4 s after the death: (31 − 4) / 30 = 90. 4 s · 10 lost = 40;
        // 5 were in flight, so from 5 to 50: (50 − 40) / 45 = 22.222. Mean 56.111.
        let restart = Restart.Settings(startup: .constant(.seconds(1)))
        let healing = try seen(.healing, killed(again: 24, lostUntil: 24, restart: restart))
        XCTAssertEqual(healing.state, .present)
        XCTAssertEqual(value("replaced", healing), 4)
        XCTAssertEqual(value("lost_per_kill", healing), 40)
        XCTAssertEqual(try XCTUnwrap(healing.score), 56.111, accuracy: 1e-3)
        XCTAssertEqual(healing.path, "topology.services.payments.restart")
    }

    func test_healingScoresNothing_whenNobodyReplacesTheDead() throws {
        // Never replaced: 40 s, beyond the bad end of 30 s. 40 s · 10 lost, beyond 10 · 5.
        let healing = try seen(.healing, killed(again: nil, lostUntil: 60, restart: nil))
        XCTAssertEqual(healing.state, .absent)
        XCTAssertEqual(healing.score, 0)
    }

    func test_theTimeToReplaceIsNotJudged_whenTheFaultHoldsTheInstanceDown() throws {
        // Killed for 5 s: it starts again of itself when the fault ends.
        let scenario = SmallShop.scenario()
        let fault = SmallShop.fault(
            from: 20, to: 25, services: [SmallShop.payments], inject: "kill")
        var run = HandMade(scenario, faults: [fault])
        run.death(SmallShop.payments, at: 20, again: 25, held: 5)
        let control = HandMade.control(scenario, cutBy: [fault])
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        let replaced = try seen(.healing, card).measures.first { $0.name == "replaced" }
        XCTAssertNil(try XCTUnwrap(replaced).value)
        XCTAssertEqual(replaced?.reason, "the fault itself held the instance down")
    }

    func test_theOutcomeCountsTheAftermath_whenADeadInstanceIsNeverReplaced() throws {
        // 190 of 200 from the kill at 20 s to the end at 60 s, and 200 within its window of 5 s:
        // kept (5 · 200 + 35 · 190) / (40 · 200) = 0.95625, slow 35 · 10 / 8000 = 0.04375.
        let scenario = SmallShop.scenario()
        var fault = SmallShop.fault(
            from: 20, to: 25, services: [SmallShop.payments], inject: "kill")
        fault.over = .start + .seconds(20)
        var run = HandMade(scenario, faults: [fault])
        run.requests(0, 0..<25, 200, good: 200)
        run.requests(0, 25..<60, 200, good: 190)
        run.death(SmallShop.payments, at: 20, again: nil, held: 5)
        let control = HandMade.control(scenario, cutBy: [fault])
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        let measures = card.outcome.streams[0].measures
        let kept = measures.first { $0.name == "kept_goodput" }?.value
        let slow = measures.first { $0.name == "slow_share" }?.value
        XCTAssertEqual(try XCTUnwrap(kept), 0.95625, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(slow), 0.04375, accuracy: 1e-12)
    }

    func test_healingIsNotJudged_whenNothingDied() {
        let scenario = SmallShop.scenario()
        let run = HandMade(scenario, faults: [SmallShop.fault()])
        let control = HandMade.control(scenario, cutBy: [SmallShop.fault()])
        let card = score(scenario, Runs(run: run.recording, control: control.recording))
        XCTAssertFalse(card.mechanisms.contains { $0.mechanism == .healing })
        let summary = card.summaries.first { $0.mechanism == .healing }
        XCTAssertEqual(summary?.reason?.hasPrefix("not called for"), true)
    }
}

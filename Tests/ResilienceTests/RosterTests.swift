import Chance
import Resilience
import Timebase
import XCTest

/// Whom a caller sends to: panic, weights, slow start, zones.
final class RosterTests: XCTestCase {
    private func roster(
        _ settings: Balancer.Settings = .init(), panic: Double = 0, members: Int32,
        now: Instant = .start
    ) -> Roster {
        var roster = Roster(settings, panic: panic)
        let weights = settings.weights.isEmpty ? [1] : settings.weights
        roster.setMembers(
            (0..<members).map { Roster.Member(id: $0, weight: weights[Int($0) % weights.count]) },
            now: now)
        return roster
    }

    private func picks(
        _ roster: inout Roster, _ count: Int, by balance: Balance = .roundRobin,
        now: Instant = .start
    ) -> [Int32?] {
        var balancer = Balancer(balance, offset: 0)
        return (0..<count).map {
            roster.pick(with: &balancer, key: Key(seed: 3).child($0), now: now)
        }
    }

    // MARK: who is good, and panic

    func test_onlyGoodInstancesAreUsed() {
        var roster = roster(members: 4)
        roster.setUp(1, false, now: .start)
        roster.setEjected(2, true)
        XCTAssertEqual(picks(&roster, 4), [0, 3, 0, 3])
        roster.setEjected(2, false)
        roster.setUp(1, true, now: .start)
        XCTAssertEqual(Set(picks(&roster, 4)), [0, 1, 2, 3])
    }

    func test_nobodyIsUsed_whenNobodyIsGoodAndNoPanicIsAllowed() {
        var roster = roster(members: 1)
        roster.setEjected(0, true)
        XCTAssertEqual(picks(&roster, 1), [nil])
        roster.setMembers([], now: .start)
        XCTAssertEqual(picks(&roster, 1), [nil])
    }

    func test_everyInstanceIsUsed_belowHalfGoodOnes() {
        var roster = roster(panic: 0.5, members: 4)
        roster.setEjected(0, true)
        roster.setUp(1, false, now: .start)
        XCTAssertFalse(roster.isInPanic, "2/4 is not below a half")
        XCTAssertEqual(Set(picks(&roster, 8)), [2, 3])
        roster.setEjected(2, true)
        XCTAssertTrue(roster.isInPanic)
        XCTAssertEqual(Set(picks(&roster, 8)), [0, 1, 2, 3])
        roster.setEjected(2, false)
        XCTAssertFalse(roster.isInPanic)
    }

    func test_thereIsNoPanic_whileGoodOnesTimesOnePointFourAreAll() {
        var roster = roster(panic: 0.9, members: 10)
        for member in 0..<Int32(2) { roster.setEjected(member, true) }
        XCTAssertFalse(roster.isInPanic, "80 % is below 90 %, but 1.4 · 80 % is 112 %")
        roster.setEjected(2, true)
        XCTAssertTrue(roster.isInPanic, "1.4 · 70 % is 98 %")
    }

    // MARK: weights

    func test_roundRobinByWeightIsNginxsSmoothOne() {
        // Owed (5, 1, 1) of 7 picks a and leaves (−2, 1, 1); (3, 2, 2) a; (1, 3, 3) b; …
        var roster = roster(.init(weights: [5, 1, 1]), members: 3)
        XCTAssertEqual(picks(&roster, 7), [0, 0, 1, 0, 2, 0, 0])
        XCTAssertEqual(picks(&roster, 7), [0, 0, 1, 0, 2, 0, 0])
    }

    func test_memberKeepsWhatItIsOwed_whenAnotherGoes() {
        var roster = roster(.init(weights: [5, 1, 1]), members: 3)
        XCTAssertEqual(picks(&roster, 2), [0, 0])  // leaves (−4, 2, 2)
        roster.setEjected(2, true)
        // (1, 3) b (1, −3); (6, −2) a (0, −2); (5, −1) a …
        XCTAssertEqual(picks(&roster, 3), [1, 0, 0])
    }

    func test_randomByWeightGivesEachItsShare() {
        var roster = roster(.init(.random, weights: [3, 1]), members: 4)
        let seen = picks(&roster, 8000, by: .random)
        // Weights 3, 1, 3, 1: 3/8 of 8,000 = 3,000 ± 3 · √(8000 · 15/64) = 130.
        XCTAssertEqual(Double(seen.count { $0 == 0 }), 3000, accuracy: 130)
        XCTAssertEqual(Double(seen.count { $0 == 1 }), 1000, accuracy: 130)
    }

    func test_requestsInFlightDivideTheWeight() {
        // Envoy's LEAST_REQUEST with unequal weights: 4 ÷ (in flight + 1) against 1.
        var roster = roster(.init(.leastRequests, weights: [4, 1]), members: 2)
        var balancer = Balancer(.leastRequests, offset: 0)
        for _ in 0..<3 { balancer.began(0, now: .start) }
        // With three in flight 0 weighs 4/4 = 1, as 1 does: they take turns.
        let even = (0..<4).map { roster.pick(with: &balancer, key: Key(seed: $0), now: .start) }
        XCTAssertEqual(even, [0, 1, 0, 1])
        for _ in 0..<3 { balancer.ended(0, took: .zero, now: .start) }
        let idle = (0..<5).map { roster.pick(with: &balancer, key: Key(seed: $0), now: .start) }
        XCTAssertEqual(idle.count { $0 == 0 }, 4)
    }

    func test_everyWeightedTurnIsWithinOneOfItsShare_overSeeds() {
        for seed in UInt64(0)..<20 {
            var dice = Generator(Key(seed: seed))
            let weights = (0..<from(2, to: 9, &dice)).map { _ in Double(1 + dice.below(9)) }
            var roster = roster(.init(weights: weights), members: Int32(weights.count))
            let total = weights.reduce(0, +)
            let seen = picks(&roster, Int(total) * 3)
            for (member, weight) in weights.enumerated() {
                let whole = seen.count { $0 == Int32(member) }
                XCTAssertEqual(whole, 3 * Int(weight), "seed \(seed): \(weights)")
                for length in 1...seen.count {
                    let count = Double(seen.prefix(length).count { $0 == Int32(member) })
                    let share = Double(length) * weight / total
                    XCTAssertLessThan(abs(count - share), Double(weights.count), "seed \(seed)")
                }
            }
        }
    }

    private func from(_ least: Int, to most: Int, _ dice: inout Generator) -> Int {
        least + dice.below(most - least + 1)
    }

    // MARK: slow start

    func test_slowStartFactorIsEnvoys() {
        let even = SlowStart(window: .seconds(60))
        XCTAssertEqual(even.factor(age: .zero), 0.1, "at least 10 %")
        XCTAssertEqual(even.factor(age: .seconds(30)), 0.5)
        XCTAssertEqual(even.factor(age: .seconds(60)), 1)
        let fast = SlowStart(window: .seconds(60), aggression: 2, least: 0.01)
        XCTAssertEqual(fast.factor(age: .seconds(15)), 0.5, accuracy: 1e-12)  // √(1/4)
        XCTAssertEqual(fast.factor(age: .zero), 0.01)  // √(1/60,000) = 0.004
        XCTAssertEqual(
            SlowStart(window: .seconds(60), aggression: 0.5, least: 0.01)
                .factor(age: .seconds(30)), 0.25, accuracy: 1e-12)  // (1/2)²
    }

    func test_newInstanceGrowsIntoItsShare() {
        var roster = roster(
            .init(slowStart: SlowStart(window: .seconds(10))), members: 1)
        let later = Instant.start + .seconds(100)
        roster.setMembers([.init(id: 0), .init(id: 1)], now: later)
        func share(_ seconds: Int64) -> Double {
            let seen = picks(&roster, 1000, now: later + .seconds(seconds))
            return Double(seen.count { $0 == 1 }) / 1000
        }
        // f ÷ (1 + f) with f = 0.1, 0.5 and 1.
        XCTAssertEqual(share(0), 1.0 / 11, accuracy: 0.002)
        XCTAssertEqual(share(5), 1.0 / 3, accuracy: 0.002)
        XCTAssertEqual(share(10), 0.5, accuracy: 0.001)
        roster.setUp(1, false, now: later + .seconds(20))
        roster.setUp(1, true, now: later + .seconds(30))
        XCTAssertEqual(share(30), 1.0 / 11, accuracy: 0.002, "it begins anew")
        roster.setEjected(1, true)
        roster.setEjected(1, false)
        XCTAssertEqual(share(45), 0.5, accuracy: 0.001, "an ejection's end is no new beginning")
    }
}

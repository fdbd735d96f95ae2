import Chance
import Resilience
import Timebase
import XCTest

/// Numbers from the comments of Envoy's `ZoneAwareLoadBalancerBase`.
final class ZoneRoutingTests: XCTestCase {
    private func routing(
        _ callers: [Int], _ callees: [Int], own: Int = 0, _ settings: ZoneRouting.Settings = .init()
    ) -> ZoneRouting {
        ZoneRouting(settings, callers: callers, callees: callees, own: own)
    }

    func test_allStay_whereTheZoneHasNoLessOfTheCalleesThanOfTheCallers() {
        XCTAssertEqual(routing([2, 2], [3, 3]).decision, .direct)
        XCTAssertEqual(routing([1, 3], [3, 3]).decision, .direct)
        XCTAssertEqual(routing([3, 1], [3, 3]).decision, .residual(staying: 6666))  // 5000/7500
    }

    func test_whatIsOverGoesWhereThereIsRoom() {
        // Callers 40, 40, 20 %, callees 25, 50, 25 %: 2500/4000 stay; the room is 0, 10, 5 %.
        let routing = routing([4, 4, 2], [2, 4, 2])
        XCTAssertEqual(routing.decision, .residual(staying: 6250))
        var seen = [0, 0, 0]
        for draw in 0..<24_000 { seen[routing.zone(key: Key(seed: 1).child(draw))!] += 1 }
        // 15,000 stay; of the other 9,000 two thirds and one third; ± 3 · √(24000 · ¼) = 232.
        XCTAssertEqual(Double(seen[0]), 15_000, accuracy: 232)
        XCTAssertEqual(Double(seen[1]), 6000, accuracy: 232)
        XCTAssertEqual(Double(seen[2]), 3000, accuracy: 232)
    }

    func test_zonesDoNotMatter_forFewOrForOneZone() {
        XCTAssertEqual(routing([2, 2], [3, 2]).decision, .anywhere, "five are below six")
        XCTAssertEqual(routing([2, 2], [6, 0]).decision, .anywhere)
        XCTAssertEqual(routing([2, 0], [3, 3]).decision, .anywhere)
        XCTAssertEqual(routing([0, 2], [3, 3]).decision, .anywhere, "it is not among the callers")
        XCTAssertNil(routing([2, 2], [3, 2]).zone(key: Key(seed: 1)))
        XCTAssertEqual(routing([2, 2], [3, 2], .init(minimum: 5)).decision, .direct)
    }

    func test_nobodyStays_whereTheZoneHasNone() {
        let routing = routing([1, 1, 1], [0, 4, 4])
        XCTAssertEqual(routing.decision, .residual(staying: 0))
        XCTAssertNotEqual(routing.zone(key: Key(seed: 1)), 0)
    }

    func test_allStay_whenToldTo_asLongAsSomebodyIsThere() {
        let direct = ZoneRouting.Settings(direct: true)
        XCTAssertEqual(routing([9, 1], [1, 5], direct).decision, .direct)
        XCTAssertEqual(routing([9, 0], [1, 5], direct).decision, .direct)
        XCTAssertEqual(routing([9, 1, 1], [0, 5, 5], direct).decision, .residual(staying: 0))
    }

    func test_everyCalleeGetsTheSame_overAnyPlacement() {
        // The sum over callers of what they send to a zone is the zone's share of the callees.
        for seed in UInt64(0)..<12 {
            var dice = Generator(Key(seed: seed))
            let callers = (0..<3).map { _ in 1 + dice.below(5) }
            let callees = (0..<3).map { _ in 2 + dice.below(5) }
            var sent = [0.0, 0, 0]
            for own in 0..<3 {
                let routing = routing(callers, callees, own: own)
                for draw in 0..<8000 {
                    let zone = routing.zone(key: Key(seed: seed).child(own).child(draw))!
                    sent[zone] += Double(callers[own]) / 8000 / Double(callers.reduce(0, +))
                }
            }
            for zone in 0..<3 {
                let share = Double(callees[zone]) / Double(callees.reduce(0, +))
                let what = "seed \(seed): \(callers) \(callees)"
                XCTAssertEqual(sent[zone], share, accuracy: 0.02, what)
            }
        }
    }
}

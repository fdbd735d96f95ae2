import Chance
import Resilience
import Timebase
import XCTest

final class BalancerTests: XCTestCase {
    private let key = Key(seed: 1)

    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    private func picks(
        _ balancer: inout Balancer, _ members: [Int32], _ count: Int, now: Instant = .start
    ) -> [Int32] {
        members.withUnsafeBufferPointer { members in
            (0..<count).map { balancer.pick(members: members, key: key.child($0), now: now) }
        }
    }

    private func share(of member: Int32, in picks: [Int32]) -> Double {
        Double(picks.filter { $0 == member }.count) / Double(picks.count)
    }

    func test_round_robin_takes_each_in_turn_from_its_offset() {
        var balancer = Balancer(.roundRobin, offset: 7)
        // 7 mod 3 = 1: the second first.
        XCTAssertEqual(picks(&balancer, [4, 8, 9], 7), [8, 9, 4, 8, 9, 4, 8])
    }

    func test_round_robin_keeps_every_other_turn_when_members_come_and_go() {
        var balancer = Balancer(.roundRobin, offset: 0)
        XCTAssertEqual(picks(&balancer, [1, 2, 3, 4], 2), [1, 2])
        XCTAssertEqual(picks(&balancer, [1, 3, 4], 1), [3], "2 has gone, 3 is next all the same")
        XCTAssertEqual(picks(&balancer, [1, 3, 4, 5], 3), [4, 5, 1])
        XCTAssertEqual(picks(&balancer, [5], 2), [5, 5])
        XCTAssertEqual(picks(&balancer, [1, 5], 2), [1, 5])
    }

    func test_round_robin_is_even_however_the_list_changes() {
        // Member 2 is out every other round; the four others differ by at most one at any time.
        var balancer = Balancer(.roundRobin, offset: 0)
        var counts: [Int32: Int] = [:]
        for pick in 0..<1_000 {
            let members: [Int32] = pick % 2 == 0 ? [1, 2, 3, 4, 5] : [1, 3, 4, 5]
            counts[picks(&balancer, members, 1)[0], default: 0] += 1
        }
        let others = [Int32](arrayLiteral: 1, 3, 4, 5).map { counts[$0] ?? 0 }
        XCTAssertLessThanOrEqual(others.max()! - others.min()!, 1, "\(counts)")
    }

    func test_random_picks_each_as_often() {
        var balancer = Balancer(.random, offset: 0)
        let picks = picks(&balancer, [3, 5, 11, 12], 40_000)
        // √(1/4 · 3/4 / 40,000) = 0.00217.
        for member in [Int32](arrayLiteral: 3, 5, 11, 12) {
            XCTAssertEqual(share(of: member, in: picks), 0.25, accuracy: 4 * 0.00217)
        }
    }

    func test_the_fewest_requests_win_and_ties_are_drawn() {
        var balancer = Balancer(.leastRequests, offset: 0)
        balancer.began(3, now: .start)
        balancer.began(3, now: .start)
        balancer.began(5, now: .start)
        XCTAssertEqual(Set(picks(&balancer, [3, 5], 50)), [5])
        let picks = picks(&balancer, [3, 5, 7, 9], 10_000)
        // 7 and 9 have none in flight: √(1/4/10,000) = 0.005.
        XCTAssertEqual(Set(picks), [7, 9])
        XCTAssertEqual(share(of: 7, in: picks), 0.5, accuracy: 4 * 0.005)
        balancer.ended(3, took: .zero, now: .start)
        balancer.ended(3, took: .zero, now: .start)
        XCTAssertEqual(Set(self.picks(&balancer, [3, 5], 50)), [3])
    }

    func test_two_choices_never_take_the_busiest() {
        // Without replacement the busiest of all always meets one that is less busy.
        var balancer = Balancer(.twoChoices, offset: 0)
        for (member, inFlight) in [(Int32(1), 3), (2, 2), (3, 1)] {
            for _ in 0..<inFlight { balancer.began(member, now: .start) }
        }
        let picks = picks(&balancer, [1, 2, 3], 30_000)
        XCTAssertEqual(share(of: 1, in: picks), 0)
        // 3 wins two of the three pairs, 2 one: √(2/9/30,000) = 0.0027.
        XCTAssertEqual(share(of: 3, in: picks), 2.0 / 3, accuracy: 4 * 0.0027)
    }

    func test_two_choices_of_equals_are_even() {
        var balancer = Balancer(.twoChoices, offset: 0)
        let picks = picks(&balancer, [1, 2, 3], 30_000)
        for member in Int32(1)...3 {
            XCTAssertEqual(share(of: member, in: picks), 1.0 / 3, accuracy: 4 * 0.0027)
        }
    }

    func test_peak_ewma_jumps_to_a_slow_answer_and_forgets_it_slowly() {
        var balancer = Balancer(.peakEWMA, offset: 0)
        for (member, took) in [(Int32(1), Int64(10)), (2, 100)] {
            balancer.began(member, now: at(0))
            balancer.ended(member, took: .milliseconds(took), now: at(100))
        }
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(100))), [1])
        // 1 peaks at 200 ms. One answer of 10 ms to it after Δt = 10 s = τ leaves w = e⁻¹ = 0.3679:
        // 200·w + 10·(1 − w) = 79.9 ms, which is more than 2's 100·w = 36.8 ms.
        balancer.began(1, now: at(100))
        balancer.ended(1, took: .milliseconds(200), now: at(100))
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(100))), [2])
        balancer.began(1, now: at(10_100))
        balancer.ended(1, took: .milliseconds(10), now: at(10_100))
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(10_100))), [2])
        // After 20 s more: 1's next answer makes it 79.9·e⁻² + 10·(1 − e⁻²) = 19.5 ms; 2 answers
        // in 100 ms again, and that is a peak.
        balancer.began(1, now: at(30_100))
        balancer.ended(1, took: .milliseconds(10), now: at(30_100))
        balancer.began(2, now: at(30_100))
        balancer.ended(2, took: .milliseconds(100), now: at(30_100))
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(30_100))), [1])
    }

    func test_peak_ewma_weighs_the_cost_by_what_is_in_flight() {
        var balancer = Balancer(.peakEWMA, offset: 0)
        for (member, took) in [(Int32(1), Int64(10)), (2, 25)] {
            balancer.began(member, now: at(0))
            balancer.ended(member, took: .milliseconds(took), now: at(0))
        }
        // 10 · (in flight + 1) against 25: 10, 20, then 30.
        for _ in 0..<2 {
            XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(0))), [1])
            balancer.began(1, now: at(0))
        }
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(0))), [2])
    }

    func test_peak_ewma_sends_a_stranger_one_request_and_then_waits_for_its_answer() {
        var balancer = Balancer(.peakEWMA, offset: 0)
        balancer.began(1, now: at(0))
        balancer.ended(1, took: .seconds(10), now: at(0))
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(0))), [2])
        balancer.began(2, now: at(0))
        XCTAssertEqual(Set(picks(&balancer, [1, 2], 50, now: at(0))), [1])
    }

    func test_only_what_needs_it_tracks_targets() {
        let tracking = Balance.allCases.filter { Balancer($0, offset: 0).tracksTargets }
        XCTAssertEqual(tracking, [.leastRequests, .twoChoices, .peakEWMA])
    }

    func test_the_one_member_is_picked_and_requests_to_those_gone_may_end() {
        for balance in Balance.allCases {
            var balancer = Balancer(balance, offset: 3)
            XCTAssertEqual(picks(&balancer, [42], 3), [42, 42, 42])
            balancer.began(42, now: .start)
            XCTAssertEqual(picks(&balancer, [7], 1), [7])
            balancer.ended(42, took: .seconds(1), now: at(1_000))
        }
    }

    func test_in_flight_is_kept_apart_however_ids_come() {
        // Against a plain table, ids far apart and in any order.
        for seed in UInt64(0)..<50 {
            var generator = Generator(Key(seed: seed))
            var balancer = Balancer(.leastRequests, offset: 0)
            var inFlight: [Int32: Int] = [:]
            let ids = (0..<12).map { Int32($0 * $0 * 7 + 3) }
            for step in 0..<500 {
                let members = ids.filter { _ in generator.happens(0.7) }
                guard !members.isEmpty else { continue }
                let pick = members.withUnsafeBufferPointer {
                    balancer.pick(members: $0, key: key.child(step), now: .start)
                }
                let fewest = members.map { inFlight[$0] ?? 0 }.min()
                XCTAssertEqual(inFlight[pick] ?? 0, fewest, "seed \(seed), step \(step)")
                balancer.began(pick, now: .start)
                inFlight[pick, default: 0] += 1
                let other = ids[generator.below(ids.count)]
                if inFlight[other] ?? 0 > 0 {
                    balancer.ended(other, took: .zero, now: .start)
                    inFlight[other]! -= 1
                }
            }
        }
    }
}

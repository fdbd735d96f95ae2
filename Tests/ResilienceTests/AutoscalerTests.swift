import Resilience
import Timebase
import XCTest

final class AutoscalerTests: XCTestCase {
    private func at(_ seconds: Int64) -> Instant { .start + .seconds(seconds) }

    /// A service whose `inFlight` target is 10, so that a sample of 20 is a ratio of 2.
    private func settings(
        min: Int = 1, max: Int = 100, up: Autoscaler.Rules = .scaleUp,
        down: Autoscaler.Rules = .scaleDown
    ) -> Autoscaler.Settings {
        Autoscaler.Settings(
            min: min, max: max, target: .inFlight(10), scaleUp: up, scaleDown: down)
    }

    /// No limit and no window in either direction, so that the formula alone speaks.
    private var free: Autoscaler.Settings {
        let all = [Autoscaler.Step(.percent(100_000), per: .seconds(1))]
        return settings(
            up: .init(stabilisation: .zero, steps: all),
            down: .init(stabilisation: .zero, steps: [.init(.percent(100), per: .seconds(1))]))
    }

    private func sample(_ inFlight: Double) -> Autoscaler.Sample {
        Autoscaler.Sample(busy: inFlight, waiting: 0, slots: 64, arrivalsPerSecond: 0)
    }

    func test_the_count_is_the_ready_ones_times_the_ratio_rounded_up() {
        let table: [(ready: Int, inFlight: Double, desired: Int)] = [
            (4, 20, 8), (4, 15, 6), (3, 15, 5),  // ⌈4.5⌉
            (4, 5, 2), (5, 5, 3),  // ⌈2.5⌉
            (4, 10, 4), (4, 0, 1),  // clamped to min
            (60, 20, 100),  // clamped to max
            (3, 20 / 3.0, 2),  // 2.0000000000000004 or not, it is 2
        ]
        for row in table {
            var autoscaler = Autoscaler(free)
            let desired = autoscaler.decide(
                current: row.ready, ready: row.ready, sample: sample(row.inFlight), now: at(0))
            XCTAssertEqual(desired, row.desired, "\(row)")
        }
    }

    func test_nothing_changes_within_the_tolerance_nor_on_it() {
        for (inFlight, desired) in [(11.0, 10), (9, 10), (11.01, 12), (8.99, 9)] {
            var autoscaler = Autoscaler(free)
            let seen = autoscaler.decide(
                current: 10, ready: 10, sample: sample(inFlight), now: at(0))
            XCTAssertEqual(seen, desired, "\(inFlight)")
        }
    }

    func test_each_target_measures_its_own() {
        let sample = Autoscaler.Sample(busy: 32, waiting: 8, slots: 64, arrivalsPerSecond: 300)
        let table: [(Autoscaler.Target, Int)] = [
            (.utilization(0.25), 4),  // 32/64 ÷ 0.25 = 2
            (.inFlight(10), 8),  // 40 ÷ 10
            (.rate(100), 6), (.queue(4), 4),
        ]
        for (target, desired) in table {
            var settings = free
            settings.target = target
            var autoscaler = Autoscaler(settings)
            XCTAssertEqual(
                autoscaler.decide(current: 2, ready: 2, sample: sample, now: at(0)), desired,
                "\(target)")
        }
    }

    func test_nothing_changes_without_a_measurement() {
        var autoscaler = Autoscaler(free)
        XCTAssertEqual(autoscaler.decide(current: 3, ready: 0, sample: nil, now: at(0)), 3)
        XCTAssertEqual(autoscaler.decide(current: 3, ready: 3, sample: nil, now: at(15)), 3)
    }

    func test_bounds_hold_even_without_a_measurement() {
        var autoscaler = Autoscaler(settings(min: 4, max: 6))
        XCTAssertEqual(autoscaler.decide(current: 2, ready: 0, sample: nil, now: at(0)), 4)
        XCTAssertEqual(autoscaler.decide(current: 9, ready: 0, sample: nil, now: at(15)), 6)
    }

    func test_starting_instances_count_as_idle_on_the_way_up() {
        // Ready 4 of 8 at ratio 2: over all 8 · 1.0, within tolerance, so none is added twice.
        var autoscaler = Autoscaler(free)
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 4, sample: sample(20), now: at(0)), 8)
        // At ratio 3 over all it is 1.5: ⌈1.5 · 8⌉ = 12.
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 4, sample: sample(30), now: at(15)), 12)
        // At ratio 1.5 over all it is 0.75, the other way: no change.
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 4, sample: sample(15), now: at(30)), 8)
        // On the way down only the ready ones count: ⌈0.5 · 4⌉ = 2.
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 4, sample: sample(5), now: at(45)), 2)
    }

    func test_the_default_limit_upwards_is_the_larger_of_double_and_four_more() {
        for (current, limit) in [(1, 5), (3, 7), (4, 8), (5, 10), (20, 40)] {
            var autoscaler = Autoscaler(settings())
            let desired = autoscaler.decide(
                current: current, ready: current, sample: sample(1_000), now: at(0))
            XCTAssertEqual(desired, limit)
        }
    }

    func test_a_period_counts_what_was_added_within_it() {
        let steps = [Autoscaler.Step(.instances(4), per: .seconds(60))]
        var autoscaler = Autoscaler(settings(up: .init(stabilisation: .zero, steps: steps)))
        let decide = { (autoscaler: inout Autoscaler, current: Int, inFlight: Double, s: Int64) in
            autoscaler.decide(
                current: current, ready: current, sample: self.sample(inFlight), now: self.at(s))
        }
        XCTAssertEqual(decide(&autoscaler, 2, 15, 0), 3)  // ⌈3⌉: one of the four
        XCTAssertEqual(decide(&autoscaler, 3, 100, 15), 6)  // the other three
        XCTAssertEqual(decide(&autoscaler, 6, 100, 30), 6)
        XCTAssertEqual(decide(&autoscaler, 6, 100, 60), 7)  // the one of second 0 has left
        XCTAssertEqual(decide(&autoscaler, 7, 100, 75), 10)  // and the three of second 15
    }

    func test_select_takes_the_larger_the_smaller_or_no_change() {
        let steps = [
            Autoscaler.Step(.percent(50), per: .seconds(15)),
            Autoscaler.Step(.instances(2), per: .seconds(15)),
        ]
        let table: [(Autoscaler.Select, up: Int, down: Int)] = [
            (.max, 15, 5), (.min, 12, 8), (.disabled, 10, 10),
        ]
        for (select, up, down) in table {
            let rules = Autoscaler.Rules(stabilisation: .zero, select: select, steps: steps)
            var autoscaler = Autoscaler(settings(up: rules, down: rules))
            XCTAssertEqual(
                autoscaler.decide(current: 10, ready: 10, sample: sample(100), now: at(0)), up)
            var other = Autoscaler(settings(up: rules, down: rules))
            XCTAssertEqual(
                other.decide(current: 10, ready: 10, sample: sample(1), now: at(0)), down)
        }
    }

    func test_percentages_of_a_whole_are_not_pushed_up_by_rounding() {
        // 100 · 1.1 = 110.00000000000001 as doubles; 110 all the same.
        let rules = Autoscaler.Rules(
            stabilisation: .zero, steps: [.init(.percent(10), per: .seconds(15))])
        var autoscaler = Autoscaler(settings(max: 1_000, up: rules))
        XCTAssertEqual(
            autoscaler.decide(current: 100, ready: 100, sample: sample(90), now: at(0)), 110)
    }

    func test_scaling_down_waits_for_the_highest_recommendation_to_leave_the_window() {
        var autoscaler = Autoscaler(settings())
        XCTAssertEqual(autoscaler.decide(current: 8, ready: 8, sample: sample(10), now: at(0)), 8)
        for second in stride(from: Int64(15), to: 300, by: 15) {
            let desired = autoscaler.decide(
                current: 8, ready: 8, sample: sample(5), now: at(second))
            XCTAssertEqual(desired, 8, "second \(second)")
        }
        // At 300 s the 8 of second 0 has left; the highest of the window is ⌈8 · 0.5⌉ = 4.
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 8, sample: sample(5), now: at(300)), 4)
    }

    func test_the_count_at_the_first_look_is_the_first_recommendation() {
        var autoscaler = Autoscaler(settings())
        XCTAssertEqual(autoscaler.decide(current: 8, ready: 8, sample: sample(5), now: at(0)), 8)
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 8, sample: sample(5), now: at(299)), 8)
        XCTAssertEqual(
            autoscaler.decide(current: 8, ready: 8, sample: sample(5), now: at(300)), 4)
    }

    func test_scaling_up_with_a_window_takes_its_lowest_recommendation() {
        let up = Autoscaler.Rules(
            stabilisation: .seconds(30), steps: [.init(.percent(1_000), per: .seconds(15))])
        var autoscaler = Autoscaler(settings(up: up))
        let decide = { (autoscaler: inout Autoscaler, inFlight: Double, second: Int64) in
            autoscaler.decide(
                current: 4, ready: 4, sample: self.sample(inFlight), now: self.at(second))
        }
        XCTAssertEqual(decide(&autoscaler, 40, 0), 4)  // the 4 found at the first look
        XCTAssertEqual(decide(&autoscaler, 20, 15), 4)
        XCTAssertEqual(decide(&autoscaler, 40, 30), 8)  // of 16, 8 and 16
    }
}

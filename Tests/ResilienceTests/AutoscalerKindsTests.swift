import Chance
import Resilience
import Timebase
import XCTest

/// KEDA's way to zero and back, AWS's target tracking, and forecasts.
final class AutoscalerKindsTests: XCTestCase {
    typealias Instance = Autoscaler.Instance

    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// So many instances, each with so many waiting and as many arrivals a second.
    private func serving(_ count: Int, _ each: Double, since: Double = 0) -> [Instance] {
        let sample = Autoscaler.Sample(
            busy: each, waiting: each, slots: 100, arrivalsPerSecond: each)
        let one = Instance(
            .running(isReady: true), startedAt: at(since), changedAt: at(since), sample: sample)
        return Array(repeating: one, count: count)
    }

    // MARK: KEDA

    private func keda(
        min: Int = 0, cooldown: Double = 300, activation: Double = 0,
        fallback: ScaleToZero.Fallback? = nil
    ) -> Autoscaler {
        Autoscaler(
            .init(
                kind: .keda(
                    .init(
                        cooldownPeriod: .nanoseconds(Int64(cooldown * 1e9)),
                        activation: activation, fallback: fallback)),
                min: min, max: 20, metrics: [.queue(5)],
                scaleDown: .init(
                    stabilisation: .zero, steps: Autoscaler.Rules.scaleDown.steps)))
    }

    func test_keda_starts_one_at_the_first_poll_that_finds_use() {
        var autoscaler = keda()
        func look(_ unmet: Double, _ second: Double) -> Int {
            autoscaler.decide(.init([], unmetPerSecond: unmet), now: at(second))
        }
        XCTAssertEqual(look(0, 0), 0)
        // Polls every 30 s: the look at 15 s is none. At 30 s it is, and 40 wait: one, not eight.
        XCTAssertEqual(look(40, 15), 0)
        XCTAssertEqual(look(40, 30), 1)
    }

    func test_keda_needs_more_than_its_activation() {
        var autoscaler = keda(activation: 10)
        XCTAssertEqual(autoscaler.decide(.init([], unmetPerSecond: 10), now: at(0)), 0)
        XCTAssertEqual(autoscaler.decide(.init([], unmetPerSecond: 11), now: at(30)), 1)
    }

    func test_between_one_and_many_the_hpa_divides_the_total_by_the_target() {
        // Two instances with 12 each: ⌈24 ÷ 5⌉ = 5. 3 · 5 = 15 over three is the target itself.
        var autoscaler = keda()
        XCTAssertEqual(autoscaler.decide(.init(serving(2, 12)), now: at(0)), 5)
        XCTAssertEqual(autoscaler.decide(.init(serving(3, 5)), now: at(15)), 3)
        // Nothing waits: the HPA goes to 1 and no further, KEDA waits for its cooldown.
        XCTAssertEqual(autoscaler.decide(.init(serving(3, 0)), now: at(20)), 1)
    }

    func test_keda_goes_to_zero_after_more_than_its_cooldown() {
        var autoscaler = keda(cooldown: 60)
        XCTAssertEqual(autoscaler.decide(.init(serving(1, 5)), now: at(0)), 1)  // active
        XCTAssertEqual(autoscaler.decide(.init(serving(1, 0)), now: at(30)), 1)
        XCTAssertEqual(autoscaler.decide(.init(serving(1, 0)), now: at(60)), 1)  // 60 s are no more
        XCTAssertEqual(autoscaler.decide(.init(serving(1, 0)), now: at(75)), 1)  // no poll
        XCTAssertEqual(autoscaler.decide(.init(serving(4, 0)), now: at(90)), 0)
    }

    func test_keda_never_active_goes_to_zero_at_once_and_min_1_never() {
        var autoscaler = keda()
        XCTAssertEqual(autoscaler.decide(.init(serving(2, 0)), now: at(15)), 0)
        var kept = keda(min: 1)
        XCTAssertEqual(kept.decide(.init(serving(2, 0)), now: at(1_000)), 1)
    }

    func test_keda_falls_back_after_more_failed_polls_than_its_threshold() {
        var autoscaler = keda(fallback: .init(failureThreshold: 2, replicas: 6))
        func look(_ second: Double) -> Int {
            autoscaler.decide(.init(serving(2, 0), unavailable: [.queue]), now: at(second))
        }
        XCTAssertEqual([0, 15, 30, 45].map { look($0) }, [2, 2, 2, 2])  // two failed polls
        XCTAssertEqual(look(60), 6)  // 6 · target over two: ratio 3
        // One that succeeds again ends it.
        XCTAssertEqual(autoscaler.decide(.init(serving(6, 5)), now: at(90)), 6)
        XCTAssertEqual(autoscaler.decide(.init(serving(6, 10)), now: at(105)), 12)
    }

    func test_keda_without_fallback_holds_and_does_not_go_to_zero() {
        var autoscaler = keda()
        for poll in 0..<40 {
            let look = Autoscaler.Look(serving(3, 0), unavailable: [.queue])
            XCTAssertEqual(autoscaler.decide(look, now: at(Double(poll) * 30)), 3)
        }
    }

    // MARK: target tracking

    private func tracking(
        warmup: Duration = .seconds(300), goesIn: Bool = true,
        metrics: [Autoscaler.Target] = [.rate(10)]
    ) -> Autoscaler {
        Autoscaler(
            .init(
                kind: .targetTracking(.init(warmup: warmup, goesIn: goesIn)), min: 1, max: 50,
                metrics: metrics, every: .seconds(60)))
    }

    func test_it_goes_out_at_the_third_data_point_above_its_target() {
        var autoscaler = tracking()
        // ⌈4 · 15 ÷ 10⌉ = 6; a data point at the target ends the row.
        let counts = [15.0, 15, 10, 15, 15, 15].enumerated().map { minute, each in
            autoscaler.decide(.init(serving(4, each)), now: at(Double(minute + 1) * 60))
        }
        XCTAssertEqual(counts, [4, 4, 4, 4, 4, 6])
    }

    func test_what_warms_up_is_not_measured_and_not_added_twice() {
        var autoscaler = tracking()
        for minute in 1...3 {
            _ = autoscaler.decide(.init(serving(4, 15)), now: at(Double(minute) * 60))
        }
        // At 4 min two warm up: still ⌈4 · 15 ÷ 10⌉ = 6. At 5 min the four have 20: 8.
        let warming = serving(2, 0, since: 185)
        XCTAssertEqual(autoscaler.decide(.init(serving(4, 15) + warming), now: at(240)), 6)
        XCTAssertEqual(autoscaler.decide(.init(serving(4, 20) + warming), now: at(300)), 8)
    }

    func test_it_goes_in_after_fifteen_low_data_points_and_not_while_somebody_warms_up() {
        // 8.9 is below 0.9 of the target, 9 is not. ⌈10 · 8.9 ÷ 10⌉ = 9.
        var autoscaler = tracking()
        var counts = (1...16).map { minute in
            let each = minute == 1 ? 9.0 : 8.9
            return autoscaler.decide(.init(serving(10, each)), now: at(Double(minute) * 60))
        }
        XCTAssertEqual(counts, Array(repeating: 10, count: 15) + [9])
        // Fifteen more, the last while an instance has served for only 299 s.
        counts = (1...15).map { minute in
            let all = serving(8, 5) + serving(1, 5, since: 960 + Double(minute) * 60 - 299)
            return autoscaler.decide(.init(all), now: at(960 + Double(minute) * 60))
        }
        XCTAssertEqual(counts, Array(repeating: 9, count: 15))
        XCTAssertEqual(autoscaler.decide(.init(serving(9, 5)), now: at(1_920)), 5)  // ⌈4.5⌉
    }

    func test_missing_data_and_disabled_scale_in_change_nothing() {
        var autoscaler = tracking()
        for minute in 1...20 {
            let unavailable: [Autoscaler.Target.Kind] = minute % 3 == 0 ? [.rate] : []
            let look = Autoscaler.Look(serving(4, 50), unavailable: unavailable)
            XCTAssertEqual(autoscaler.decide(look, now: at(Double(minute) * 60)), 4)
        }
        var kept = tracking(goesIn: false)
        for minute in 1...40 {
            XCTAssertEqual(
                kept.decide(.init(serving(4, 0)), now: at(Double(minute) * 60)), 4)
        }
    }

    func test_of_several_policies_the_largest_counts_and_all_must_agree_to_go_in() {
        var autoscaler = tracking(metrics: [.rate(10), .queue(2)])
        for minute in 1...40 {  // The queue is at its target, the rate at a fifth of its own.
            XCTAssertEqual(
                autoscaler.decide(.init(serving(5, 2)), now: at(Double(minute) * 60)), 5)
        }
    }

    // MARK: forecasts

    func test_a_line_through_a_ramp_is_read_ahead() {
        // 10, 20, 30 at 10, 20, 30 s: one a second; at 30 s, 15 s ahead: 45.
        var forecast = LoadForecast(.init(window: .seconds(60), ahead: .seconds(15)))
        forecast.note(10, at: at(10))
        forecast.note(20, at: at(20))
        XCTAssertNil(forecast.expected(now: at(20)))
        forecast.note(30, at: at(30))
        XCTAssertEqual(forecast.expected(now: at(30))!, 45, accuracy: 1e-9)
        // Noise: 10, 26, 24 have the mean 20 and the slope (10 · 4 + 10 · 10) ÷ 200 = 0.7.
        var noisy = LoadForecast(.init(window: .seconds(60), ahead: .seconds(15)))
        for (load, second) in [(10.0, 10.0), (26, 20), (24, 30)] {
            noisy.note(load, at: at(second))
        }
        XCTAssertEqual(noisy.expected(now: at(30))!, 20 + 0.7 * 25, accuracy: 1e-9)
    }

    func test_a_forecast_forgets_what_is_older_than_its_window_and_is_never_negative() {
        var forecast = LoadForecast(.init(window: .seconds(20), ahead: .seconds(100)))
        for (load, second) in [(900.0, 0.0), (30, 10), (20, 20), (10, 30)] {
            forecast.note(load, at: at(second))
        }
        XCTAssertEqual(forecast.expected(now: at(30)), 0)
    }

    func test_the_larger_of_forecast_and_reaction_counts() {
        let all = [Autoscaler.Step(.percent(100_000), per: .seconds(1))]
        var autoscaler = Autoscaler(
            .init(
                min: 1, max: 100, metrics: [.rate(10)], every: .seconds(10),
                scaleUp: .init(stabilisation: .zero, steps: all),
                scaleDown: .init(
                    stabilisation: .zero, steps: [.init(.percent(100), per: .seconds(1))]),
                forecast: .init(window: .seconds(60), ahead: .seconds(30))))
        // Ten instances at 10, 20 and 30/s each: totals of 100, 200, 300 at 5, 15 and 25 s, ten a
        // second. At 30 s, 30 s ahead: 300 + 350 = 650, which 65 instances carry.
        XCTAssertEqual(autoscaler.decide(.init(serving(10, 10)), now: at(10)), 10)
        XCTAssertEqual(autoscaler.decide(.init(serving(10, 20)), now: at(20)), 20)
        XCTAssertEqual(autoscaler.decide(.init(serving(10, 30)), now: at(30)), 65)
        // Then 30: a slope of (−15 · 100 − 5 · 200 + 5 · 300 + 15 · 30) ÷ 500 = −1.1 around 157.5
        // at 20 s; at 70 s 102.5, which ten instances carry, though three would do now.
        XCTAssertEqual(autoscaler.decide(.init(serving(10, 3)), now: at(40)), 10)
    }

    func test_the_line_is_the_best_of_many_over_seeds() {
        for seed in 0..<200 {
            var draws = Generator(Key(seed: UInt64(seed)))
            let points = (0..<3 + draws.below(8)).map { (Double($0), draws.uniform() * 100) }
            var forecast = LoadForecast(.init(window: .seconds(600), ahead: .seconds(10)))
            for (second, load) in points { forecast.note(load, at: at(second)) }
            let end = points.last!.0
            let expected = forecast.expected(now: at(end))!
            guard expected > 0 else { continue }
            // No other line through the same value there has smaller squares: scan its slopes.
            func squares(_ slope: Double, _ value: Double) -> Double {
                points.reduce(0) { sum, point in
                    let error = point.1 - value - slope * (point.0 - end - 10)
                    return sum + error * error
                }
            }
            let steps = (-2_000...2_000).map { Double($0) / 20 }
            let here = steps.map { squares($0, expected) }.min()!
            for other in [expected - 5, expected + 5] {
                let there = steps.map { squares($0, other) }.min()!
                XCTAssertLessThanOrEqual(here, there, "seed \(seed)")
            }
        }
    }
}

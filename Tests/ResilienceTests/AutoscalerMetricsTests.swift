import Chance
import Resilience
import Timebase
import XCTest

/// Unready and missing instances, several metrics, and the numbers that HPA's own pages publish.
final class AutoscalerMetricsTests: XCTestCase {
    typealias Instance = Autoscaler.Instance

    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// No limit and no window in either direction, so that the formula alone speaks.
    private func free(_ metrics: [Autoscaler.Target], tolerance: Double = 0.1) -> Autoscaler {
        let up = [Autoscaler.Step(.percent(100_000), per: .seconds(1))]
        let down = [Autoscaler.Step(.percent(100), per: .seconds(1))]
        return Autoscaler(
            Autoscaler.Settings(
                min: 1, max: 1_000, metrics: metrics, tolerance: tolerance,
                scaleUp: .init(stabilisation: .zero, steps: up),
                scaleDown: .init(stabilisation: .zero, steps: down)))
    }

    /// One that uses so much of its 1,000 slots, and as much of every other metric.
    private func serving(_ used: Double, since: Double = 0, started: Double = 0) -> Instance {
        Instance(
            .running(isReady: true), startedAt: at(started), changedAt: at(since),
            sample: .init(busy: used, waiting: 0, slots: 1_000, arrivalsPerSecond: used))
    }

    private var missing: Instance { Instance(.running(isReady: false)) }
    private var pending: Instance { Instance(.pending) }

    private func decide(
        _ instances: [Instance], _ metrics: [Autoscaler.Target] = [.utilization(0.5)],
        now: Double = 1_000, unavailable: [Autoscaler.Target.Kind] = []
    ) -> Int {
        var autoscaler = free(metrics)
        return autoscaler.decide(
            Autoscaler.Look(instances, unavailable: unavailable), now: at(now))
    }

    // MARK: published numbers

    func test_fifty_at_90_of_75_per_cent_become_60() {
        // ⌈50 · 0.9 ÷ 0.75⌉ = ⌈50 · 1.2⌉
        let fifty = Array(repeating: serving(900), count: 50)
        XCTAssertEqual(decide(fifty, [.utilization(0.75)]), 60)
    }

    func test_five_that_use_28_per_cent_of_50_become_three() {
        // (100 + 300 + 500 + 250 + 250) ÷ 5,000 = 28 %; ⌈5 · 0.28 ÷ 0.5⌉ = ⌈2.8⌉
        XCTAssertEqual(decide([100, 300, 500, 250, 250].map { serving($0) }), 3)
    }

    func test_a_ratio_of_1_02_changes_nothing() {
        XCTAssertEqual(decide(Array(repeating: serving(510), count: 7)), 7)
    }

    func test_each_direction_has_its_own_tolerance() {
        let down = Autoscaler.Rules(
            stabilisation: .zero, steps: Autoscaler.Rules.scaleDown.steps, tolerance: 0.02)
        let up = Autoscaler.Rules(
            stabilisation: .zero, steps: Autoscaler.Rules.scaleUp.steps, tolerance: 0.3)
        let settings = Autoscaler.Settings(
            min: 1, max: 100, metrics: [.utilization(0.5)], scaleUp: up, scaleDown: down)
        // Ratios 1.3 and 1.32, 0.98 and 0.96 over 20: ⌈26.4⌉ and ⌈19.2⌉.
        for (used, count) in [(650.0, 20), (660, 27), (490, 20), (480, 20), (470, 19)] {
            var autoscaler = Autoscaler(settings)
            let look = Autoscaler.Look(Array(repeating: serving(used), count: 20))
            XCTAssertEqual(autoscaler.decide(look, now: at(1_000)), count, "\(used)")
        }
    }

    // MARK: missing and unready

    func test_missing_ones_count_as_idle_on_the_way_up() {
        // Ratio 2 over 4; with 2 missing (4 · 2 + 0) ÷ 6 = 1.33: ⌈8⌉. With 4 missing 1.0: none.
        let busy = Array(repeating: serving(1_000), count: 4)
        XCTAssertEqual(decide(busy + [missing, missing]), 8)
        XCTAssertEqual(decide(busy + Array(repeating: missing, count: 4)), 8)
        // With 5 missing 0.89 points the other way: the nine stay.
        XCTAssertEqual(decide(busy + Array(repeating: missing, count: 5)), 9)
    }

    func test_missing_ones_count_as_wholly_used_on_the_way_down() {
        // Utilization: 100 % of the slots, which is 2 × the target: (8 · 0.2 + 2 · 2) ÷ 10 = 0.56;
        // ⌈5.6⌉ = 6. Of a rate: the target: (8 · 0.2 + 2) ÷ 10 = 0.36; ⌈3.6⌉ = 4.
        let idle = Array(repeating: serving(100), count: 8)
        XCTAssertEqual(decide(idle + [missing, missing]), 6)
        XCTAssertEqual(decide(idle + [missing, missing], [.rate(500)]), 4)
        // (4 · 0.2 + 4 · 2) ÷ 8 = 1.1: within tolerance; with 6 missing 1.28: the other way.
        let half = Array(repeating: serving(100), count: 4)
        XCTAssertEqual(decide(half + Array(repeating: missing, count: 4)), 8)
        XCTAssertEqual(decide(half + Array(repeating: missing, count: 6)), 10)
    }

    func test_pending_ones_count_as_idle_on_the_way_up_and_not_at_all_down() {
        let busy = Array(repeating: serving(1_000), count: 4)
        XCTAssertEqual(decide(busy + [pending, pending]), 8)
        // Down ⌈4 · 0.5⌉ = 2, whatever starts.
        let idle = Array(repeating: serving(250), count: 4)
        XCTAssertEqual(decide(idle + [pending, pending]), 2)
    }

    func test_a_young_one_is_measured_once_it_was_ready_for_a_whole_window() {
        // Looks every 15 s. Five at ratio 2 each; one of them young, ready for 14.9 s or for 15.
        // Left out it counts as idle: 4 · 2 ÷ 5 = 1.6, ⌈8⌉; measured 2 · 5 = 10.
        let old = Array(repeating: serving(1_000), count: 4)
        let ready = { (since: Double) in self.serving(1_000, since: since, started: 980) }
        XCTAssertEqual(decide(old + [ready(985.1)], now: 1_000), 8)
        XCTAssertEqual(decide(old + [ready(985)], now: 1_000), 10)
        // Of other metrics than utilization everything that runs is measured.
        XCTAssertEqual(decide(old + [ready(999)], [.rate(500)], now: 1_000), 10)
    }

    func test_an_old_one_that_is_unready_is_measured_if_it_ever_was_ready() {
        // Older than cpuInitializationPeriod (300 s). Unready since 20 s after its start: never
        // ready but in its first 30 s, so left out; unready since later: its metric counts.
        func unready(since: Double) -> Instance {
            Instance(
                .running(isReady: false), startedAt: at(100), changedAt: at(since),
                sample: serving(1_000).sample)
        }
        let old = Array(repeating: serving(1_000), count: 4)
        XCTAssertEqual(decide(old + [unready(since: 120)]), 8)
        XCTAssertEqual(decide(old + [unready(since: 500)]), 10)
    }

    func test_nothing_changes_when_no_ready_one_has_a_metric() {
        XCTAssertEqual(decide([missing, missing, pending]), 3)
    }

    // MARK: several metrics

    func test_the_largest_recommendation_of_several_metrics_counts() {
        // 300 of 1,000 slots at 50 %: ⌈4 · 0.6⌉ = 3; 300/s at 100/s: 12; at 1,000/s: 2.
        let four = Array(repeating: serving(300), count: 4)
        XCTAssertEqual(decide(four, [.utilization(0.5), .rate(100)]), 12)
        XCTAssertEqual(decide(four, [.rate(1_000), .utilization(0.5)]), 3)
    }

    func test_an_unavailable_metric_forbids_going_down_and_not_up() {
        let four = Array(repeating: serving(300), count: 4)
        let both: [Autoscaler.Target] = [.utilization(0.5), .rate(100)]
        XCTAssertEqual(decide(four, both, unavailable: [.utilization]), 12)
        XCTAssertEqual(decide(four, both, unavailable: [.rate]), 4)  // 3 would be down
        XCTAssertEqual(decide(four, both, unavailable: [.rate, .utilization]), 4)
    }

    func test_a_failing_source_leaves_no_recommendation_behind() {
        // The window holds 8 s of second 0. A look in vain at 290 s adds nothing to it.
        var autoscaler = Autoscaler(.init(min: 1, max: 100, target: .utilization(0.5)))
        func look(_ used: Double, _ second: Double, fails: Bool = false) -> Int {
            let eight = Array(repeating: serving(used), count: 8)
            return autoscaler.decide(
                .init(eight, unavailable: fails ? [.utilization] : []), now: at(second))
        }
        XCTAssertEqual(look(500, 0), 8)
        XCTAssertEqual(look(250, 285, fails: true), 8)
        XCTAssertEqual(look(250, 300), 4)
    }

    // MARK: against a slow, obvious model

    func test_it_decides_as_a_list_of_pods_does_over_seeds() {
        for seed in 0..<3_000 {
            var draws = Generator(Key(seed: UInt64(seed)))
            let metric: Autoscaler.Target = draws.happens(0.5) ? .utilization(0.5) : .rate(500)
            let pods = (0..<1 + draws.below(8)).map { _ in randomPod(&draws) }
            XCTAssertEqual(
                decide(pods, [metric], now: 1_000), model(pods, metric, now: 1_000),
                "seed \(seed): \(pods), \(metric)")
        }
    }

    private func randomPod(_ draws: inout Generator) -> Instance {
        let used = Double(draws.below(11)) * 100
        let started = Double(draws.below(1_000))
        let changed = started + Double(draws.below(1_000 - Int(started)))
        var pod = serving(used, since: changed, started: started)
        if draws.happens(0.2) { pod.phase = .running(isReady: false) }
        if draws.happens(0.2) { pod.sample = nil }
        if draws.happens(0.1) { pod.phase = .pending }
        return pod
    }

    /// HPA's two functions with its maps written out: a value a pod, in units of the target.
    private func model(_ pods: [Instance], _ metric: Autoscaler.Target, now: Double) -> Int {
        var values: [Int: Double] = [:]
        var (unready, missing): (Set<Int>, Set<Int>) = ([], [])
        for (name, pod) in pods.enumerated() {
            let (started, changed) = (pod.startedAt.seconds, pod.changedAt.seconds)
            if pod.phase == .pending {
                unready.insert(name)
            } else if let sample = pod.sample {
                let isReady = pod.phase == .running(isReady: true)
                let isYoung = started + 300 > now
                let isTooNew =
                    isYoung
                    ? !isReady || now < changed + 15
                    : !isReady && started + 30 > changed
                if metric == .utilization(0.5) && isTooNew {
                    unready.insert(name)
                } else {
                    values[name] = sample.busy / 500
                }
            } else {
                missing.insert(name)
            }
        }
        guard !values.isEmpty else { return pods.count }
        func mean() -> Double { values.values.sorted().reduce(0, +) / Double(values.count) }
        let ratio = mean()
        if !(unready.count > 0 && ratio > 1) && missing.isEmpty {
            return abs(ratio - 1) <= 0.1 + 1e-9
                ? pods.count : max(1, Int((ratio * Double(values.count) - 1e-9).rounded(.up)))
        }
        for name in missing {
            if ratio < 1 { values[name] = metric == .utilization(0.5) ? 2 : 1 }
            if ratio > 1 || (ratio == 1 && metric != .utilization(0.5)) { values[name] = 0 }
        }
        if ratio > 1 { for name in unready { values[name] = 0 } }
        let again = mean()
        if abs(again - 1) <= 0.1 + 1e-9 || (ratio < 1) != (again < 1) && ratio != 1 {
            return pods.count
        }
        let count = Int((again * Double(values.count) - 1e-9).rounded(.up))
        if (again < 1 && count > pods.count) || (again > 1 && count < pods.count) {
            return pods.count
        }
        return max(1, count)
    }
}

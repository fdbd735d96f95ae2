import Chance
import Timebase
import Workloads
import XCTest

final class ArrivalProcessTests: XCTestCase {
    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    private func dues(_ process: ArrivalProcess?) -> [Instant] {
        guard var process else { return [] }
        var dues: [Instant] = []
        while let due = process.next() { dues.append(due) }
        return dues
    }

    private func constant(
        _ rate: RateShape, from: Int64 = 0, until: Int64
    ) -> [Double] {
        let process = ArrivalProcess(
            rate: rate, arrivals: .constant, key: Key(seed: 1), from: at(from), until: at(until))
        return dues(process).map { $0.seconds }
    }

    private func assertEqual(
        _ seen: [Double], _ expected: [Double], line: UInt = #line
    ) {
        XCTAssertEqual(seen.count, expected.count, "\(seen)", line: line)
        for (seen, expected) in zip(seen, expected) {
            // Half a nanosecond of rounding.
            XCTAssertEqual(seen, expected, accuracy: 0.51e-9, line: line)
        }
    }

    func test_a_constant_rate_is_due_in_the_middle_of_each_interval() {
        assertEqual(constant(.constant(10), until: 400), [0.05, 0.15, 0.25, 0.35])
        assertEqual(constant(.constant(3), until: 1_000), [1.0 / 6, 3.0 / 6, 5.0 / 6])
    }

    func test_the_window_is_half_open() {
        // The middle of the fourth interval of 100 ms is at 350 ms.
        assertEqual(constant(.constant(10), until: 350), [0.05, 0.15, 0.25])
        assertEqual(constant(.constant(10), from: 1_000, until: 1_150), [1.05])
        assertEqual(constant(.constant(10), from: 500, until: 500), [])
        assertEqual(constant(.constant(10), from: 500, until: 400), [])
    }

    func test_a_ramp_is_due_where_its_integral_is() {
        // Rate 2t: the integral is t², the n-th point at √(n − ½), up to 4 s; then 8/s.
        let ramp = RateShape.ramp(from: 0, to: 8, over: .seconds(4))
        let rising = (1...16).map { (Double($0) - 0.5).squareRoot() }
        let steady = (0..<8).map { 4 + (Double($0) + 0.5) / 8 }
        assertEqual(constant(ramp, until: 5_000), rising + steady)
    }

    func test_a_falling_ramp_ends_at_its_lower_rate() {
        // Rate 8 − 2t: 8t − t² = n − ½, so t = 4 − √(16 − n + ½); 16 in all and then none.
        let ramp = RateShape.ramp(from: 8, to: 0, over: .seconds(4))
        let falling = (1...16).map { 4 - (16.5 - Double($0)).squareRoot() }
        assertEqual(constant(ramp, until: 100_000), falling)
    }

    func test_a_ramp_may_be_cut_anywhere() {
        // From 1 s on the integral is t² − 1: √(1 + n − ½).
        let ramp = RateShape.ramp(from: 0, to: 8, over: .seconds(4))
        assertEqual(
            constant(ramp, from: 1_000, until: 2_000), [1.5, 2.5, 3.5].map { $0.squareRoot() })
    }

    func test_steps_carry_what_is_left_of_an_interval_over() {
        // 1/s for 2 s gives 2 points (0.5, 1.5 s) and ends half an interval after the second; 10/s
        // from there is due at 2.05, 2.15, …; nothing at 0/s from 2.2 s to 3 s; at 2/s again
        // half an interval, 0.25 s, after 3 s.
        let steps = RateShape.steps([
            .init(at: .start, rate: 1), .init(at: at(2_000), rate: 10),
            .init(at: at(2_200), rate: 0), .init(at: at(3_000), rate: 2),
        ])
        assertEqual(constant(steps, until: 4_000), [0.5, 1.5, 2.05, 2.15, 3.25, 3.75])
    }

    func test_nothing_is_due_before_the_first_step_nor_at_no_rate() {
        let late = RateShape.steps([.init(at: at(1_000), rate: 2)])
        assertEqual(constant(late, until: 2_000), [1.25, 1.75])
        assertEqual(constant(.constant(0), until: 1_000_000), [])
        assertEqual(constant(.steps([]), until: 1_000_000), [])
    }

    func test_a_wave_has_its_mean_rate_and_its_low_at_the_start() {
        // Between 0 and 100/s every 4 s: 200 a period, half of them within a second of the peak
        // at 2 s give or take: ∫ from 1 to 3 s of 50 − 50·cos(πt/2) = 100 + 200/π = 163.7.
        let wave = RateShape.wave(low: 0, high: 100, every: .seconds(4))
        let seen = constant(wave, until: 8_000)
        XCTAssertEqual(seen.count, 400)
        XCTAssertEqual(seen.filter { $0 < 4 }.count, 200)
        XCTAssertEqual(Double(seen.filter { $0 >= 1 && $0 < 3 }.count), 163.7, accuracy: 1.1)
        // Every period is the first one again, wherever the process begins.
        let first = Array(seen.prefix(200))
        assertEqual(Array(seen.suffix(200)), first.map { $0 + 4 })
        assertEqual(constant(wave, from: 40_000, until: 44_000), first.map { $0 + 40 })
    }

    func test_a_spike_is_the_base_and_an_extra_process_in_its_window() {
        let spike = RateShape.spike(base: 2, spike: 12, at: at(1_000), lasts: .milliseconds(300))
        assertEqual(constant(spike, until: 2_000), [0.25, 0.75, 1.25, 1.75])
        let extra = ArrivalProcess(
            spikeOf: spike, arrivals: .constant, key: Key(seed: 2), until: at(2_000))
        assertEqual(dues(extra).map(\.seconds), [1.05, 1.15, 1.25])  // (12 − 2)/s
        let cut = ArrivalProcess(
            spikeOf: spike, arrivals: .constant, key: Key(seed: 2), until: at(1_200))
        assertEqual(dues(cut).map(\.seconds), [1.05, 1.15])
    }

    func test_what_is_no_overload_has_no_extra_process() {
        let key = Key(seed: 1)
        XCTAssertNil(
            ArrivalProcess(
                spikeOf: .constant(5), arrivals: .poisson, key: key, until: at(1_000)))
        let dip = RateShape.spike(base: 5, spike: 1, at: .start, lasts: .seconds(1))
        XCTAssertNil(
            ArrivalProcess(spikeOf: dip, arrivals: .poisson, key: key, until: at(1_000)))
        XCTAssertNil(
            ArrivalProcess(
                overload: 1, of: .constant(5), arrivals: .poisson, key: key, from: .start,
                until: at(1_000)))
    }

    func test_an_overload_adds_so_many_times_the_base_in_its_window() {
        // A factor of 3 over 5/s adds 10/s.
        let extra = ArrivalProcess(
            overload: 3, of: .constant(5), arrivals: .constant, key: Key(seed: 1),
            from: at(1_000), until: at(1_400))
        assertEqual(dues(extra).map(\.seconds), [1.05, 1.15, 1.25, 1.35])
    }

    func test_poisson_arrivals_of_the_base_are_the_same_with_and_without_a_spike() {
        let spike = RateShape.spike(base: 50, spike: 900, at: at(1_000), lasts: .seconds(2))
        let key = Key(seed: 3)
        let with = ArrivalProcess(
            rate: spike, arrivals: .poisson, key: key, from: .start, until: at(60_000))
        let without = ArrivalProcess(
            rate: .constant(50), arrivals: .poisson, key: key, from: .start, until: at(60_000))
        XCTAssertEqual(dues(with), dues(without))
    }

    func test_poisson_arrivals_do_not_depend_on_where_the_run_ends() {
        let key = Key(seed: 3)
        let wave = RateShape.wave(low: 10, high: 90, every: .seconds(7))
        let short = ArrivalProcess(
            rate: wave, arrivals: .poisson, key: key, from: .start, until: at(20_000))
        let long = ArrivalProcess(
            rate: wave, arrivals: .poisson, key: key, from: .start, until: at(60_000))
        let expected = dues(short)
        XCTAssertEqual(Array(dues(long).prefix(expected.count)), expected)
    }

    func test_poisson_counts_have_a_variance_as_large_as_their_mean() {
        // 10,000 windows of 100 ms at 200/s: mean 20, of which the error is √(20/10,000) = 0.0447;
        // the index of dispersion is 1 ± √(2/10,000) = 0.0141.
        let process = ArrivalProcess(
            rate: .constant(200), arrivals: .poisson, key: Key(seed: 4), from: .start,
            until: at(1_000_000))
        var counts = [Double](repeating: 0, count: 10_000)
        for due in dues(process) { counts[Int(due.nanoseconds / 100_000_000)] += 1 }
        let mean = counts.reduce(0, +) / 10_000
        let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 9_999
        XCTAssertEqual(mean, 20, accuracy: 4 * 0.0447)
        XCTAssertEqual(variance / mean, 1, accuracy: 4 * 0.0141)
    }

    func test_poisson_counts_follow_a_ramp() {
        // 0 to 1000/s over 100 s: a second t … t+1 has 10·t + 5; χ² over 100 seconds has mean 100
        // and deviation √200 = 14.1.
        let ramp = RateShape.ramp(from: 0, to: 1_000, over: .seconds(100))
        let process = ArrivalProcess(
            rate: ramp, arrivals: .poisson, key: Key(seed: 5), from: .start, until: at(100_000))
        var counts = [Double](repeating: 0, count: 100)
        for due in dues(process) { counts[Int(due.seconds)] += 1 }
        var chiSquare = 0.0
        for (second, count) in counts.enumerated() {
            let expected = 10 * Double(second) + 5
            chiSquare += (count - expected) * (count - expected) / expected
        }
        XCTAssertEqual(chiSquare, 100, accuracy: 4 * 14.1)
    }

    func test_dues_rise_and_stay_in_the_window_whatever_the_shape() {
        for seed in UInt64(0)..<300 {
            var generator = Generator(Key(seed: seed))
            let rates = (0..<4).map { _ in
                generator.happens(0.2) ? 0 : 1_000 * generator.uniform()
            }
            let steps = (0..<4).map { place in
                RateShape.Step(at: at(Int64(place) * 1_500), rate: rates[place])
            }
            let (low, high) = (min(rates[2], rates[3]), max(rates[2], rates[3]))
            let shapes: [RateShape] = [
                .ramp(from: rates[0], to: rates[1], over: .milliseconds(2_345)), .steps(steps),
                .wave(low: low, high: high, every: .seconds(1)),
            ]
            for (place, shape) in shapes.enumerated() {
                let from = Instant.start + generator.duration(below: .seconds(3))
                let until = from + generator.duration(below: .seconds(4))
                let process = ArrivalProcess(
                    rate: shape, arrivals: place == 0 ? .constant : .poisson,
                    key: Key(seed: seed), from: from, until: until)
                var before = from
                for due in dues(process) {
                    XCTAssertTrue(before <= due && due < until, "seed \(seed), \(shape)")
                    before = due
                }
            }
        }
    }

    func test_a_process_that_has_ended_stays_so() {
        for arrivals in LoadStream.Arrivals.allCases {
            for seed in UInt64(0)..<200 {
                var process = ArrivalProcess(
                    rate: .constant(5), arrivals: arrivals, key: Key(seed: seed), from: .start,
                    until: at(250))
                while process.next() != nil {}
                for _ in 0..<20 { XCTAssertNil(process.next(), "seed \(seed)") }
            }
        }
    }

    func test_a_million_a_second_is_due_every_microsecond() {
        let process = ArrivalProcess(
            rate: .constant(1e6), arrivals: .constant, key: Key(seed: 1), from: .start,
            until: at(1_000))
        let seen = dues(process)
        XCTAssertEqual(seen.count, 1_000_000)
        for (number, due) in seen.enumerated() {
            XCTAssertEqual(due.nanoseconds, Int64(number) * 1_000 + 500)
        }
    }
}

import Chance
import Timebase
import XCTest

final class SamplerTests: XCTestCase {
    private let count = 200_000

    private func draws(_ distribution: Distribution, seed: UInt64 = 1) -> [Duration] {
        let sampler = Sampler(distribution)
        let key = Key(seed: seed)
        return (0..<count).map { sampler.sample(key.child($0)) }
    }

    private func mean(_ draws: [Duration]) -> Double {
        draws.reduce(0) { $0 + $1.milliseconds } / Double(draws.count)
    }

    /// The share of draws up to `bound` is `share` ± 4 of its standard errors √(p(1−p)/n).
    private func assert(
        _ draws: [Duration], upTo bound: Duration, are share: Double, line: UInt = #line
    ) {
        let seen = Double(draws.filter { $0 <= bound }.count) / Double(draws.count)
        let error = (share * (1 - share) / Double(draws.count)).squareRoot()
        XCTAssertEqual(seen, share, accuracy: 4 * error, "up to \(bound)", line: line)
    }

    func test_a_constant_is_always_the_same_and_never_negative() {
        XCTAssertEqual(Sampler(.constant(.milliseconds(5))).sample(Key(seed: 1)), .milliseconds(5))
        XCTAssertEqual(Sampler(.constant(.seconds(-1))).sample(Key(seed: 1)), .zero)
        XCTAssertTrue(Sampler(.constant(.zero)).isZero)
        XCTAssertFalse(Sampler(.constant(.nanoseconds(1))).isZero)
        XCTAssertFalse(Sampler(.exponential(mean: .seconds(1))).isZero)
    }

    func test_a_key_gives_the_same_draw_each_time() {
        let sampler = Sampler(.lognormal(median: .milliseconds(4), p99: .milliseconds(20)))
        let key = Key(seed: 5)
        XCTAssertEqual(sampler.sample(key), sampler.sample(key))
        XCTAssertNotEqual(sampler.sample(key), sampler.sample(key.child(1)))
    }

    func test_exponential_draws_have_their_mean_and_median() {
        let draws = draws(.exponential(mean: .milliseconds(5)))
        // The deviation of an exponential is its mean.
        XCTAssertEqual(mean(draws), 5, accuracy: 4 * 5 / Double(count).squareRoot())
        assert(draws, upTo: .nanoseconds(3_465_736), are: 0.5)  // 5 ms · ln 2
        assert(draws, upTo: .nanoseconds(23_025_851), are: 0.99)  // 5 ms · ln 100
    }

    func test_lognormal_draws_pass_through_median_and_p99() {
        let distribution = Distribution.lognormal(median: .milliseconds(4), p99: .milliseconds(20))
        let draws = draws(distribution)
        assert(draws, upTo: .milliseconds(4), are: 0.5)
        assert(draws, upTo: .milliseconds(20), are: 0.99)
        assert(draws, upTo: .microseconds(800), are: 0.01)  // 4²/20 by symmetry of the logarithm
        // σ = ln 5 ÷ 2.32635 = 0.691829, mean = 4·exp(σ²/2) = 5.08151 ms; the deviation is
        // mean·√(exp(σ²) − 1) = 3.98 ms.
        XCTAssertEqual(Sampler(distribution).mean.milliseconds, 5.08151, accuracy: 1e-5)
        XCTAssertEqual(mean(draws), 5.08151, accuracy: 4 * 3.98 / Double(count).squareRoot())
    }

    func test_lognormal_draws_are_constant_where_median_and_p99_are_one() {
        let draws = draws(.lognormal(median: .milliseconds(4), p99: .milliseconds(4)))
        XCTAssertEqual(Set(draws), [.milliseconds(4)])
    }

    func test_uniform_draws_fill_their_span_and_no_more() {
        let draws = draws(.uniform(from: .milliseconds(1), to: .milliseconds(9)))
        XCTAssertGreaterThanOrEqual(draws.min()!, .milliseconds(1))
        XCTAssertLessThanOrEqual(draws.max()!, .milliseconds(9))
        assert(draws, upTo: .milliseconds(3), are: 0.25)
        // Deviation 8/√12 = 2.31 ms.
        XCTAssertEqual(mean(draws), 5, accuracy: 4 * 2.31 / Double(count).squareRoot())
        let ends = Set(self.draws(.uniform(from: .nanoseconds(1), to: .nanoseconds(3))))
        XCTAssertEqual(ends, [.nanoseconds(1), .nanoseconds(2), .nanoseconds(3)])
    }

    func test_pareto_draws_have_their_tail_and_stay_below_ten_years() {
        let draws = draws(.pareto(min: .milliseconds(1), shape: 1.5))
        XCTAssertGreaterThanOrEqual(draws.min()!, .milliseconds(1))
        // P(x > k·min) = k^−1.5: 1/8 at 4, 1/1000 at 100.
        assert(draws, upTo: .milliseconds(4), are: 0.875)
        assert(draws, upTo: .milliseconds(100), are: 0.999)
        let heavy = self.draws(.pareto(min: .seconds(1), shape: 0.05))
        XCTAssertEqual(heavy.max(), .longest)
        // P(x > 3.1536e8 · min) = (3.1536e8)^−0.05 = 0.3758.
        let cut = Double(heavy.filter { $0 == .longest }.count) / Double(count)
        XCTAssertEqual(cut, 0.3758, accuracy: 4 * 0.0011)
    }

    func test_the_mean_of_a_pareto_is_that_of_its_cut_draws() {
        // Shape 3: 1.5 · min, the cut is out of sight.
        let light = Sampler(.pareto(min: .milliseconds(2), shape: 3))
        XCTAssertEqual(light.mean.milliseconds, 3, accuracy: 1e-6)
        // Shape 1, min 1 s, cut at c = 3.1536e8 s: 1 + ln c = 1 + 19.5692 s.
        let heavy = Sampler(.pareto(min: .seconds(1), shape: 1))
        XCTAssertEqual(heavy.mean.seconds, 20.5692, accuracy: 1e-4)
        // Shape 0.5: min · (0.5 − c^0.5) ÷ −0.5 = 2·17758.4 − 1 = 35,515.7 s.
        let heavier = Sampler(.pareto(min: .seconds(1), shape: 0.5))
        XCTAssertEqual(heavier.mean.seconds, 35_515.7, accuracy: 0.1)
    }

    func test_empirical_draws_are_linear_between_their_quantiles() {
        let quantiles: [Duration] = [.milliseconds(1), .milliseconds(2), .milliseconds(6)]
        let draws = draws(.empirical(quantiles))
        XCTAssertGreaterThanOrEqual(draws.min()!, .milliseconds(1))
        XCTAssertLessThanOrEqual(draws.max()!, .milliseconds(6))
        assert(draws, upTo: .milliseconds(2), are: 0.5)
        assert(draws, upTo: .milliseconds(4), are: 0.75)
        // (1/2 + 2 + 6/2) / 2 = 2.75.
        XCTAssertEqual(Sampler(.empirical(quantiles)).mean, .microseconds(2_750))
        XCTAssertEqual(Set(self.draws(.empirical([.milliseconds(3)]))), [.milliseconds(3)])
    }

    func test_a_mix_draws_its_parts_by_share_however_deep() {
        let inner = Distribution.mix([
            .init(share: 0.5, of: .constant(.milliseconds(1))),
            .init(share: 0.5, of: .constant(.milliseconds(2))),
        ])
        let mix = Distribution.mix([
            .init(share: 0.8, of: inner), .init(share: 0.2, of: .constant(.milliseconds(3))),
        ])
        let draws = draws(mix)
        assert(draws, upTo: .milliseconds(1), are: 0.4)
        assert(draws, upTo: .milliseconds(2), are: 0.8)
        XCTAssertEqual(Sampler(mix).mean, .microseconds(1_800))  // 0.4·1 + 0.4·2 + 0.2·3
    }

    func test_a_mix_whose_shares_add_up_to_a_hair_less_than_one_still_draws() {
        // 3 × 0.3333 leaves 0.0001 for the last.
        let third = Distribution.Share(share: 0.3333, of: .constant(.milliseconds(1)))
        XCTAssertEqual(Set(draws(.mix([third, third, third]))), [.milliseconds(1)])
    }

    func test_extreme_parameters_neither_trap_nor_leave_the_range() {
        let extremes: [Distribution] = [
            .exponential(mean: .longest), .lognormal(median: .nanoseconds(1), p99: .longest),
            .pareto(min: .nanoseconds(1), shape: 1e-6), .pareto(min: .longest, shape: 1),
            .uniform(from: .zero, to: .longest), .exponential(mean: .zero),
            .constant(.forever),
        ]
        for distribution in extremes {
            let sampler = Sampler(distribution)
            for number in 0..<10_000 {
                let draw = sampler.sample(Key(seed: 1).child(number))
                XCTAssertTrue(draw >= .zero && draw <= .longest, "\(distribution): \(draw)")
            }
            XCTAssertTrue(sampler.mean >= .zero && sampler.mean <= .longest, "\(distribution)")
        }
    }
}

import Chance
import Timebase
import XCTest

final class GeneratorTests: XCTestCase {
    /// SplitMix64's published first outputs for state 1234567 (Vigna's reference program).
    func test_bits_are_those_of_splitmix64() {
        var generator = Generator(Key(bits: 1_234_567))
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        ]
        XCTAssertEqual((0..<3).map { _ in generator.next() }, expected)
    }

    func test_every_place_below_a_bound_is_as_likely() {
        // 60,000 draws of 6: a count has mean 10,000 and deviation √(60,000 · 5/36) = 91.3.
        var counts = [Int](repeating: 0, count: 6)
        var generator = Generator(Key(seed: 7))
        for _ in 0..<60_000 { counts[generator.below(6)] += 1 }
        for count in counts { XCTAssertEqual(Double(count), 10_000, accuracy: 4 * 91.3) }
    }

    func test_exponentials_have_the_right_moments_and_tail() {
        let n = 1_000_000.0
        var sum = 0.0
        var squares = 0.0
        var beyond = [0.0, 0.0, 0.0]  // 1, 5, 9: the last is past the ziggurat's edge of 7.697
        var generator = Generator(Key(seed: 8))
        for _ in 0..<1_000_000 {
            let x = generator.exponential()
            XCTAssertGreaterThanOrEqual(x, 0)
            sum += x
            squares += x * x
            for (place, bound) in [1.0, 5, 9].enumerated() where x > bound { beyond[place] += 1 }
        }
        // Mean 1 ± 1/√n; E[x²] = 2, Var[x²] = 24 − 4 = 20.
        XCTAssertEqual(sum / n, 1, accuracy: 4 / n.squareRoot())
        XCTAssertEqual(squares / n, 2, accuracy: 4 * (20 / n).squareRoot())
        for (place, bound) in [1.0, 5, 9].enumerated() {
            let p = Elementary.exp(-bound)
            XCTAssertEqual(beyond[place] / n, p, accuracy: 4 * (p * (1 - p) / n).squareRoot())
        }
    }

    func test_normals_have_the_right_moments_and_tail() {
        let n = 1_000_000.0
        var sums = [0.0, 0.0, 0.0, 0.0]
        // P(|x| > 1), P(|x| > 2.326…) and P(|x| > 4), the last past the ziggurat's edge of 3.654.
        let tails = [(1.0, 0.317_310_5), (2.326_347_9, 0.02), (4.0, 6.334e-5)]
        var beyond = [0.0, 0.0, 0.0]
        var generator = Generator(Key(seed: 9))
        for _ in 0..<1_000_000 {
            let x = generator.normal()
            var power = 1.0
            for moment in 0..<4 {
                power *= x
                sums[moment] += power
            }
            for (place, tail) in tails.enumerated() where x.magnitude > tail.0 {
                beyond[place] += 1
            }
        }
        // Moments 0, 1, 0, 3; their variances are E[x²ᵏ] − E[xᵏ]² = 1, 2, 15, 96.
        let expected = [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]
        for (moment, value) in expected.enumerated() {
            let error = (value.1 / n).squareRoot()
            XCTAssertEqual(sums[moment] / n, value.0, accuracy: 4 * error, "moment \(moment + 1)")
        }
        for (place, tail) in tails.enumerated() {
            let error = (tail.1 * (1 - tail.1) / n).squareRoot()
            XCTAssertEqual(beyond[place] / n, tail.1, accuracy: 4 * error, "beyond \(tail.0)")
        }
    }

    func test_keys_of_different_parts_are_different() {
        var seen: Set<UInt64> = []
        let root = Key(seed: 1)
        for purpose in UInt8(1)...15 {
            let branch = root.child(Purpose(rawValue: purpose)!)
            for number in 0..<1_000 { seen.insert(branch.child(number).bits) }
        }
        XCTAssertEqual(seen.count, 15_000)
    }

    func test_first_draws_of_neighbouring_keys_do_not_follow_one_another() {
        // Lag-1 correlation of n uniforms is 0 ± 1/√n.
        let n = 100_000
        let root = Key(seed: 3)
        var draws: [Double] = []
        for number in 0..<n {
            var generator = Generator(root.child(number))
            draws.append(generator.uniform() - 0.5)
        }
        var sum = 0.0
        for place in 1..<n { sum += draws[place - 1] * draws[place] }
        XCTAssertEqual(sum * 12 / Double(n), 0, accuracy: 4 / Double(n).squareRoot())
    }
}

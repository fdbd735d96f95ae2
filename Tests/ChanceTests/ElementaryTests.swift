import Chance
import Foundation
import XCTest

/// The C library's own functions are within 1 ulp of the truth here, so that agreement to 1 ulp
/// with them, over points where ours is cut and reduced differently, is what can be asked.
final class ElementaryTests: XCTestCase {
    private func assertWithinAnUlp(
        _ ours: Double, _ theirs: Double, _ what: @autoclosure () -> String,
        line: UInt = #line
    ) {
        guard ours != theirs, !(ours.isNaN && theirs.isNaN) else { return }
        XCTAssertLessThanOrEqual((ours - theirs).magnitude, theirs.ulp, what(), line: line)
    }

    func test_log_is_within_an_ulp() {
        var generator = Generator(Key(seed: 1))
        for _ in 0..<200_000 {
            let wide = Double(bitPattern: generator.next() >> 1)  // every exponent, subnormals too
            if wide.isFinite { assertWithinAnUlp(Elementary.log(wide), log(wide), "log(\(wide))") }
            let near = 1 + (generator.uniform() - 0.5) * exp2(-Double(generator.below(50)))
            assertWithinAnUlp(Elementary.log(near), log(near), "log(\(near))")
        }
    }

    func test_exp_is_within_an_ulp() {
        var generator = Generator(Key(seed: 2))
        for _ in 0..<200_000 {
            let wide = (generator.uniform() - 0.5) * 1_500
            assertWithinAnUlp(Elementary.exp(wide), exp(wide), "exp(\(wide))")
            let near = (generator.uniform() - 0.5) * exp2(-Double(generator.below(50)))
            assertWithinAnUlp(Elementary.exp(near), exp(near), "exp(\(near))")
        }
    }

    func test_sine_is_within_an_ulp() {
        var generator = Generator(Key(seed: 3))
        for _ in 0..<200_000 {
            let wide = (generator.uniform() - 0.5) * 2e6
            assertWithinAnUlp(Elementary.sine(wide), sin(wide), "sine(\(wide))")
            let near = (generator.uniform() - 0.5) * 20
            assertWithinAnUlp(Elementary.sine(near), sin(near), "sine(\(near))")
            // Next to a multiple of π nearly all bits cancel.
            let turn = (Double(generator.below(300_000)) * .pi).nextUp
            assertWithinAnUlp(Elementary.sine(turn), sin(turn), "sine(\(turn))")
        }
    }

    func test_pow_is_within_an_ulp() {
        var generator = Generator(Key(seed: 4))
        for _ in 0..<200_000 {
            let base = exp((generator.uniform() - 0.5) * 80)
            let exponent = (generator.uniform() - 0.5) * 40
            assertWithinAnUlp(
                Elementary.pow(base, exponent), pow(base, exponent), "pow(\(base), \(exponent))")
            let share = generator.uniform()
            let shape = -1 / (0.1 + 5 * generator.uniform())
            assertWithinAnUlp(
                Elementary.pow(share, shape), pow(share, shape), "pow(\(share), \(shape))")
        }
    }

    func test_the_ends_of_the_range_are_those_of_the_c_library() {
        for x in [0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude] {
            assertWithinAnUlp(Elementary.log(x), log(x), "log(\(x))")
            assertWithinAnUlp(Elementary.exp(x), exp(x), "exp(\(x))")
        }
        for x in [709.78, 709.79, 1e10, -708.5, -745.13, -745.14, -1e10] {
            assertWithinAnUlp(Elementary.exp(x), exp(x), "exp(\(x))")
        }
        for (x, y) in [(0, 2), (0, -2), (0, 0), (1, .infinity), (.infinity, -1), (.infinity, 2)] {
            assertWithinAnUlp(Elementary.pow(x, y), pow(x, y), "pow(\(x), \(y))")
        }
        XCTAssertTrue(Elementary.pow(-2, 2).isNaN, "a power of a negative base is not needed")
    }

    /// The bits of a few results, so that a machine that differs is noticed at once.
    func test_bits_are_the_same_on_every_machine() {
        XCTAssertEqual(Elementary.log(10).bitPattern, 0x4002_6BB1_BBB5_5516)
        XCTAssertEqual(Elementary.exp(1).bitPattern, 0x4005_BF0A_8B14_5769)
        XCTAssertEqual(Elementary.sine(1).bitPattern, 0x3FEA_ED54_8F09_0CEE)
        XCTAssertEqual(Elementary.pow(2, 0.5).bitPattern, 0x3FF6_A09E_667F_3BCD)
    }
}

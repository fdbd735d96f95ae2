import Scoring
import XCTest

/// Each expected number is worked out in the comment above it.
final class StatisticsTests: XCTestCase {
    func test_aBinomialTailIsTheSumOfItsTerms() {
        // (1 + 10) / 2¹⁰
        XCTAssertEqual(BinomialTail.atMost(1, of: 10, chance: 0.5), 11.0 / 1024, accuracy: 1e-15)
        // 0.05²
        XCTAssertEqual(BinomialTail.atMost(0, of: 2, chance: 0.95), 0.0025, accuracy: 1e-15)
        // 1 − 0.95² · (…): all but both: 1 − 0.9025
        XCTAssertEqual(BinomialTail.atMost(1, of: 2, chance: 0.95), 0.0975, accuracy: 1e-15)
        XCTAssertEqual(BinomialTail.atMost(-1, of: 2, chance: 0.5), 0)
        XCTAssertEqual(BinomialTail.atMost(2, of: 2, chance: 0.5), 1)
        // The median of 10,000 fair draws is 5,000, whose own chance is √(2 / (π · 10,000)) =
        // 0.00797885; half of it lies below the middle: 0.5 + 0.0039894, less 1 part in 40,000.
        XCTAssertEqual(
            BinomialTail.atMost(5000, of: 10_000, chance: 0.5), 0.5039894, accuracy: 1e-6)
    }

    func test_sharesAreThoseOfClopperAndPearson() {
        // None of 10: the upper end u has (1 − u)¹⁰ = 0.025, u = 1 − 0.025^0.1 = 0.30850.
        let none = BinomialTail.shares(0, of: 10)
        XCTAssertEqual(none.lowerBound, 0)
        XCTAssertEqual(none.upperBound, 0.30850, accuracy: 1e-5)
        // 10 of 20, from the published tables: 0.2720 to 0.7280.
        let half = BinomialTail.shares(10, of: 20)
        XCTAssertEqual(half.lowerBound, 0.2720, accuracy: 5e-5)
        XCTAssertEqual(half.upperBound, 0.7280, accuracy: 5e-5)
        XCTAssertEqual(BinomialTail.shares(10, of: 10).upperBound, 1)
    }

    func test_theMedianHasAnInterval_fromSixValuesOn() throws {
        // Below the median of 10: at most 1 of 10 in 11/1024 = 1.1 % of cases, at most 2 in
        // 56/1024 = 5.5 %, so the second value from either end bounds it.
        let ten = try XCTUnwrap(MedianInterval((1...10).map(Double.init)))
        XCTAssertEqual(ten.median, 5.5)
        XCTAssertEqual(ten.interval, 2...9)
        // Of 20: at most 5 in 2.07 %, at most 6 in 5.8 %, so the sixth.
        let twenty = try XCTUnwrap(MedianInterval((1...20).reversed().map(Double.init)))
        XCTAssertEqual(twenty.interval, 6...15)
        // Of 6: none in 1/64 = 1.6 %. Of 5: none in 1/32 = 3.1 %, which is too much.
        XCTAssertEqual(MedianInterval([1, 2, 3, 4, 5, 6])?.interval, 1...6)
        XCTAssertNil(try XCTUnwrap(MedianInterval([1, 2, 3, 4, 5])).interval)
        XCTAssertEqual(MedianInterval([3, 1, 2])?.median, 2)
        XCTAssertNil(MedianInterval([]))
    }

    func test_theSignedRankTestCountsTheWaysToSignTheRanks() {
        // All five above zero: one way of 2⁵, on either side: 2/32.
        XCTAssertEqual(SignedRankTest.pValue([1, 2, 3, 4, 5]), 2.0 / 32, accuracy: 1e-15)
        // The zero is left out; ranks 1, 2½, 2½, 4; the negative one has rank 1. Sums of at most 1:
        // none and {1}, 2 of 16 ways, on either side: 0.25.
        XCTAssertEqual(SignedRankTest.pValue([3, -1, 2, 0, 2]), 0.25, accuracy: 1e-15)
        XCTAssertEqual(SignedRankTest.pValue([-3, 1, -2, 0, -2]), 0.25, accuracy: 1e-15)
        XCTAssertEqual(SignedRankTest.pValue([0, 0]), 1)
        XCTAssertEqual(SignedRankTest.pValue([1, -1]), 1)
    }

    func test_theSignedRankTestIsNormal_beyondAHundredDifferences() {
        // 1 … 101 with 82 … 101 (sum 1,830), 81, 80 and 9 below zero: their ranks sum up to 2,000.
        // Mean 101·102/4 = 2575.5, variance 101·102·203/24 = 87138.58, its root 295.19;
        // z = (575.5 − 0.5)/295.19 = 1.9479, of which 2.571 % lie above, twice: 0.0514.
        let below: Set<Int64> = Set(Array(82...101) + [81, 80, 9])
        let differences = (1...101).map { (value: Int64) in below.contains(value) ? -value : value }
        XCTAssertEqual(SignedRankTest.pValue(differences), 0.0514, accuracy: 1e-4)
        // 102 on one side: z = 2626 ÷ 299.55 = 8.77.
        XCTAssertLessThan(SignedRankTest.pValue(Array(1...102)), 1e-9)
    }

    func test_theRankSumTestCountsTheWaysToDealTheValuesOut() {
        // The lowest three of six: one of C(6,3) = 20 ways, on either side.
        XCTAssertEqual(RankSumTest.pValue([1, 2, 3], [4, 5, 6]), 0.1, accuracy: 1e-15)
        XCTAssertEqual(RankSumTest.pValue([4, 5, 6, 7], [1, 2, 3]), 2.0 / 35, accuracy: 1e-15)
        // Ranks 1, 2½ | 2½, 4: sums of two ranks 3½, 3½, 5, 5, 6½, 6½; at most 3½ in 2 of 6.
        XCTAssertEqual(RankSumTest.pValue([1, 2], [2, 3]), 2.0 / 3, accuracy: 1e-15)
        XCTAssertEqual(RankSumTest.pValue([5, 5, 5], [5, 5]), 1, accuracy: 1e-15)
        XCTAssertEqual(RankSumTest.pValue([], [1]), 1)
    }

    func test_theRankSumTestIsNormal_beyondSixtyValues() {
        // 31 odd numbers against 31 even ones: rank sum 31² = 961 beside 31·63/2 = 976.5; variance
        // 31·31·63/12 = 5045.25, its root 71.03; z = (15.5 − 0.5)/71.03 = 0.2112, of which 41.64 %
        // lie above, twice: 0.8327.
        let odd = (0..<31).map { Int64(2 * $0 + 1) }
        let even = (0..<31).map { Int64(2 * $0 + 2) }
        XCTAssertEqual(RankSumTest.pValue(odd, even), 0.8327, accuracy: 1e-4)
        XCTAssertLessThan(RankSumTest.pValue(odd, even.map { $0 + 100 }), 1e-9)
        XCTAssertEqual(RankSumTest.pValue(odd.map { _ in 1 }, even.map { _ in 1 }), 1)
    }

    func test_holmMultipliesTheSmallestByAll_andNeverFallsBehind() {
        // 0.01 · 3, then 0.03 · 2, then 0.04 · 1, which is raised to the one before.
        let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03])
        for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06]) {
            XCTAssertEqual(found, expected, accuracy: 1e-15)
        }
        XCTAssertEqual(HolmCorrection.adjusted([0.9, 0.8]), [1, 1])
        XCTAssertEqual(HolmCorrection.adjusted([]), [])
    }

    func test_anObjectiveHoldsFailsOrIsDisputed_byTheSeedsInWhichItHeld() {
        func isHeld(_ held: Int, _ decided: Int, of counted: Int? = nil) -> Bool? {
            SeedTally(held: held, decided: decided, counted: counted ?? decided).isHeld
        }
        // 19 of 20 are 95 %; fewer than 20 must all hold.
        XCTAssertEqual(isHeld(19, 20), true)
        XCTAssertEqual(isHeld(2, 2), true)
        // The upper ends of Clopper and Pearson: 17 of 20 96.8 %, 16 of 20 94.3 %.
        XCTAssertNil(isHeld(18, 20))
        XCTAssertNil(isHeld(17, 20))
        XCTAssertEqual(isHeld(16, 20), false)
        // 1 of 2 may be 98.7 %, 0 of 2 at most 84.2 %.
        XCTAssertNil(isHeld(1, 2))
        XCTAssertEqual(isHeld(0, 2), false)
        // Undecided in more than one of twenty.
        XCTAssertNil(isHeld(18, 18, of: 20))
        XCTAssertEqual(isHeld(19, 19, of: 20), true)
        XCTAssertNil(isHeld(0, 0, of: 20))
    }
}

import Scoring
import XCTest

final class ComparisonTests: XCTestCase {
    private func gauge(
        _ of: String, _ metric: String = "availability", unit: Gauge.Unit = .ratio,
        better: Gauge.Better = .more, isGate: Bool = true
    ) -> Gauge {
        Gauge(kind: .stream, of: of, metric: metric, unit: unit, better: better, isGate: isGate)
    }

    private func series(
        _ rows: [(Gauge, [Double?])], from first: UInt64 = 1
    ) -> SeedSeries {
        let count = rows.first?.1.count ?? 0
        return SeedSeries(
            seeds: (0..<count).map { first + UInt64($0) },
            verdicts: Array(repeating: .pass, count: count),
            rows: rows.map { SeedSeries.Row(gauge: $0, values: $1) })
    }

    /// Ten values around `middle`, as far apart as `step`.
    private func ten(_ middle: Double, step: Double = 0.0001) -> [Double?] {
        (0..<10).map { middle + (Double($0) - 4.5) * step }
    }

    func test_soManySeedsAreNeeded_asMakeTheSmallestPValueSignificant() {
        // 2 · 2⁻⁸ = 0.0078 is at most 0.01; 2 · 2⁻⁷ is not.
        XCTAssertEqual(Comparison.leastSeeds(forGauges: 1), 8)
        // 20 · 2 · 2⁻¹² = 0.00977; with 11 seeds it is twice that.
        XCTAssertEqual(Comparison.leastSeeds(forGauges: 20), 12)
    }

    func test_aWorseMedianOfTheSameSeedsIsARegression_withTheChangeAndItsChance() throws {
        let seen = compare(
            old: series([(gauge("a"), ten(0.99))]), new: series([(gauge("a"), ten(0.97))]))
        XCTAssertEqual(seen.basis, .paired(seeds: 10))
        let line = try XCTUnwrap(seen.lines.first)
        XCTAssertEqual(line.finding, .regressed)
        XCTAssertEqual(try XCTUnwrap(line.change), -0.02, accuracy: 1e-12)
        // All ten one way: 2 ÷ 2¹⁰, of one gauge.
        XCTAssertEqual(try XCTUnwrap(line.pValue), 2.0 / 1024, accuracy: 1e-12)
        XCTAssertEqual(seen.regressions, seen.lines)
    }

    func test_whatIsBetterDecides_whetherItRegressedOrImproved() {
        let p99 = gauge("a", "latency.p99", unit: .milliseconds, better: .less)
        func finding(_ old: Double, _ new: Double) -> Comparison.Finding? {
            compare(old: series([(p99, ten(old))]), new: series([(p99, ten(new))]))
                .lines.first?.finding
        }
        XCTAssertEqual(finding(300, 900), .regressed)
        XCTAssertEqual(finding(900, 300), .improved)
        // 2 ms of 300 are certain, but fewer than 5 %.
        XCTAssertEqual(finding(300, 302), .unchanged)
        XCTAssertEqual(finding(300, 316), .regressed)
    }

    func test_otherSeedsAreComparedAsTwoSamples() throws {
        let old = series([(gauge("a"), ten(0.99))])
        let seen = compare(old: old, new: series([(gauge("a"), ten(0.97))], from: 100))
        XCTAssertEqual(seen.basis, .unpaired(old: 10, new: 10))
        XCTAssertEqual(seen.lines.first?.finding, .regressed)
        // One of C(20, 10) = 184,756 ways, on either side.
        let pValue = try XCTUnwrap(seen.lines.first?.pValue)
        XCTAssertEqual(pValue, 2.0 / 184_756, accuracy: 1e-15)
        let same = compare(old: old, new: series([(gauge("a"), ten(0.99))], from: 100))
        XCTAssertEqual(same.lines.first?.finding, .unchanged)
    }

    func test_manyFiguresMakeEachHarderToCallChanged() {
        // Nine of ten one way, the tenth the other way and smallest: ways with a sum of at most 1:
        // 2 of 1024, both sides 4/1024 = 0.0039; of one gauge below 1 %, of three not.
        var moved = ten(0.97)
        moved[9] = (ten(0.99)[9] ?? 0) + 0.0001
        let changed = (gauge("a"), moved)
        let others = ["b", "c"].map { (gauge($0), ten(0.5)) }
        let one = compare(old: series([(gauge("a"), ten(0.99))]), new: series([changed]))
        XCTAssertEqual(one.lines.first?.finding, .regressed)
        let three = compare(
            old: series([(gauge("a"), ten(0.99))] + others), new: series([changed] + others))
        XCTAssertEqual(three.lines.map(\.finding), [.unchanged, .unchanged, .unchanged])
    }

    func test_nothingIsSaidToHaveChanged_withTooFewSeeds() {
        func one(_ value: Double, from first: UInt64) -> SeedSeries {
            series([(gauge("a"), [value])], from: first)
        }
        let moved = compare(old: one(0.99, from: 1), new: one(0.5, from: 1))
        XCTAssertEqual(moved.basis, .tooFew("1 of the 8 seeds that a test needs"))
        XCTAssertEqual(moved.lines.map(\.finding), [.undecided])
        XCTAssertEqual(moved.regressions, [])
        // What moved by less than matters needs no test, on the same seed or on another.
        let same = compare(old: one(0.99, from: 1), new: one(0.9895, from: 1))
        XCTAssertEqual(same.lines.map(\.finding), [.unchanged])
        let other = compare(old: one(0.99, from: 1), new: one(0.98, from: 2))
        XCTAssertEqual(other.lines.map(\.finding), [.undecided])
    }

    func test_aFigureWithTooFewValuesIsUndecided_andOneOfOneResultIsNamed() {
        var sparse = ten(0.5)
        for index in 0..<5 { sparse[index] = nil }
        let seen = compare(
            old: series([(gauge("a"), ten(0.99)), (gauge("gone"), ten(1))]),
            new: series([(gauge("a"), sparse), (gauge("come"), ten(1))]))
        XCTAssertEqual(seen.lines.map(\.finding), [.undecided])
        XCTAssertEqual(seen.unmatched.map(\.of), ["come", "gone"])
    }

    func test_aWarningMayRegress_withoutFailingTheGate() {
        let warns = gauge("a", isGate: false)
        let seen = compare(
            old: series([(warns, ten(0.99))]), new: series([(warns, ten(0.5))]))
        XCTAssertEqual(seen.lines.map(\.finding), [.regressed])
        XCTAssertEqual(seen.regressions, [])
    }

    func test_whatIsReadFromAFileIsEqualToWhatItWas() {
        // 1/3 is kept as 0.333333, which is the same Double however it is made.
        XCTAssertEqual(Gauge.rounded(1.0 / 3), 0.333333)
        XCTAssertEqual(Gauge.rounded(-12345.6789012), -12345.678901)
    }
}

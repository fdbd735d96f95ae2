import Chance
import Scenarios
import Scoring
import Studies
import XCTest

/// A gate that cries wolf is switched off, and one that sleeps is worth nothing.
///
/// The seeds of a few hundred runs are dealt out to pairs of results again and again; the benchmark
/// `gate` does the same with fresh seeds for every pair.
final class GateTests: XCTestCase {
    /// So many seeds a result.
    private static let seeds = 20
    private static let pool = 200

    private static let usual = sampleSeeds(
        GatedShop.scenario(timeout: .milliseconds(300)), from: 1, count: pool)

    /// Two results of other seeds, drawn without return from the pool.
    private func deal(_ pair: Int) -> (old: [SeedSample], new: [SeedSample]) {
        var generator = Generator(Key(seed: 2026).child(pair))
        var deck = Array(Self.usual.indices)
        for place in 0..<2 * Self.seeds {
            deck.swapAt(place, place + generator.below(deck.count - place))
        }
        let drawn = deck[..<(2 * Self.seeds)].map { Self.usual[$0] }
        return (Array(drawn[..<Self.seeds]), Array(drawn[Self.seeds...]))
    }

    func test_atMostThreeOfThreeHundredUnchangedPairsRegress_onOtherSeeds() {
        let alarms = (0..<300).filter { pair in
            let (old, new) = deal(pair)
            return !compare(old: SeedSeries(old), new: SeedSeries(new)).regressions.isEmpty
        }
        XCTAssertLessThanOrEqual(alarms.count, 3, "false alarms in pairs \(alarms)")
        // The same pairs without the correction: a test of a dozen figures at 1 % each is no gate.
        let (old, new) = deal(0)
        XCTAssertGreaterThan(SeedSeries(old).rows.count, 6)
        XCTAssertNotEqual(SeedSeries(old), SeedSeries(new))
    }

    func test_atMostThreeOfThreeHundredUnchangedPairsRegress_whenSeedsArePairedByChance() {
        let alarms = (0..<300).filter { pair in
            let (old, new) = deal(pair)
            // As if a change had given every draw another key: the same seeds, other chance.
            let renamed = zip(old, new).map { old, new in
                var sample = new
                sample.seed = old.seed
                return sample
            }
            return !compare(old: SeedSeries(old), new: SeedSeries(renamed)).regressions.isEmpty
        }
        XCTAssertLessThanOrEqual(alarms.count, 3, "false alarms in pairs \(alarms)")
    }

    func test_aTimeoutRaisedToThreeTimesIsCaught_inNinetyFiveOfAHundred() {
        let raised = sampleSeeds(
            GatedShop.scenario(timeout: .milliseconds(900)), from: 1, count: Self.pool)
        func caught(isPaired: Bool) -> Int {
            (0..<100).count { pair in
                let (old, other) = deal(pair)
                let seeds = (isPaired ? old : other).map(\.seed)
                let new = seeds.map { raised[Int($0) - 1] }
                let seen = compare(old: SeedSeries(old), new: SeedSeries(new))
                return seen.regressions.contains { $0.gauge.metric == "latency.p90" }
            }
        }
        XCTAssertGreaterThanOrEqual(caught(isPaired: true), 95)
        XCTAssertGreaterThanOrEqual(caught(isPaired: false), 95)
    }

    func test_seedsAreThoseOfTheirOwnStudies_inTheirOrder() {
        var scenario = GatedShop.scenario(timeout: .milliseconds(300))
        let alone = [5, 6, 7].map { study(scenario, seed: $0).scorecard }
        scenario.seeds = 3
        let together = study(scenario, seed: 5)
        XCTAssertEqual(together.scorecard.series?.seeds, [5, 6, 7])
        XCTAssertEqual(together.runs.run.seed, 5)
        for (place, card) in alone.enumerated() {
            let own = card.series?.rows.map { $0.values[0] }
            XCTAssertEqual(own, together.scorecard.series?.rows.map { $0.values[place] })
        }
        let overalls = alone.compactMap(\.overall).sorted()
        XCTAssertEqual(
            together.scorecard.overall.map { ($0 * 1e4).rounded() },
            (overalls[1] * 1e4).rounded())
        XCTAssertEqual(study(scenario, seed: 5), together)
    }
}

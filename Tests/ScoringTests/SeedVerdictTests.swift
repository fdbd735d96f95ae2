import Recordings
import Scenarios
import Scoring
import Timebase
import XCTest

/// Seeds by hand: `good` of the 200 requests a second are answered while the fault lasts, and at
/// least 90 % must be.
final class SeedVerdictTests: XCTestCase {
    private let scenario = SmallShop.scenario {
        $0.objectives = [
            Objective(
                id: "up", expect: .availability, of: .stream(0), during: "faults",
                bound: .atLeast(0.9))
        ]
    }

    /// One card of all seeds, seed n with the n-th share of answers.
    private func card(_ good: [Int], untouched: Set<Int> = []) -> Scorecard {
        let samples = good.enumerated().map { sample(UInt64($0), good: $1, untouched.contains($0)) }
        var card = samples[0].card
        card.adopt(samples.map(\.sample), in: scenario)
        return card
    }

    private func sample(
        _ seed: UInt64, good: Int, _ isUntouched: Bool
    ) -> (card: Scorecard, sample: SeedSample) {
        var fault = SmallShop.fault()
        fault.requests = isUntouched ? 0 : 1
        var run = HandMade(scenario, faults: [fault])
        run.requests(0, 0..<20, 200, good: 200)
        run.requests(0, 20..<30, 200, good: good)
        run.requests(0, 30..<60, 200, good: 200)
        run.requests(1, 0..<60, 200, good: 200)
        var recording = run.recording
        recording.seed = seed
        let control = HandMade.control(scenario, cutBy: [fault]).recording
        let runs = Runs(run: recording, control: control)
        let card = score(scenario, runs)
        return (card, SeedSample(scenario, runs, card))
    }

    func test_everySeedCounts_whenAllOfThemHold() throws {
        // Answers of 181 … 200 in 200: the median is 190.5/200, the sixth from either end 186/200
        // and 195/200.
        let card = card(Array(181...200))
        XCTAssertEqual(card.verdict, .pass)
        XCTAssertEqual(card.reasons, ["every objective held over 20 seeds"])
        let result = try XCTUnwrap(card.objectives.first)
        XCTAssertEqual(try XCTUnwrap(result.observed), 0.9525, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(result.interval).lowerBound, 0.93, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(result.interval).upperBound, 0.975, accuracy: 1e-12)
        XCTAssertEqual(try XCTUnwrap(result.margin), 0.0525, accuracy: 1e-12)
        XCTAssertEqual(result.samples, 20 * 2000)
        XCTAssertEqual(result.seeds, SeedTally(held: 20, decided: 20, counted: 20))
        XCTAssertEqual(card.series?.seeds, Array(0..<20))
        let stream = try XCTUnwrap(card.series?.rows.first { $0.gauge.kind == .stream })
        XCTAssertEqual(stream.gauge.metric, "availability")
        XCTAssertEqual(stream.values[0], 0.905)
    }

    func test_theOutcomeIsTheMedianOfTheSeeds() throws {
        let seeds = [150, 180, 200].map { sample(1, good: $0, false).card.overall }
        XCTAssertEqual(card([150, 200, 180]).overall, seeds[1])
        XCTAssertNotEqual(seeds[0], seeds[1])
    }

    func test_theVerdictIsFail_whenTooFewSeedsHold() {
        let card = card(Array(repeating: 190, count: 16) + [150, 150, 150, 150])
        XCTAssertEqual(card.verdict, .fail)
        XCTAssertEqual(
            card.reasons,
            [
                "up: availability was 95 %, asked for at least 90 %; held in 16 of 20 seeds (failed)"
            ])
    }

    func test_theSeedsDisagree_whenMoreOfThemWouldTell() {
        let card = card(Array(repeating: 190, count: 17) + [150, 150, 150])
        XCTAssertEqual(card.verdict, .inconclusive)
        XCTAssertEqual(
            card.reasons,
            [
                "up: availability was 95 %, asked for at least 90 %; "
                    + "the seeds disagree: held in 17 of 20 seeds (undecided)"
            ])
    }

    func test_oneSeedOfTwentyMayDecideNothing_butNotTwo() {
        let good = Array(repeating: 190, count: 20)
        let one = card(good, untouched: [3])
        XCTAssertEqual(one.verdict, .pass)
        XCTAssertEqual(one.objectives[0].seeds?.counted, 19)
        let two = card(good, untouched: [3, 4])
        XCTAssertEqual(two.verdict, .inconclusive)
        XCTAssertEqual(
            two.reasons.first,
            "2 of 20 seeds decide nothing; seed 3: "
                + "the fault slow: latency on orders -> payments touched nothing")
    }

    func test_nothingIsCounted_whenNoSeedDecides() {
        XCTAssertEqual(card([190, 190], untouched: [0, 1]).verdict, .inconclusive)
    }

    func test_oneSeedIsJudgedAsItIs() {
        let alone = sample(7, good: 150, false)
        var card = alone.card
        card.adopt([alone.sample], in: scenario)
        XCTAssertEqual(card.verdict, .fail)
        XCTAssertNil(card.objectives[0].seeds)
        XCTAssertEqual(card.series?.seeds, [7])
    }
}

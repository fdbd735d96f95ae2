import Reports
import Timebase
import XCTest

final class ScaleTests: XCTestCase {
    func test_ticksAreRound_andReachAboveTheHighestValue() {
        XCTAssertEqual(Scale(upTo: 133, bottom: 100, top: 0).ticks, [0, 50, 100, 150])
        XCTAssertEqual(Scale(upTo: 74, bottom: 100, top: 0).ticks, [0, 20, 40, 60, 80])
        XCTAssertEqual(Scale(upTo: 3, bottom: 100, top: 0).ticks, [0, 1, 2, 3])
        XCTAssertEqual(Scale(upTo: 0, bottom: 100, top: 0).ticks.first, 0)
    }

    func test_valuesFarApartGetALogarithmicScale() {
        let near = Scale.fitting(least: 10, most: 200, bottom: 100, top: 0)
        XCTAssertFalse(near.isLogarithmic)
        let far = Scale.fitting(least: 20, most: 2000, bottom: 300, top: 0)
        XCTAssertTrue(far.isLogarithmic)
        // 2000 and a little room make 5000.
        XCTAssertEqual(far.ticks, [20, 50, 100, 200, 500, 1000, 2000, 5000])
    }

    func test_heightsFollowTheLogarithm() {
        let scale = Scale(logarithmicFrom: 1, to: 900, bottom: 300, top: 0)
        // From 1 to 1000, three decades on 300 pixels: 100 each.
        XCTAssertEqual(scale.height(of: 10), 200, accuracy: 1e-9)
        XCTAssertEqual(scale.height(of: 100), 100, accuracy: 1e-9)
        XCTAssertEqual(scale.height(of: 0), 300)
        XCTAssertEqual(scale.height(of: 5000), 0)
    }

    func test_wideRangesKeepOnlyDecades() {
        let scale = Scale(logarithmicFrom: 0.2, to: 5000, bottom: 300, top: 0)
        // 0.2 … 10 000 would be 15 ticks; the decades are 5.
        for (tick, decade) in zip(scale.ticks, [1.0, 10, 100, 1000, 10_000]) {
            XCTAssertEqual(tick, decade, accuracy: decade * 1e-9)
        }
    }

    func test_aStaircaseWithTooManySteps_becomesMeansOverTime() {
        // 0 and 1 in turn, 2 ms each, over 1.2 s: 600 steps make 300 bins of 4 ms, each half 1.
        let steps = (0..<600).map {
            Staircase.Step(at: .start + .milliseconds(Int64($0) * 2), values: [Double($0 % 2)])
        }
        let bins = Staircase(steps).thinned(until: .start + .milliseconds(1200))
        XCTAssertEqual(bins.count, 300)
        for bin in bins { XCTAssertEqual(bin.values[0], 0.5, accuracy: 1e-9) }
        XCTAssertEqual(
            Staircase(Array(steps[..<10])).thinned(until: .start + .seconds(1)).count, 10)
    }
}

import Recordings
import Timebase
import XCTest

final class HistogramTests: XCTestCase {
    private func histogram(_ milliseconds: some Sequence<Int64>) -> Histogram {
        var histogram = Histogram()
        for value in milliseconds { histogram.record(.milliseconds(value)) }
        return histogram
    }

    func test_quantilesAreTheSmallestValuesThatEnoughDoNotExceed() {
        // 1 … 1000 ms: the median is the 500th, p99 the 990th; a bucket is 0.1 % wide.
        let quantiles = histogram(1...1000).quantiles([0, 0.5, 0.5, 0.99, 1])
        let expected: [Double] = [1, 500, 500, 990, 1000]
        for (quantile, value) in zip(quantiles, expected) {
            XCTAssertEqual(quantile?.milliseconds ?? 0, value, accuracy: value / 1000)
        }
        XCTAssertEqual(quantiles.last, .milliseconds(1000))
        XCTAssertEqual(Histogram().quantiles([0.5]), [nil])
    }

    func test_quantilesSkipOctavesWithoutValues() {
        // 98 values of 1 µs, one of 1 s and one of 100 s.
        var histogram = Histogram()
        for _ in 0..<98 { histogram.record(.microseconds(1)) }
        histogram.record(.seconds(1))
        histogram.record(.seconds(100))
        let quantiles = histogram.quantiles([0.98, 0.99, 1])
        XCTAssertEqual(quantiles[0], .microseconds(1))
        XCTAssertEqual(quantiles[1]?.seconds ?? 0, 1, accuracy: 0.001)
        XCTAssertEqual(quantiles[2], .seconds(100))
    }

    func test_aSumIsWhatRecordingAllWouldHaveGiven() {
        var sum = histogram(stride(from: 1, through: 900, by: 7))
        sum += histogram(stride(from: 2, through: 90_000, by: 113))
        sum += Histogram()
        var all = histogram(stride(from: 1, through: 900, by: 7))
        for value in stride(from: Int64(2), through: 90_000, by: 113) {
            all.record(.milliseconds(value))
        }
        XCTAssertEqual(sum, all)
    }

    func test_aFigureNeedsTenValuesBeyondIt() {
        XCTAssertNil(histogram(1...999).figure(0.99))  // 9.99 beyond it
        XCTAssertNotNil(histogram(1...1000).figure(0.99))
    }
}

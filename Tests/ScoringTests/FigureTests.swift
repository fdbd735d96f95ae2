import Scoring
import Timebase
import XCTest

final class FigureTests: XCTestCase {
    func test_figuresHaveThreeSignificantDigits_whateverTheirSize() {
        let rows: [(Double, String, String)] = [
            (0.9321, "ratio", "93.2 %"), (1, "ratio", "100 %"), (2.498, "ratio", "2.5 ×"),
            (812.4, "ms", "812 ms"), (4.25, "s", "4.25 s"), (0.0123456, "s", "0.0123 s"),
            (0, "count", "0"), (-3.5, "score", "-3.5"), (1840.2, "per_s", "1840/s"),
            (.infinity, "s", "– s"), (0.9999, "ratio", "99.99 %"), (0.9995, "ratio", "99.95 %"),
            (0.99999, "ratio", "99.999 %"), (0.9987, "ratio", "99.87 %"),
            (0.995, "ratio", "99.5 %"),
        ]
        for (value, unit, text) in rows { XCTAssertEqual(Figure.text(value, unit: unit), text) }
    }

    func test_durationsAreRoundedUpAsAPersonWouldSetThem_neverBelow() {
        let rows: [(Int64, Int64)] = [
            (1_000_000, 1_000_000), (1_000_001, 1_500_000), (31_400_000, 40_000_000),
            (87_000_000, 100_000_000), (240_000_000, 250_000_000), (610_000_000, 800_000_000),
        ]
        for (value, rounded) in rows {
            XCTAssertEqual(Figure.roundedUp(.nanoseconds(value)), .nanoseconds(rounded))
        }
    }
}

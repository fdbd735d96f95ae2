import Reports
import Timebase
import XCTest

final class QuantityTests: XCTestCase {
    func test_countsAreGroupedByThree() {
        XCTAssertEqual(Quantity.count(0), "0")
        XCTAssertEqual(Quantity.count(999), "999")
        XCTAssertEqual(Quantity.count(12_310), "12,310")
        XCTAssertEqual(Quantity.count(-1_234_567), "-1,234,567")
        XCTAssertEqual(Quantity.count(1, "request"), "1 request")
        XCTAssertEqual(Quantity.count(0, "request"), "0 requests")
    }

    func test_aShareReadsAllOrNothing_onlyWhereItIs() {
        XCTAssertEqual(Quantity.percent(1), "100 %")
        XCTAssertEqual(Quantity.percent(0), "0 %")
        XCTAssertEqual(Quantity.percent(0.99), "99 %")
        XCTAssertEqual(Quantity.percent(0.963), "96.3 %")
        XCTAssertEqual(Quantity.percent(0.999_999), "99.99 %")
        XCTAssertEqual(Quantity.percent(0.000_001), "0.01 %")
    }

    func test_aScoreReads100_onlyWhereItIs() {
        XCTAssertEqual(Quantity.score(100), "100")
        XCTAssertEqual(Quantity.score(99.9), "99")
        XCTAssertEqual(Quantity.score(41.5), "42")
        XCTAssertEqual(Quantity.score(nil), "–")
    }

    func test_scoresThatAreComparedHaveADecimal_onlyWhereTheyWouldReadTheSame() {
        XCTAssertEqual(Quantity.scores(91.2, insteadOf: 68), "91 instead of 68")
        XCTAssertEqual(Quantity.scores(48.3, insteadOf: 47.9), "48.3 instead of 47.9")
        XCTAssertEqual(Quantity.scores(48.31, insteadOf: 48.29), "48 as before")
    }

    func test_durationsHaveThreeDigitsAndTheirUnit() {
        func text(_ nanoseconds: Int64) -> String { Quantity.duration(.nanoseconds(nanoseconds)) }
        XCTAssertEqual(text(0), "0 s")
        XCTAssertEqual(text(800), "800 ns")
        XCTAssertEqual(text(999_700), "1 ms")  // 999.7 µs to three digits
        XCTAssertEqual(text(1_234_567), "1.23 ms")
        XCTAssertEqual(text(41_700_000), "41.7 ms")
        XCTAssertEqual(text(812_400_000), "812 ms")
        XCTAssertEqual(text(90_000_000_000), "90 s")
        XCTAssertEqual(text(740_000_000_000), "12.3 min")  // 740 ÷ 60 = 12.33
        XCTAssertEqual(text(9_000_000_000_000), "2.5 h")
    }

    func test_instantsReadAlikeThroughoutARun() {
        func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }
        let short = RunClock(.seconds(600))
        XCTAssertEqual(short.text(at(31_240)), "31.2 s")
        XCTAssertEqual(short.text(at(30_000), at(50_000)), "30–50 s")
        XCTAssertEqual(short.text(at(30_000), at(30_010)), "30 s")
        let long = RunClock(.seconds(601))
        XCTAssertEqual(long.text(at(751_400)), "12m31s")
        XCTAssertEqual(long.text(at(30_000), at(90_000)), "30s–1m30s")
    }
}

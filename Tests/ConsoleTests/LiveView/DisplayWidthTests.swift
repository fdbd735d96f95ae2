import Console
import XCTest

final class DisplayWidthTests: XCTestCase {
    func test_wideLettersTakeTwoColumns_andMarksNone() {
        XCTAssertEqual(DisplayWidth.of("abc"), 3)
        XCTAssertEqual(DisplayWidth.of("日本"), 4)
        XCTAssertEqual(DisplayWidth.of("e\u{301}"), 1)
        XCTAssertEqual(DisplayWidth.of("🧨"), 2)
        XCTAssertEqual(DisplayWidth.of("\u{2068}שלום\u{2069}"), 4)
    }

    func test_textIsCutAndFilled_toExactlySoManyColumns() {
        XCTAssertEqual(DisplayWidth.fit("ab", into: 4), "ab  ")
        XCTAssertEqual(DisplayWidth.fit("ab", into: 4, toTheRight: true), "  ab")
        XCTAssertEqual(DisplayWidth.fit("abcdef", into: 4), "abc…")
        // The second letter would end in the fourth column, which the mark needs.
        XCTAssertEqual(DisplayWidth.fit("日本語", into: 4), "日… ")
        XCTAssertEqual(DisplayWidth.fit("ab", into: 0), "")
    }
}

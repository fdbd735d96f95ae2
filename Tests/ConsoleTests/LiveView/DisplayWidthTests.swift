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
        XCTAssertEqual(DisplayWidth.limit("ab", to: 4), "ab")
        XCTAssertEqual(DisplayWidth.limit("abcdef", to: 4), "abc…")
    }

    func test_coloursTakeNoColumn() {
        XCTAssertEqual(DisplayWidth.ofColoured("a\u{1B}[31mbc\u{1B}[0m d"), 5)
        XCTAssertEqual(DisplayWidth.ofColoured("日本"), 4)
    }

    func test_linesAreBrokenBetweenWords_whereTheyAreTooWide() {
        XCTAssertEqual(
            DisplayWidth.wrap("  - one two three", into: 10, indent: "    "),
            ["  - one", "    two", "    three"])
        XCTAssertEqual(
            DisplayWidth.wrap("pass  a title", into: 13, indent: "    "), ["pass  a title"])
        // Seven letters have no room behind the indent, and are not broken.
        XCTAssertEqual(
            DisplayWidth.wrap("a longest b", into: 8, indent: "  "), ["a", "  longest", "  b"])
        XCTAssertEqual(DisplayWidth.wrap("", into: 8, indent: "  "), [""])
    }
}

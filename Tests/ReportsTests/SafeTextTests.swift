import Reports
import XCTest

final class SafeTextTests: XCTestCase {
    func test_aLineStaysALine() {
        XCTAssertEqual(PlainText.line(" a\n\t b\u{2028}c "), "a b c")
        XCTAssertEqual(PlainText.line("a\u{1B}[31mb\u{0}"), "a\u{FFFD}[31mb\u{FFFD}")
        XCTAssertEqual(PlainText.line("a\u{202E}b\u{2066}c"), "abc")
        XCTAssertEqual(PlainText.line("abcdef", limit: 4), "abcd…")
        XCTAssertEqual(PlainText.line("abcd", limit: 4), "abcd")
    }

    func test_textFromRightToLeftIsIsolated() {
        XCTAssertEqual(PlainText.line("שלום"), "\u{2068}שלום\u{2069}")
        XCTAssertEqual(PlainText.line("日本 🧨"), "日本 🧨")
    }

    func test_markupIsEscaped() {
        XCTAssertEqual(MarkdownText.text("a|b `c` <d> *e*"), "a\\|b \\`c\\` \\<d> \\*e\\*")
        XCTAssertEqual(MarkdownText.text("$1 & @x"), "&#36;1 \\& &#64;x")
        XCTAssertEqual(MarkdownText.code("orders -> payments"), "`orders -> payments`")
        XCTAssertEqual(MarkdownText.code("a`b|c"), "a\\`b\\|c")
        XCTAssertEqual(MarkdownText.prose("set `a_b` to c_d"), "set `a_b` to c\\_d")
        XCTAssertEqual(MarkdownText.prose("one ` tick"), "one \\` tick")
    }

    func test_nothingBegins_whereALineBegins() {
        XCTAssertEqual(MarkdownText.opening("- x"), "\\- x")
        XCTAssertEqual(MarkdownText.opening("12. x"), "12\\. x")
        XCTAssertEqual(MarkdownText.opening("> x"), "\\> x")
        XCTAssertEqual(MarkdownText.opening("12 x - y"), "12 x - y")
        XCTAssertEqual(MarkdownText.opening("# x"), "\\# x")
    }

    func test_wordsAreQuotedForTheShell() {
        XCTAssertEqual(ShellText.quoted("Scenarios/a.json5"), "Scenarios/a.json5")
        XCTAssertEqual(ShellText.quoted("a b"), "'a b'")
        XCTAssertEqual(ShellText.quoted("it's $(x)"), "'it'\\''s $(x)'")
        XCTAssertEqual(ShellText.quoted(""), "''")
        XCTAssertEqual(ShellText.flag("--set a.b=1 x"), "--set 'a.b=1 x'")
        XCTAssertEqual(
            ShellText.flag("--without breaker@a -> b"), "--without 'breaker@a -> b'")
    }
}

import Chance
import Reports
import XCTest

final class HTMLTextTests: XCTestCase {
    func test_aNumberAndItsUnitStayTogether() {
        XCTAssertEqual(
            HTMLText.inline("in 300 ms or 2 %, 5 steps"), "in 300\u{A0}ms or 2\u{A0}%, 5 steps")
        XCTAssertEqual(HTMLText.inline("`sleep 2 s`"), "<code>sleep 2 s</code>")
    }

    func test_theMarksOfTheReports_becomeElements() {
        XCTAssertEqual(
            HTMLText.inline("**30–50 s** fault **slow**, `latency` on `a -> b`"),
            "<strong>30–50\u{A0}s</strong> fault <strong>slow</strong>, <code>latency</code> on "
                + "<code>a -&gt; b</code>")
        XCTAssertEqual(HTMLText.inline("&#36;1 and &#64;x"), "&#36;1 and &#64;x")
        XCTAssertEqual(HTMLText.plain("**a** `b` &lt;"), "a b &amp;lt;")
    }

    func test_whatFitsNowhere_isText() {
        XCTAssertEqual(HTMLText.inline("a ` b"), "a ` b")
        XCTAssertEqual(HTMLText.inline("a **b"), "a <strong>b</strong>")
        XCTAssertEqual(
            HTMLText.inline("<b> & \"c\" &amp; &#x; \\d \\"),
            "&lt;b&gt; &amp; &quot;c&quot; &amp;amp; &amp;#x; \\d \\")
    }

    /// What a name holds is read back as it was, from running text as from code.
    func test_anyNameComesBackAsText_whateverItHolds() {
        let pieces = [
            "a", "B", " ", "*", "**", "_", "`", "\\", "|", "<", ">", "&", "&amp;", "&#36;", "$",
            "@", "\"", "'", "#", "-", "[", "](", "~~", "<script>", "</script>", "<!--", "]]>",
            "\n", "\u{1B}[31m", "\u{202E}", "שלום", "🧨", "é", "1.", "+",
        ]
        var generator = Generator(Key(seed: 7))
        for _ in 0..<3000 {
            let count = Int(generator.uniform() * 12)
            let raw = (0..<count).map { _ in
                pieces[Int(generator.uniform() * Double(pieces.count))]
            }.joined()
            let line = PlainText.line(raw)
            let text = HTMLText.inline(MarkdownText.text(raw))
            XCTAssertEqual(Self.read(text), line, "\(raw.debugDescription) in running text")
            XCTAssertFalse(text.contains("<"), "\(raw.debugDescription) became an element")
            let code = HTMLText.inline(MarkdownText.code(raw))
                .replacing("<code>", with: "").replacing("</code>", with: "")
            XCTAssertEqual(Self.read(code), line, "\(raw.debugDescription) as code")
            let opening = HTMLText.inline(MarkdownText.opening(raw))
            XCTAssertEqual(Self.read(opening), line, "\(raw.debugDescription) at the start")
        }
    }

    /// The text that a browser shows of escaped text.
    private static func read(_ html: String) -> String {
        html.replacing("&#36;", with: "$").replacing("&#64;", with: "@")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    }
}

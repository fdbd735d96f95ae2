import Foundation
import ScenarioFiles
import XCTest

final class SyntaxReaderTests: XCTestCase {
    private func read(_ text: String) throws -> SyntaxTree {
        try SyntaxReader.read(Array(text.utf8), file: "x").tree
    }

    /// The one sentence that a text is refused with.
    private func problem(_ bytes: [UInt8]) -> String {
        do throws(Problem) {
            let (_, duplicates) = try SyntaxReader.read(bytes, file: "x")
            return duplicates.map(\.description).joined(separator: "\n")
        } catch { return error.description }
    }

    func test_everyFormOfJSON5_isReadAsItsValue() throws {
        let cases = [
            ("{a: 1, 'b c': \"x\", $d_1: [1, 2,],}", #"{"a": 1, "b c": "x", "$d_1": [1, 2]}"#),
            ("// note\n[/* a\n b */ null, true, false]", "[null, true, false]"),
            (
                "[+1, -1, .5, 5., -.5, 1e3, 0x1F, -0x10, 1.5E-3]",
                "[1, -1, 0.5, 5.0, -0.5, 1e3, 31, -16, 1.5E-3]"
            ),
            (#"["\x41\u00e9\ud83d\ude00\n\'\q\0"]"#, #"["Aé😀\n'q\u0000"]"#),
            ("'a\\\nb'", #""ab""#),
            ("{größe: 1, 名: 2}", #"{"größe": 1, "名": 2}"#),
            ("\u{FEFF}\u{A0}\u{3000}{}\r\n", "{}"),
        ]
        for (text, expected) in cases {
            XCTAssertEqual(try read(text).text(), expected + "\n", text)
        }
    }

    func test_placesCountLinesAndScalars_whateverEndsTheLine() throws {
        let tree = try read("{\r\n  é: 'ü😀', x: 1,\r  y: /* é */ 2,\n z: 3}")
        let places = (tree.members ?? []).map { "\($0.keyPlace) \($0.value.place)" }
        XCTAssertEqual(places, ["x:2:3 x:2:6", "x:2:12 x:2:15", "x:3:3 x:3:14", "x:4:2 x:4:5"])
    }

    func test_badStructure_isRefusedWithItsPlace() {
        let cases: [(String, String)] = [
            ("", "x:1:1: the file ends here; expected a value"),
            (
                "{",
                "x:1:1: the object that begins here never ends; "
                    + "expected \"}\" before the end of the file"
            ),
            (
                "[1, 2",
                "x:1:1: the list that begins here never ends; "
                    + "expected \"]\" before the end of the file"
            ),
            ("{a 1}", "x:1:4: \"1\" follows the key \"a\"; expected \":\""),
            ("{a: 1 b: 2}", "x:1:7: \"b\" follows a value; expected \",\" or \"}\""),
            (
                "{order-placed: 1}",
                "x:1:7: \"-\" follows the key \"order\"; expected \":\"; "
                    + "a key of other than letters, digits, _ and $ needs quotes"
            ),
            (
                "{1a: 1}",
                "x:1:2: \"1\" begins no key; expected a key; "
                    + "only letters, digits, _ and $ may stand without quotes"
            ),
            (
                "[1 /* x",
                "x:1:4: the comment that begins here never ends; "
                    + "expected \"*/\" before the end of the file"
            ),
            (
                "[1 / 2]",
                "x:1:4: \"/\" begins no value; expected \"//\" or \"/*\" for a comment"
            ),
            ("{} {}", "x:1:4: \"{\" stands behind the end of the value; expected nothing more"),
            (
                "[yes]",
                "x:1:2: yes is no value; expected a value; a text needs quotes, such as \"yes\""
            ),
            ("[\u{1B}]", "x:1:2: \"\\u{1B}\" is no value; expected a value"),
            ("[1, , 2]", "x:1:5: \",\" is no value; expected a value"),
            (
                "{a: 1,\n b: 2,\n a: 3}",
                "x:3:2: the key \"a\" stands here a second time; "
                    + "expected each key once; the first is at line 1, column 2"
            ),
        ]
        for (text, expected) in cases { XCTAssertEqual(problem(Array(text.utf8)), expected, text) }
    }

    func test_badNumber_isRefusedWithItsPlace() {
        let incomplete = "expected a number such as 12, 0.5 or 1e3, without leading zeros"
        let large = "expected a number between -1e308 and 1e308 of at most 350 characters"
        let cases: [(String, String)] = [
            ("{a: NaN}", "x:1:5: NaN is no number here; expected a finite number"),
            ("[-Infinity]", "x:1:3: Infinity is no number here; expected a finite number"),
            (
                "[250ms]",
                "x:1:2: \"m\" follows the number 250; expected \",\" or a closing bracket; "
                    + "a text such as \"250ms\" needs quotes"
            ),
            ("[01]", "x:1:2: \"01\" is no complete number; \(incomplete)"),
            ("[1e]", "x:1:2: \"1e\" is no complete number; \(incomplete)"),
            ("[-]", "x:1:2: \"-\" is no complete number; \(incomplete)"),
            (
                "[0x]",
                "x:1:2: 0x is no hexadecimal number of at most 64 bits; "
                    + "expected 1 to 16 hexadecimal digits"
            ),
            ("[1e999]", "x:1:2: 1e999 is too large; \(large)"),
            (
                "[" + String(repeating: "9", count: 400) + "]",
                "x:1:2: a number of 400 characters; \(large)"
            ),
        ]
        for (text, expected) in cases { XCTAssertEqual(problem(Array(text.utf8)), expected, text) }
    }

    func test_badString_isRefusedWithItsPlace() {
        let unended =
            "x:1:2: the text that begins here has no closing quote; "
            + "expected a quote before the end of the line"
        let pair =
            "is half of a surrogate pair; "
            + "expected \"\\ud800\" to \"\\udbff\" followed by \"\\udc00\" to \"\\udfff\""
        let cases: [(String, String)] = [
            ("[\"abc]\n", unended), ("['abc", unended), (#"["\"#, unended),
            (#"["a\u00e9"#, unended),
            (#"["\ud800"]"#, "x:1:3: \"\\ud800\" \(pair)"),
            (#"["\udc00x"]"#, "x:1:3: \"\\udc00\" \(pair)"),
            (
                #"["\u12"]"#,
                "x:1:3: an escape has too few digits; expected 4 hexadecimal digits"
            ),
            (
                #"["\1"]"#,
                "x:1:3: \"\\1\" is no escape; expected \"\\x\" and two hexadecimal digits"
            ),
        ]
        for (text, expected) in cases { XCTAssertEqual(problem(Array(text.utf8)), expected, text) }
    }

    func test_bytesThatAreNotUTF8_areRefusedWithTheirPlace() {
        XCTAssertEqual(
            problem(Array("{\n é: '".utf8) + [0xFF, 0x27, 0x7D]),
            "x:2:6: the byte 0xFF is not UTF-8; expected a text in UTF-8. Save the file as UTF-8.")
        XCTAssertEqual(
            problem([0xED, 0xA0, 0x80]),
            "x:1:1: the byte 0xED is not UTF-8; expected a text in UTF-8. Save the file as UTF-8.")
    }

    func test_deepNesting_isRefusedAndNotFollowed() throws {
        let deep = 10_000
        let text = String(repeating: "[", count: deep) + String(repeating: "]", count: deep)
        XCTAssertEqual(
            problem(Array(text.utf8)),
            "x:1:201: lists and objects nest too deep here; "
                + "expected at most 200 of them inside one another")
        let allowed = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        XCTAssertNoThrow(try read(allowed))
    }

    func test_tenMegabytes_areReadInNoTime() throws {
        let line =
            #"  { name: "slow", at: "30s", delay: "800ms", n: [1, 2.5, -3e2], ok: true }, // é"#
            + "\n"
        let count = 10_000_000 / line.utf8.count
        let bytes = Array(("[\n" + String(repeating: line, count: count) + "]").utf8)
        var read = 0
        let time = try ContinuousClock().measure {
            read = try SyntaxReader.read(bytes, file: "x").tree.elements?.count ?? 0
        }
        XCTAssertEqual(read, count)
        XCTAssertLessThan(time, .seconds(3))  // 0.3 s on a machine that does nothing else
    }

    func test_manyKeys_areReadWithoutQuadraticTime() throws {
        let keys = (0..<300_000).map { "k\($0): 1" }.joined(separator: ",")
        let time = try ContinuousClock().measure { _ = try read("{\(keys)}") }
        XCTAssertLessThan(time, .seconds(2))
    }

    func test_writtenText_readsBackToTheSameText() throws {
        let text = try read(Shop.topology).text()
        XCTAssertEqual(try read(text).text(), text)
        let longest = text.split(separator: "\n").map(\.utf8.count).max()
        XCTAssertLessThanOrEqual(longest ?? 0, 101)
    }
}

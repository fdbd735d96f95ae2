import Foundation
import Recordings
import XCTest

final class JSONWriterTests: XCTestCase {
    private func compact(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return json.text
    }

    func test_keysStandInTheOrderGiven_whenWrittenCompact() {
        let text = compact { json in
            json.object { json in
                json.field("z", 1)
                json.field("a", "two")
                json.array("m") { json in
                    json.value(true)
                    json.null()
                    json.object { _ in }
                    json.array { _ in }
                }
                json.field("none", nil as Int?)
            }
        }
        XCTAssertEqual(text, #"{"z":1,"a":"two","m":[true,null,{},[]],"none":null}"#)
    }

    func test_nestingIsIndented_andRowsStayOnALine_whenWrittenPretty() {
        var json = JSONWriter(.pretty)
        json.object { json in
            json.field("seed", 42)
            json.array("rows") { json in
                json.array(.line) { json in
                    json.value(1)
                    json.array { json in json.value(2) }
                    json.object { json in json.field("of", "x") }
                }
                json.array(.line) { _ in }
            }
            json.object("empty") { _ in }
        }
        XCTAssertEqual(
            json.text,
            """
            {
              "seed": 42,
              "rows": [
                [1, [2], {"of": "x"}],
                []
              ],
              "empty": {}
            }
            """)
    }

    func test_textIsEscaped_whenItCouldBreakAParserAPageOrATerminal() {
        XCTAssertEqual(
            compact { $0.value("\"\\/\n\r\t\u{0}\u{1b}[31m\u{7f}\u{9b}") },
            #""\"\\/\n\r\t\u0000\u001b[31m\u007f\u009b""#)
        XCTAssertEqual(
            compact { $0.value("a\u{2028}b\u{2029}\u{202e}c\u{2066}\u{2069}") },
            #""a\u2028b\u2029\u202ec\u2066\u2069""#)
        // Neighbours of the escaped ranges, and text of other scripts, stay as they are.
        let plain = "é\u{a0}\u{2027}\u{202f}\u{2065}\u{206a} שלום 🧨"
        XCTAssertEqual(compact { $0.value(plain) }, "\"\(plain)\"")
    }

    func test_textReadsBackTheSame_whenItHoldsEveryScalarUpTo3000Hex() throws {
        let scalars = (0...0x3000).compactMap { Unicode.Scalar($0) }
        let string = String(String.UnicodeScalarView(scalars))
        let text = compact { json in json.array { json in json.value(string) } }
        let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
        XCTAssertEqual(read?.first.map { Array($0.unicodeScalars) }, scalars)
    }

    func test_numbersAreRoundedToTheStatedDecimals() {
        func text(_ number: Double, _ decimals: Int) -> String {
            compact { $0.value(number, decimals: decimals) }
        }
        XCTAssertEqual(text(1.0 / 3, 3), "0.333")
        XCTAssertEqual(text(2.0 / 3, 3), "0.667")
        XCTAssertEqual(text(0.5, 0), "1")  // halves go away from zero
        XCTAssertEqual(text(-2.5, 0), "-3")
        XCTAssertEqual(text(12.340, 3), "12.34")
        XCTAssertEqual(text(0.0004, 3), "0")
        XCTAssertEqual(text(-0.0004, 3), "0")
        XCTAssertEqual(text(-0.0, 1), "0")
        XCTAssertEqual(text(100, 2), "100")
        XCTAssertEqual(text(0.05, 2), "0.05")
        XCTAssertEqual(text(1e18, 3), "1e+18")  // 10²¹ thousandths do not fit 64 bits
        XCTAssertEqual(text(.nan, 3), "null")
        XCTAssertEqual(text(-.infinity, 3), "null")
        XCTAssertEqual(compact { $0.value(Int64.min) }, "-9223372036854775808")
        XCTAssertEqual(compact { $0.value(Int64.max) }, "9223372036854775807")
    }

    func test_decimalsKeepTheirZeros_whenNotTrimmed() {
        XCTAssertEqual(DecimalText.string(12, decimals: 2), "12.00")
        XCTAssertEqual(DecimalText.string(0.05, decimals: 1), "0.1")
        XCTAssertEqual(DecimalText.string(-0.04, decimals: 1), "0.0")
    }
}

import ScenarioFiles
import XCTest

final class NearestWordTests: XCTestCase {
    private func distance(_ left: String, _ right: String) -> Int {
        editDistance(Array(left.unicodeScalars), Array(right.unicodeScalars))
    }

    func test_distanceCountsEdits_swapsOfNeighboursAsOne() {
        XCTAssertEqual(distance("", "abc"), 3)
        XCTAssertEqual(distance("retry", "retry"), 0)
        XCTAssertEqual(distance("retyr", "retry"), 1)
        XCTAssertEqual(distance("ca", "abc"), 3)  // 2, were it not string alignment.
        XCTAssertEqual(distance("kitten", "sitting"), 3)
    }

    func test_nearestIsTheLeastDistance_thenTheFirst() {
        let words = ["timeout", "retry", "breaker", "on", "at"]
        XCTAssertEqual(nearestWord(to: "retires", among: words), "retry")
        XCTAssertEqual(nearestWord(to: "Timeout", among: words), "timeout")
        XCTAssertEqual(nearestWord(to: "an", among: words), "on")
        XCTAssertNil(nearestWord(to: "xyz", among: words))
        XCTAssertNil(nearestWord(to: "", among: words))
        XCTAssertNil(nearestWord(to: String(repeating: "a", count: 100_000), among: words))
    }

    func test_userText_isEscapedInEverySentence() {
        XCTAssertEqual(quoted("a\n\u{1B}[2J\u{202E}\"\\"), #""a\n\u{1B}[2J\u{202E}\"\\""#)
        XCTAssertEqual(quoted(String(repeating: "x", count: 200)).count, 83)
    }
}

import Foundation
import XCTest

/// `--summary`, for a pull request's comment.
final class SummaryTests: XCTestCase {
    func test_aSummarySaysWhatFailedAndHowItBegan_inSixtyLines() throws {
        let chaos = try Chaos()
        try chaos.write(FormatScenario().text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--summary", "-", "--seed", "3")
        XCTAssertEqual(ending.status, 1, ending.errors)
        let lines = ending.text.split(separator: "\n", omittingEmptySubsequences: false)
        XCTAssertLessThanOrEqual(lines.count, 60)
        XCTAssertEqual(lines[0], "## ❌ every way")
        for words in [
            "**Failed**, 1 of 4 objectives held", "| `up` | availability of `users` during `run`",
            "at least 99 %", "not judged: ", ", only warns",
            "outage (error on front -\\> back) → front -\\> back answered 500",
            "its setting is `a.json5:", "chaos run a.json5 --seed 3",
        ] {
            XCTAssertTrue(
                ending.text.replacing("->", with: "-\\>").contains(
                    words.replacing("->", with: "-\\>")), "\(words): \(ending.text)")
        }
        XCTAssertTrue(ending.text.contains("▁"), "the outage shows in the course of the answers")
    }

    func test_severalScenariosAreATable_thoseInTheWayFirst() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(title: "fine").text, to: "all/1.json5")
        try chaos.write(SmallScenario(title: "bad", atLeast: "99%").text, to: "all/2.json5")
        try chaos.write("{ load: ", to: "all/3.json5")
        let ending = try chaos.run("run", "all", "--summary", "out.md")
        XCTAssertEqual(ending.status, 2, ending.errors)
        let text = String(decoding: try chaos.read("out.md"), as: UTF8.self)
        XCTAssertTrue(text.hasPrefix("## ❌ 2 of 3 scenarios did not pass\n"), text)
        let bad = try XCTUnwrap(text.range(of: "bad<br>`all/2.json5`"))
        let fine = try XCTUnwrap(text.range(of: "fine<br>`all/1.json5`"))
        XCTAssertLessThan(bad.lowerBound, fine.lowerBound)
        XCTAssertTrue(text.contains("Not run: `all/3.json5`"), text)
        XCTAssertLessThanOrEqual(text.split(separator: "\n").count, 60)
    }

    func test_twoReportsCannotBothHaveStandardOutput() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", "--summary", "-", "-o", "-", "--format", "json")
        XCTAssertEqual(ending.status, 2)
        XCTAssertTrue(ending.errors.contains("both ask for standard output"), ending.errors)
    }

    func test_exitIs4_whenTheSummaryCannotBeWritten() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--summary", "no/such/folder.md")
        XCTAssertEqual(ending.status, 4)
        XCTAssertTrue(
            ending.errors.contains("cannot write no/such/folder.md: No such file"), ending.errors)
    }
}

import Reports
import Scenarios
import Scoring
import XCTest

final class SummaryReportTests: XCTestCase {
    func test_aSummaryHasAtMost60Lines_howeverMuchThereIsToSay() {
        var input = SampleShop.input
        let objective = input.scenario.objectives[0]
        let result = input.scorecard.objectives[0]
        for number in 0..<100 {
            input.scenario.objectives.append(objective)
            input.scenario.objectives[4 + number].id = "more-\(number)"
            input.scorecard.objectives.append(result)
            input.scorecard.objectives[4 + number].objective = 4 + number
            input.scorecard.voidReasons.append("reason \(number)")
        }
        let stream = input.scenario.load[0]
        for _ in 0..<20 {
            input.scenario.load.append(stream)
            input.run.streams.append(input.run.streams[0])
            input.control?.streams.append(input.run.streams[0])
        }
        input.comparison = Comparison(
            basis: .paired(seeds: 20), lines: (0..<50).map { _ in line(.regressed) })
        let one = summaryReport([input])
        XCTAssertLessThanOrEqual(
            one.split(separator: "\n", omittingEmptySubsequences: false).count, 60)
        for words in ["And 92 more objectives.", "And 16 more streams.", "And 44 more changes."] {
            XCTAssertTrue(one.contains(words), "\(words): \(one)")
        }
        let many = summaryReport(
            Array(repeating: input, count: 200),
            failures: Array(repeating: SummaryFailure(file: "a", message: "b"), count: 30))
        XCTAssertLessThanOrEqual(
            many.split(separator: "\n", omittingEmptySubsequences: false).count, 60)
        XCTAssertTrue(many.hasPrefix("## ❌ 230 of 230 scenarios did not pass\n"), many)
    }

    func test_aBoundThatWasOnlyReached_saysWhy() {
        var input = SampleShop.input
        input.scorecard.objectives[0].reason = "no breaker opened on it"
        let text = summaryReport([input])
        XCTAssertTrue(text.contains("| 71.5 % (no breaker opened on it) |"), text)
    }

    func test_theCourseOfAStreamIsALineOfBlocks() throws {
        let text = summaryReport([SampleShop.input])
        let row = try XCTUnwrap(
            text.split(separator: "\n").first { $0.hasPrefix("| `checkout` |") })
        let blocks = row.split(separator: "|")[1].trimmingCharacters(in: .whitespaces)
        XCTAssertEqual(blocks.count, 40)
        // Payments are slow from 30 s to 50 s of 90: parts 14 to 22 of 40 lose requests.
        let marks = Array(blocks)
        XCTAssertTrue("▆▇█".contains(marks[5]) && "▁▂▃".contains(marks[14]), blocks)
        XCTAssertTrue(text.contains("(control 100 %)"), text)
        XCTAssertFalse(text.contains("svg"), "no pictures")
    }

    func test_aSummarySaysWhatChangedSinceTheBaseline() {
        XCTAssertFalse(summaryReport([SampleShop.input]).contains("Since the baseline"))
        var input = SampleShop.input
        input.comparison = Comparison(basis: .paired(seeds: 20), lines: [line(.unchanged)])
        let same = summaryReport([input])
        XCTAssertTrue(same.contains("**Since the baseline:** 1 unchanged.\n"), same)
        input.comparison?.lines.append(line(.regressed))
        let worse = summaryReport([input])
        XCTAssertTrue(
            worse.contains(
                "**Since the baseline:** 1 regressed, 1 unchanged.\n\n"
                    + "- `load:checkout` latency.p99: 120 ms → 310 ms, regressed"), worse)
        XCTAssertTrue(junitReport(input).contains("<testcase name=\"baseline\""))
        XCTAssertTrue(
            annotations(input).contains { $0.contains("title=chaos%3A regressed::") })
    }

    private func line(_ finding: Comparison.Finding) -> Comparison.Line {
        Comparison.Line(
            gauge: Gauge(
                kind: .stream, of: "checkout", metric: "latency.p99", unit: .milliseconds,
                better: .less),
            old: MedianInterval([120]), new: MedianInterval([310]), change: 190, pValue: 0.001,
            finding: finding)
    }
}

import Reports
import XCTest

final class JUnitReportTests: XCTestCase {
    func test_eachObjectiveIsACase_asItCameOut() {
        let text = junitReport(SampleShop.input)
        let cases = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        XCTAssertTrue(
            text.contains("<testsuites name=\"chaos\" tests=\"4\" failures=\"1\" errors=\"1\""),
            text)
        // In the order of the objectives: missed, held, held, undecided.
        XCTAssertEqual(
            cases.compactMap { line in
                [
                    "<testcase name=\"checkout-up\"", "<failure", "<testcase name=\"browse-fast\"",
                    "<testcase name=\"breaker-opens\"", "<testcase name=\"back-soon\"", "<error",
                ].first { line.hasPrefix($0) }
            }.count, 6, text)
        XCTAssertTrue(
            text.contains(
                "<failure message=\"availability of checkout during faults was 71.5 %, "
                    + "wanted at least 99 %\" type=\"missed\">"), text)
        XCTAssertTrue(text.contains("missed by: 27.5 %"), text)
        XCTAssertTrue(
            text.contains(
                "change: Scenarios/topologies/shop.json5:14:22, for orders -&gt; payments: "
                    + "set `timeout` to 60ms"), text)
        XCTAssertTrue(text.contains("classname=\"Scenarios.slow-payments\""), text)
    }

    func test_whatOnlyWarnsOrMustBeMissed_breaksNoBuild() {
        var input = SampleShop.input
        input.scenario.mustFail = ["checkout-up"]
        input.scorecard.objectives[2].held = false
        input.scorecard.objectives[3].held = true
        let text = junitReport(input)
        XCTAssertTrue(text.contains("failures=\"0\" errors=\"0\" skipped=\"0\""), text)
        XCTAssertTrue(text.contains("(missed, as mustFail asks)</system-out>"), text)
        XCTAssertTrue(text.contains("(it only warns)</system-out>"), text)
        input.scorecard.objectives[0].held = true
        input.scorecard.objectives[2].held = nil
        let turned = junitReport(input)
        XCTAssertTrue(turned.contains("failures=\"1\" errors=\"0\" skipped=\"1\""), turned)
        XCTAssertTrue(turned.contains("held, though mustFail asks that it is missed"), turned)
    }

    func test_aRunThatDecidesNothing_orFailed_isACaseOfItsOwn() {
        var input = SampleShop.input
        input.scorecard.verdict = .inconclusive
        input.scorecard.voidReasons = ["the baseline was not steady", "a fault touched nothing"]
        let void = junitReport(input)
        XCTAssertTrue(void.contains("tests=\"5\" failures=\"1\" errors=\"2\""), void)
        XCTAssertTrue(void.contains("<error message=\"the baseline was not steady\""), void)
        input.scorecard = .init(verdict: .error, reasons: ["it fell over"])
        XCTAssertTrue(junitReport(input).contains("<error message=\"it fell over\""))
        input.scorecard = .init(verdict: .pass)
        XCTAssertTrue(junitReport(input).contains("tests=\"1\" failures=\"0\" errors=\"0\""))
    }
}

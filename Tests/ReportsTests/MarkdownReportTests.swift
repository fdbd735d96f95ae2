import Reports
import Scenarios
import Scoring
import XCTest

final class MarkdownReportTests: XCTestCase {
    private func lines(_ input: ReportInput = SampleShop.input) -> [String] {
        markdownReport(input).text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    func test_theReportIsTheGoldenOne() throws {
        try assertGolden(markdownReport(SampleShop.input).text, "report.md")
    }

    func test_verdictFaultyEdgeAndPlaceStandInTheFirst40Lines() throws {
        let lines = lines()
        let verdict = "**Failed: outcome 68 of 100, 31 for `checkout`.**"
        XCTAssertTrue(lines[2].hasPrefix(verdict), lines[2])
        let advice = try XCTUnwrap(lines.firstIndex { $0.hasPrefix("1. ") })
        XCTAssertTrue(lines[advice].contains("`Scenarios/topologies/shop.json5:14:22`"))
        XCTAssertTrue(lines[advice].contains("`orders -> payments`"))
        XCTAssertLessThan(advice, 44)
        XCTAssertTrue(lines[..<40].contains { $0.contains("shop.json5:14:22`, for `orders") })
        let details = try XCTUnwrap(lines.firstIndex(of: "## Details"))
        XCTAssertLessThan(details, 80)
    }

    func test_nothingIsToChange_whenThereIsNoAdvice() {
        var input = SampleShop.input
        input.scorecard.advice = []
        XCTAssertTrue(lines(input).contains("No single setting was found that would set it right."))
        input.scorecard.verdict = .pass
        let lines = lines(input)
        XCTAssertTrue(lines.contains("Nothing was found that should change."))
        XCTAssertFalse(lines.contains { $0.contains("Change first") })
    }

    func test_aReasonIsPrinted_whereTheLineThatCountsItWouldStand() {
        var input = SampleShop.input
        input.scorecard.reasons = (1...5).map { "reason \($0)" }
        XCTAssertTrue(lines(input).contains("- reason 5."))
        input.scorecard.reasons.append("reason 6")
        XCTAssertFalse(lines(input).contains("- reason 5."))
        XCTAssertTrue(lines(input).contains("- And 2 more reasons, see the details."))
    }

    func test_probesAreCountedIn_whereHealthIsChecked() {
        var input = SampleShop.input
        XCTAssertTrue(lines(input).contains { $0.contains("touched 1,873 attempts (") })
        input.scenario.topology.services[2].health = .init()
        XCTAssertTrue(lines(input).contains { $0.contains("touched 1,873 attempts and probes (") })
    }

    func test_aFindingBeginsWithACapital_unlessAServicesNameDoes() {
        var input = SampleShop.input
        input.scorecard.advice[0].finding = "retries have no budget"
        XCTAssertTrue(lines(input).contains { $0.contains("** Retries have no budget.") })
        input.scorecard.advice[0].finding = "orders waits for payments"
        XCTAssertTrue(lines(input).contains { $0.contains("** orders waits for payments.") })
    }

    func test_aRestoredProtectionTellsWhatItBrings() {
        var input = SampleShop.input
        input.scorecard.ablation = [
            Ablation(
                without: "breaker@orders -> payments", isRestored: true,
                figures: .init(verdict: .pass, overall: 97), mechanism: .breakers,
                mechanismScore: 93)
        ]
        XCTAssertTrue(
            lines(input).contains(
                "- With `breaker@orders -> payments` put back: breakers 93 instead of 85, "
                    + "outcome 97 instead of 68."))
    }

    func test_hundredsOfFaultsAndEventsAreTold_inAFewLines() throws {
        var input = SampleShop.input
        let kill = input.run.faults[1]
        input.run.faults += (0..<300).map { index in
            var fault = kill
            fault.origin = .monkey
            fault.on = "payments#\(index)"
            return fault
        }
        for _ in 0..<300 { input.run.services[2].deaths.append(input.run.services[2].deaths[0]) }
        let lines = lines(input)
        XCTAssertTrue(lines.contains { $0.contains("the monkey struck 300 times") })
        XCTAssertTrue(lines.contains { $0.contains("301 instances of `payments` died") })
        XCTAssertLessThan(try XCTUnwrap(lines.firstIndex(of: "## Details")), 80)
    }

    func test_theWeightiestEventsAreTold_whenThereAreTooMany() throws {
        var input = SampleShop.input
        let before = lines(input)
        let told = before.filter { $0.hasPrefix("- **") && !$0.contains("Change first") }
        // The sample has 2 faults, 1 stream harmed, breakers that opened and closed, 1 death, 1
        // service taken out of lists, 1 decision to scale: 8 events, one below the most.
        XCTAssertEqual(told.count, 8)
        for index in 0..<40 {
            var fault = input.run.faults[0]
            fault.name = "fault \(index)"
            input.run.faults.append(fault)
        }
        let lines = lines(input)
        // Of 42 faults 4 are told and the rest together, which makes 5 + 6 = 11 events.
        XCTAssertTrue(lines.contains { $0.contains("38 more faults, on `orders -> payments`") })
        XCTAssertTrue(lines.contains { $0.contains("`checkout` lost") })
        XCTAssertTrue(lines.contains("- and 2 lesser events."))
        XCTAssertLessThan(try XCTUnwrap(lines.firstIndex(of: "## What to change")), 40)
    }

    /// Whatever names hold, the same blocks stand on the same lines, and no table gets a cell more.
    func test_namesOfAnyTextBreakNothing() {
        var input = SampleShop.input
        input.scenario.title = hostileText
        input.scenario.why = hostileText
        input.file = hostileText
        input.overrides = ["--set " + hostileText]
        input.run.faults[0].name = hostileText
        input.run.faults[0].on = hostileText
        input.scenario.objectives[0].id = hostileText
        input.scenario.load[0].name = hostileText
        input.scenario.topology.services[2].name = hostileText
        input.scorecard.reasons = [hostileText]
        input.scorecard.advice[0].finding = hostileText
        input.scorecard.advice[0].on = hostileText
        input.scorecard.advice[0].set = hostileText
        input.scorecard.advice[0].place?.file = hostileText
        let broken = lines(input)
        let sound = lines()
        XCTAssertEqual(broken.count, sound.count)
        for (line, usual) in zip(broken, sound) {
            XCTAssertEqual(start(of: line), start(of: usual), line)
            XCTAssertEqual(pipes(in: line), pipes(in: usual), line)
            XCTAssertFalse(
                line.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0) ~= $0.value })
            XCTAssertFalse(
                line.unicodeScalars.contains { "\u{2028}\u{202E}".unicodeScalars.contains($0) })
        }
        // Within the fence of the command nothing is markup.
        let open = broken.filter { !$0.hasPrefix("chaos run") }
        let outside = open.joined(separator: "\n").replacing(#/`[^`\n]*`/#, with: "")
        XCTAssertFalse(outside.contains(#/(^|[^\\])<(script|!|/)/#))
        XCTAssertLessThan(open.map(\.utf8.count).max() ?? 0, 4000)
    }

    /// What makes a line the block that it is.
    private func start(of line: String) -> String {
        for mark in ["### ", "## ", "# ", "- ", "1. ", "> ", "| ", "![", "```"]
        where line.hasPrefix(mark) { return mark }
        return line.isEmpty ? "" : "text"
    }

    /// How many cells a table's line ends.
    private func pipes(in line: String) -> Int {
        guard line.hasPrefix("|") else { return 0 }
        var count = 0
        var isEscaped = false
        for character in line {
            if character == "|", !isEscaped { count += 1 }
            isEscaped = character == "\\" && !isEscaped
        }
        return count
    }
}

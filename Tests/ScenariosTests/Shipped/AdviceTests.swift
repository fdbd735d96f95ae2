import Reports
import Scenarios
import Scoring
import Studies
import XCTest

/// What the report of a shipped scenario says is to be changed: what was planted, and else nothing.
final class AdviceTests: XCTestCase {
    func test_plantedWeaknessesHurt_andAreNamedWithTheirLineOnTheFirstFortyLines() throws {
        for planted in PlantedWeakness.all {
            let well = try planted.load(isPlanted: false)
            let healthy = study(well.scenario, seed: well.scenario.seed).scorecard
            XCTAssertEqual(failed(well.scenario, healthy), [], planted.new)
            let ill = try planted.load(isPlanted: true)
            let study = study(ill.scenario, seed: ill.scenario.seed)
            XCTAssertEqual(failed(ill.scenario, study.scorecard), planted.hurts, planted.new)
            let head = markdown(of: study, ill.scenario, path: planted.scenario.path)
                .split(separator: "\n", omittingEmptySubsequences: false).prefix(40)
                .joined(separator: "\n")
            XCTAssertTrue(head.contains(planted.on), "\(planted.on) is not named in\n\(head)")
            let place = try planted.place(in: ill)
            XCTAssertTrue(head.contains(place), "\(place) is not named in\n\(head)")
        }
    }

    /// The ids of the gates that failed.
    private func failed(_ scenario: Scenario, _ card: Scorecard) -> Set<String> {
        let objectives = card.objectives.filter { $0.held == false }
            .map { scenario.objectives[$0.objective] }
        return Set(objectives.filter { $0.severity == .gate }.map(\.id))
    }

    /// The lessons about order set what they are about and no more: they may be advised the rest.
    func test_nothingIsAdvised_whereNothingIsPlanted() throws {
        for shipped in ShippedScenario.protected where !shipped.path.contains("order/") {
            let scenario = try shipped.load().scenario
            let advice = study(scenario, seed: scenario.seed).scorecard.advice
            XCTAssertEqual(advice.map(\.finding), [], shipped.path)
        }
    }

    private func markdown(of study: Study, _ scenario: Scenario, path: String) -> String {
        let input = ReportInput(
            scenario: scenario, file: path, version: "test", run: study.runs.run,
            control: study.runs.control, capacity: study.runs.capacity,
            scorecard: study.scorecard)
        return markdownReport(input).text
    }
}

import Reports
import ScenarioFiles
import Scenarios
import Studies
import XCTest

/// What the report of a shipped scenario says is to be changed: what was planted, and else nothing.
final class AdviceTests: XCTestCase {
    func test_plantedWeaknessesHurt_andOnlyThey() throws {
        for planted in PlantedWeakness.all {
            for isPlanted in [false, true] {
                let scenario = try planted.load(isPlanted: isPlanted).scenario
                let results = study(scenario, seed: scenario.seed).scorecard.objectives
                let failed = results.filter { $0.held == false }
                    .map { scenario.objectives[$0.objective] }.filter { $0.severity == .gate }
                XCTAssertEqual(
                    Set(failed.map(\.id)), isPlanted ? planted.hurts : [],
                    "\(planted.new), planted: \(isPlanted)")
            }
        }
    }

    func test_plantedWeaknessesAreNamedWithTheirLine_onTheFirstFortyLines() throws {
        for planted in PlantedWeakness.all {
            let loaded = try planted.load(isPlanted: true)
            let head = try markdown(of: loaded, path: planted.scenario.path)
                .split(separator: "\n", omittingEmptySubsequences: false).prefix(40)
                .joined(separator: "\n")
            XCTAssertTrue(head.contains(planted.on), "\(planted.on) is not named in\n\(head)")
            let place = try planted.place(in: loaded)
            XCTAssertTrue(head.contains(place), "\(place) is not named in\n\(head)")
        }
    }

    /// The lessons about order set what they are about and no more: they may be advised the rest.
    func test_nothingIsAdvised_whereNothingIsPlanted() throws {
        for shipped in ShippedScenario.protected where !shipped.path.contains("order/") {
            let scenario = try shipped.load().scenario
            let advice = study(scenario, seed: scenario.seed).scorecard.advice
            XCTAssertEqual(advice.map(\.finding), [], shipped.path)
        }
    }

    private func markdown(of loaded: Loaded, path: String) throws -> String {
        let study = study(loaded.scenario, seed: loaded.scenario.seed)
        let input = ReportInput(
            scenario: loaded.scenario, file: path, version: "test", run: study.runs.run,
            control: study.runs.control, capacity: study.runs.capacity,
            scorecard: study.scorecard)
        return markdownReport(input).text
    }
}

import Reports
import Scenarios
import Studies
import XCTest

final class EjectionReportTests: XCTestCase {
    func test_ejectionsAreToldAndDrawn_withTheEdgeTheyStandOn() throws {
        for (path, isEjecting) in [
            ("instances/failing-instance.json5", true),
            ("instances/failing-instance-unprotected.json5", false),
        ] {
            let shipped = try XCTUnwrap(ShippedScenario.all.first { $0.path == path })
            let loaded = try shipped.load()
            let study = study(loaded.scenario, seed: loaded.scenario.seed)
            let report = markdownReport(
                ReportInput(
                    scenario: loaded.scenario, file: path, version: "test", run: study.runs.run,
                    control: study.runs.control, scorecard: study.scorecard))
            let line = "outlier ejection on `gateway -> accounts` left instances out"
            XCTAssertEqual(report.text.contains(line), isEjecting, path)
            let isDrawn = report.pictures.contains { $0.svg.contains("ejection") }
            XCTAssertEqual(isDrawn, isEjecting, path)
        }
    }
}

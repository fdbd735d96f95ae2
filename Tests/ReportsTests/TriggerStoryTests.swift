import Reports
import Scoring
import Timebase
import XCTest

/// What the map of triggers says in words, and how it is set.
final class TriggerStoryTests: XCTestCase {
    /// At the usual load down from twice the length on, above it at any; twice it is too much.
    private static let map = TriggerMap(
        loads: [0.8, 1, 1.2, 2], sizes: [1], lengths: [0.5, 1, 2], length: .seconds(1),
        cells: [.recovered(.zero), .recovered(.seconds(1)), .ill]
            + [.recovered(.zero), .recovered(.seconds(70)), .metastable]
            + [.metastable, .metastable, .metastable]
            + [.overloaded, .overloaded, .overloaded])

    func test_everyPlaceThatStaysDownIsTold() {
        XCTAssertEqual(
            TriggerStory(Self.map).text,
            "It stays down after the fault at 100 % of the load when it lasts 2 s or longer; "
                + "at 120 % of the load whatever its length. At 80 % of the load it was not "
                + "always well again by the end of the run. 200 % of the load is too much even "
                + "without the fault.")
    }

    func test_strengthsThatDoAlikeAreToldTogether() {
        // Rows of two lengths; only the two stronger ones leave it down, the same way.
        let row: [TriggerMap.Cell] = [.recovered(.zero), .metastable]
        let map = TriggerMap(
            loads: [0.8, 1], sizes: [0.5, 1, 1.5], lengths: [1, 2], length: .milliseconds(500),
            cells: Array(repeating: .recovered(.zero), count: 8) + row + row)
        XCTAssertEqual(
            TriggerStory(map).text,
            "It stays down after the fault at 100 % of the load with 1 × and 1.5 × its strength "
                + "when it lasts 1 s or longer. At 80 % of the load it always came back.")
        let safe = TriggerMap(
            loads: [0.8, 1], sizes: [1], lengths: [1], length: nil,
            cells: [.recovered(.zero), .ill])
        XCTAssertEqual(
            TriggerStory(safe).text,
            "At none of 2 combinations of load did it stay down after the fault. At 100 % of the "
                + "load it was not always well again by the end of the run.")
    }

    func test_thePageHasATableALoad_inItsOwnColours() {
        var input = SampleShop.input
        input.map = Self.map
        let page = htmlReport(input)
        XCTAssertEqual(page.split(separator: "<caption>").count, 4 + 1)
        XCTAssertTrue(page.contains("<td class=\"ink-breakerOpen\">down</td>"))
        XCTAssertTrue(page.contains("<span class=\"swatch ink-overloaded\"></span>"))
        let report = markdownReport(input)
        XCTAssertTrue(
            report.text.contains("![What the fault leads to, by length and load](map.svg)"))
        XCTAssertEqual(report.pictures.last?.name, "map.svg")
    }
}

import Foundation
import Recordings
import Reports
import Timebase
import XCTest

#if canImport(FoundationXML)
import FoundationXML
#endif

final class PictureTests: XCTestCase {
    func test_thePicturesAreTheGoldenOnes() throws {
        let pictures = markdownReport(SampleShop.input).pictures
        XCTAssertEqual(pictures.map(\.name), ["latency.svg", "outcomes.svg", "lanes.svg"])
        for picture in pictures { try assertGolden(picture.svg, picture.name) }
    }

    func test_picturesAreWellFormed_whateverNamesHold() {
        var input = SampleShop.input
        input.scenario.load[0].name = hostileText
        input.scenario.topology.services[2].name = hostileText
        input.run.faults[0].name = hostileText
        input.run.faults[1].on = hostileText
        for picture in markdownReport(input).pictures {
            let parser = XMLParser(data: Data(picture.svg.utf8))
            // Foundation's parser answers true to some broken texts, and tells only here.
            XCTAssertTrue(parser.parse() && parser.parserError == nil, picture.name)
            XCTAssertFalse(picture.svg.contains("<script"))
        }
    }

    func test_noLineHasMoreThan300Points_whenTheRunLastsAnHour() throws {
        var input = SampleShop.input
        let step = input.run.streams[0].steps[40]
        input.run.duration = .seconds(3600)
        input.run.streams[0].steps = Array(repeating: step, count: 3600)
        let svg = try XCTUnwrap(markdownReport(input).pictures.first).svg
        // A path's points are parted by "L", then by spaces before each further x.
        let longest = svg.split(separator: "\n").filter { $0.hasPrefix("<path") }
            .map { $0.split(separator: " ").count / 2 }.max()
        XCTAssertLessThanOrEqual(try XCTUnwrap(longest), 302)
        XCTAssertGreaterThan(try XCTUnwrap(longest), 290)
        // 3600 s in 300 points: each stands for 12 s.
        XCTAssertTrue(svg.contains("due in each 12 s"))
    }

    func test_namesOfLanesThatAreNotThereAreWhole_onAsManyLinesAsTheyTake() throws {
        var input = SampleShop.input
        let long = String(repeating: "orders", count: 12)
        for service in input.scenario.topology.services.indices {
            input.scenario.topology.services[service].name = "\(long)-\(service)"
        }
        let svg = try XCTUnwrap(markdownReport(input).pictures.last).svg
        let notes = svg.split(separator: "\n").filter { $0.hasPrefix("<text class=\"note\"") }
        XCTAssertTrue(notes.contains { $0.contains("instances that stayed: \(long)-0 2,<") }, svg)
        XCTAssertTrue(notes.contains { $0.contains("x=\"40\"") && $0.contains("\(long)-1 3<") })
    }

    func test_aPhaseThatIsShortHasItsWholeName_besideItsMark() throws {
        var input = SampleShop.input
        // Of 860 points the warm-up and the baseline have some 60 each, less than their names.
        input.run.duration = .seconds(300)
        let svg = try XCTUnwrap(markdownReport(input).pictures.first).svg
        for name in ["warmup", "baseline", "faults", "recovery"] {
            XCTAssertTrue(svg.contains(">\(name)</text>"), name)
        }
    }

    func test_lanesAreLeftOut_whenNothingMoved() {
        var input = SampleShop.input
        input.run.events = []
        for service in input.run.services.indices {
            input.run.services[service].instances.removeLast(
                input.run.services[service].instances.count - 1)
            input.run.services[service].deaths = []
        }
        XCTAssertEqual(
            markdownReport(input).pictures.map(\.name), ["latency.svg", "outcomes.svg"])
    }
}

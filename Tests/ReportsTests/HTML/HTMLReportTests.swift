import Foundation
import Reports
import XCTest

final class HTMLReportTests: XCTestCase {
    private static let page = htmlReport(SampleShop.input)

    /// Every word and number of the Markdown stands in the page, in the same order.
    func test_thePageSaysWhatTheMarkdownSays() throws {
        let markdown = markdownReport(SampleShop.input).text.split(separator: "\n")
        var rest = Self.page[...]
        var found = 0
        for line in markdown where !line.hasPrefix("![") && !line.hasPrefix("```") {
            for words in Self.words(of: line) {
                let html = HTMLText.inline(words)
                let place = try XCTUnwrap(rest.range(of: html), "\(words) is not there in order")
                rest = rest[place.upperBound...]
                found += 1
            }
        }
        XCTAssertGreaterThan(found, 200)
    }

    /// The words of a line, or of each of its cells, without what makes it a block.
    private static func words(of line: Substring) -> [String] {
        if line.hasPrefix("| ---") || line.hasPrefix("| --:") { return [] }
        if line.hasPrefix("| ") {
            return line.dropFirst(2).dropLast(2).split(separator: " | ").map(String.init)
        }
        return [String(line.replacing(#/^(#+|-|>|\d+\.) /#, with: ""))]
    }

    func test_thePageAsksForNothingFromElsewhere() {
        let page = Self.page.replacing("http://www.w3.org/2000/svg", with: "")
            .replacing("http%3A//www.w3.org/2000/svg", with: "")
        for address in ["http:", "https:", "//cdn", "@import", "<link rel=\"style", "url(h"] {
            XCTAssertFalse(page.contains(address), address)
        }
        XCTAssertTrue(page.contains("content=\"default-src 'none'; script-src 'sha256-"))
    }

    /// The policy names the very script and style that the page has, and nothing else runs.
    func test_thePolicyAllowsTheScriptAndTheStyleOfThePage() throws {
        for (element, source) in [("script", "script-src"), ("style", "style-src")] {
            let start = try XCTUnwrap(Self.page.range(of: "<\(element)>")).upperBound
            let end = try XCTUnwrap(Self.page[start...].range(of: "</\(element)>")).lowerBound
            let digest = SHA256.base64(Array(Self.page[start..<end].utf8))
            XCTAssertTrue(Self.page.contains("\(source) 'sha256-\(digest)';"), element)
        }
    }

    func test_thePageIsTheSame_madeTwice() {
        XCTAssertEqual(htmlReport(SampleShop.input), Self.page)
    }

    func test_theChartsHoldWhatWasCounted() throws {
        let data = try chartData(of: Self.page)
        XCTAssertEqual(data["duration"]?.number, 90)
        XCTAssertEqual(data["faults"]?.elements.first?["spans"]?.elements.count, 1)
        let groups = try XCTUnwrap(data["groups"]).elements
        XCTAssertEqual(
            groups.compactMap { $0["id"]?.string },
            ["outcomes", "latency", "edges", "breakers", "instances"])
        let outcomes = try XCTUnwrap(groups[0]["charts"]?.elements.first)
        let steps = SampleShop.input.run.streams[0].steps
        // Steps of one second: what was counted in each is the rate.
        XCTAssertEqual(
            outcomes["series"]?["succeeded"]?.elements.map(\.number),
            steps.map { Double($0.tally[.succeeded]) })
        let latency = try XCTUnwrap(groups[1]["charts"]?.elements.first)
        XCTAssertEqual(latency["series"]?["p99"]?.elements.count, steps.count)
        for group in groups {
            let keys = Set(group["keys"]?.elements.compactMap { $0["id"]?.string } ?? [])
            for chart in group["charts"]?.elements ?? [] {
                for field in ["series", "limits", "strokes"] {
                    let used = chart[field]?.fields.map(\.key) ?? []
                    XCTAssertTrue(keys.isSuperset(of: used), "\(used) without a key")
                }
            }
        }
    }

    func test_noChartHasMoreThan1200Points_whenTheRunLastsAnHour() throws {
        var input = SampleShop.input
        let step = input.run.streams[0].steps[40]
        input.run.duration = .seconds(3600)
        input.run.streams[0].steps = Array(repeating: step, count: 3600)
        let groups = try XCTUnwrap(chartData(of: htmlReport(input))["groups"]).elements
        let chart = try XCTUnwrap(groups[0]["charts"]?.elements.first)
        XCTAssertEqual(chart["series"]?["succeeded"]?.elements.count, 1200)
        // 3600 s in 1200 points.
        XCTAssertEqual(chart["step"]?.number, 3)
    }

    func test_whatAChangeTakesAndBrings_isMarked() {
        var input = SampleShop.input
        input.scorecard.advice[0].diff =
            "--- shop.json5\n+++ shop.json5\n@@ -1,2 +1,2 @@\n same\n-  a: <1>\n+  a: <2>"
        XCTAssertTrue(
            htmlReport(input).contains(
                "<pre tabindex=\"0\"><code>--- shop.json5\n+++ shop.json5\n@@ -1,2 +1,2 @@\n same\n"
                    + "<del>-  a: &lt;1&gt;</del>\n<ins>+  a: &lt;2&gt;</ins></code></pre>"))
    }

    /// Whatever names hold, no element comes of it, and the data ends where it should.
    func test_namesOfAnyTextBreakNothing() throws {
        var input = SampleShop.input
        input.scenario.title = hostileText
        input.scenario.why = hostileText
        input.file = hostileText
        input.version = hostileText
        input.overrides = ["--set " + hostileText]
        input.run.faults[0].name = hostileText
        input.run.faults[0].on = hostileText
        input.scenario.objectives[0].id = hostileText
        input.scenario.load[0].name = hostileText
        input.scenario.topology.services[2].name = hostileText
        input.scorecard.reasons = [hostileText]
        input.scorecard.advice[0].finding = hostileText
        let broken = htmlReport(input)
        XCTAssertEqual(elements(in: broken), elements(in: Self.page))
        let controls = broken.unicodeScalars.filter { scalar in
            scalar != "\n" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value))
        }
        XCTAssertEqual(controls.count, 0)
        XCTAssertFalse(broken.contains("\u{202E}"))
        XCTAssertEqual(
            try chartData(of: broken)["groups"]?.elements.count,
            try chartData(of: Self.page)["groups"]?.elements.count)
    }

    /// The names of all elements in order, but for those of code: a name that no code span can
    /// hold stands without one.
    private func elements(in page: String) -> [Substring] {
        page.matches(of: #/<(/?[a-z!][a-z0-9]*)/#).map(\.output.1).filter { !$0.hasSuffix("code") }
    }

    private func chartData(of page: String) throws -> OrderedJSON {
        let opening = "<script type=\"application/json\" id=\"chart-data\">"
        let start = try XCTUnwrap(page.range(of: opening)).upperBound
        let end = try XCTUnwrap(page[start...].range(of: "</script>")).lowerBound
        return try OrderedJSON(parsing: String(page[start..<end]))
    }
}

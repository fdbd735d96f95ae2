import Foundation
import XCTest

/// The HTML report in a real browser: it opens without a complaint, shows the faults, and answers
/// mouse, wheel and keys. CHAOS_SCREENSHOTS=DIR keeps pictures of it to be looked at.
final class BrowserTests: XCTestCase {
    private let plots = "document.querySelectorAll('svg.plot')"
    private let words = "document.querySelector('.strip .words').textContent"

    /// The page of a scenario with one fault from 8 s to 12 s of 20 s.
    private func report(_ chaos: Chaos, title: String = "small", fault: String) throws -> URL {
        var scenario = SmallScenario()
        let (name, title) = (try quoted(fault), try quoted(title))
        scenario.faults = """
            { at: "8s", for: "4s", inject: "error", on: "front -> back", name: \(name) }
            """
        let text = scenario.text.replacing("title: \"small\"", with: "title: \(title)")
        try chaos.write(text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--format=html", "-o", "a report.html")
        XCTAssertEqual(ending.status, 0, ending.errors)
        return chaos.folder.appending(path: "a report.html")
    }

    private func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    func test_thePageShowsTheFault_andComplainsOfNothing() throws {
        let chaos = try Chaos()
        let page = try BrowserPage(report(chaos, fault: "back is broken"), in: Browser())
        XCTAssertEqual(try page.text("document.title"), "small")
        // A chart a stream for outcomes and for latency, and one for each of the edges.
        XCTAssertGreaterThanOrEqual(try page.number("\(plots).length"), 4)
        XCTAssertTrue(
            try page.isTrue(
                "[...\(plots)].every((p) => !p.checkVisibility() "
                    + "|| p.querySelectorAll('.shade').length === 1)"))
        XCTAssertTrue(
            try page.text("document.querySelector('.fault-name').textContent")
                .hasPrefix("back is broken"))
        XCTAssertEqual(
            try page.text("document.querySelector('button.fault').textContent"),
            "back is broken: error on front -> back")
        // 8 s … 12 s of 20 s stand from 40 to 60 % of a chart's width.
        let shade = try page.number(
            "(() => { const p = \(plots)[0]; const s = p.querySelector('.shade'); "
                + "return s.getAttribute('width') / p.querySelector('.ground')"
                + ".getAttribute('width'); })()")
        XCTAssertEqual(shade, 0.2, accuracy: 0.001)
        XCTAssertEqual(page.complaints, [])
        try page.screenshot("wide-light.png")
    }

    func test_aClickHidesASeries_andShowsItAgain() throws {
        let chaos = try Chaos()
        let page = try BrowserPage(report(chaos, fault: "f"), in: Browser())
        let areas = "\(plots)[0].querySelectorAll('path.area').length"
        let before = try page.number(areas)
        XCTAssertEqual(before, 2, "what succeeded and what failed")
        let button = "document.querySelector('.legend button[data-series=succeeded]')"
        try page.click(button)
        XCTAssertEqual(try page.number(areas), before - 1)
        XCTAssertEqual(try page.text("\(button).getAttribute('aria-pressed')"), "false")
        try page.click(button)
        XCTAssertEqual(try page.number(areas), before)
        XCTAssertEqual(page.complaints, [])
    }

    func test_draggingZoomsAllCharts_andADoubleClickShowsTheWholeRun() throws {
        let chaos = try Chaos()
        let page = try BrowserPage(report(chaos, fault: "f"), in: Browser())
        XCTAssertEqual(try page.text(words), "whole run")
        let box = try page.box("\(plots)[0]")
        let y = box.y + 60
        // The axis begins 58 pixels from the left and ends 10 from the right.
        let second = (box.width - 68) / 20
        let (from, to) = (box.x + 58 + 7 * second, box.x + 58 + 11 * second)
        try page.mouse(.down, from, y)
        try page.mouse(.moved, to, y)
        try page.screenshot("dragging.png")
        try page.mouse(.up, to, y)
        try page.wait("\(words) !== 'whole run'")
        XCTAssertEqual(try page.text(words), "7 s – 11 s")
        for plot in 0..<3 {
            let ticks = try page.text(
                "[...\(plots)[\(plot)].querySelectorAll('.tick')].map((t) => t.textContent).join()")
            XCTAssertFalse(ticks.contains("20 s"), ticks)
            XCTAssertTrue(ticks.contains(",8 s"), ticks)
        }
        try page.mouse(.down, box.x + 250, y, clicks: 1)
        try page.mouse(.up, box.x + 250, y, clicks: 1)
        try page.mouse(.down, box.x + 250, y, clicks: 2)
        try page.mouse(.up, box.x + 250, y, clicks: 2)
        try page.wait("\(words) === 'whole run'")
        // It was clicked, so that the wheel is its own.
        try page.wheel(box.x + 250, y, by: -120)
        try page.wait("\(words) !== 'whole run'")
        try page.click("document.querySelector('.buttons button:last-child')")
        try page.wait("\(words) === 'whole run'")
        XCTAssertEqual(page.complaints, [])
    }

    func test_thePointerReadsValues_andKeysSpeakThem() throws {
        let chaos = try Chaos()
        let page = try BrowserPage(report(chaos, fault: "back is broken"), in: Browser())
        let box = try page.box("\(plots)[0]")
        try page.mouse(.moved, box.x + 58 + (box.width - 68) / 2, box.y + 60)
        try page.wait("!\(plots)[0].parentNode.querySelector('.tip').hidden")
        let tip = try page.text("\(plots)[0].parentNode.querySelector('.tip').textContent")
        XCTAssertTrue(tip.hasPrefix("10 s faults"), tip)
        XCTAssertTrue(tip.contains("back is broken") && tip.contains("/s"), tip)
        try page.screenshot("pointing.png")
        // Every chart shows the instant.
        XCTAssertTrue(
            try page.isTrue("[...\(plots)].slice(0, 3).every((p) => p.querySelector('.cursor'))"))
        try page.value("\(plots)[0].focus()")
        try page.key("ArrowRight")
        let spoken = "document.querySelector('[aria-live]').textContent"
        try page.wait("\(spoken).startsWith('11 s')")
        XCTAssertTrue(try page.text(spoken).contains("back is broken"))
        try page.key("+")
        try page.wait("\(words) !== 'whole run'")
        try page.key("0")
        try page.wait("\(words) === 'whole run'")
        // The table behind a chart: a head and a row a second.
        try page.click("document.querySelector('.data summary')")
        try page.wait("document.querySelectorAll('.data tbody tr').length === 20")
        XCTAssertEqual(page.complaints, [])
    }

    func test_thePageFitsAPhone_inBothColours() throws {
        let chaos = try Chaos()
        let file = try report(chaos, fault: "back is broken")
        let browser = try Browser()
        let wide = try BrowserPage(file, in: browser, .init(isDark: true))
        try wide.screenshot("wide-dark.png")
        var grounds: [String] = []
        for isDark in [false, true] {
            let look = BrowserPage.Look(width: 390, height: 844, isDark: isDark)
            let page = try BrowserPage(file, in: browser, look)
            XCTAssertEqual(try page.number("document.documentElement.scrollWidth"), 390)
            grounds.append(try page.text("getComputedStyle(document.body).backgroundColor"))
            try page.screenshot("phone-\(isDark ? "dark" : "light").png")
            if isDark {
                try page.click("document.querySelector('button.theme')")
                grounds.append(try page.text("getComputedStyle(document.body).backgroundColor"))
            }
            XCTAssertEqual(page.complaints, [])
        }
        XCTAssertNotEqual(grounds[0], grounds[1])
        XCTAssertEqual(grounds[0], grounds[2], "the switch turns dark back to light")
    }

    func test_thePicturesAreThere_withoutAScript() throws {
        let chaos = try Chaos()
        let page = try BrowserPage(
            report(chaos, fault: "f"), in: Browser(), .init(hasScript: false))
        // Latency and outcomes: no breaker is there to move, and no instance came or went.
        XCTAssertEqual(try page.number("document.querySelectorAll('noscript img').length"), 2)
        try page.wait(
            "[...document.querySelectorAll('noscript img')].every((i) => i.naturalWidth === 960)")
        XCTAssertEqual(try page.number("document.querySelectorAll('button').length"), 0)
        XCTAssertEqual(page.complaints, [])
        try page.screenshot("without-script.png")
    }

    func test_namesOfAnyTextRunNothing() throws {
        let chaos = try Chaos()
        let hostile =
            "</script><script>window.hit = 1</script><img src=x onerror=\"window.hit = 2\"> "
            + "| `a` </title><!-- ]]> {{x}} \u{1B}[31m \u{202E}evil שלום 🧨"
        let page = try BrowserPage(
            report(chaos, title: hostile, fault: hostile), in: Browser())
        XCTAssertTrue(try page.isTrue("window.hit === undefined"))
        XCTAssertEqual(try page.number("document.querySelectorAll('script').length"), 2)
        XCTAssertEqual(try page.number("document.querySelectorAll('img').length"), 0)
        let heading = try page.text("document.querySelector('h1').textContent")
        XCTAssertTrue(heading.contains("</script><script>window.hit = 1</script>"), heading)
        let fault = try page.text("document.querySelector('button.fault').textContent")
        XCTAssertTrue(fault.contains("</script>"), fault)
        XCTAssertEqual(page.complaints, [])
    }
}

import Foundation
import XCTest

/// What a job of GitHub Actions is told.
final class GitHubTests: XCTestCase {
    private let job = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "page.md"]

    private func commands(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.hasPrefix("::") }
    }

    func test_whatDidNotHold_isAnnotatedAtItsLine() throws {
        let chaos = try Chaos()
        try chaos.write(FormatScenario(fault: "outage, 100%: all").text, to: "sub/a.json5")
        let ending = try chaos.run("run", "sub/a.json5", environment: job)
        XCTAssertEqual(ending.status, 1, ending.errors)
        let found = commands(ending.text)
        XCTAssertEqual(found.count, 3, ending.text)
        let text = try XCTUnwrap(String(bytes: chaos.read("sub/a.json5"), encoding: .utf8))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try XCTUnwrap(lines.firstIndex { $0.contains("id: \"up\", expect") }) + 1
        XCTAssertTrue(
            found[0].hasPrefix("::error file=sub/a.json5,line=\(line),col="), "\(found[0])")
        XCTAssertTrue(found[0].contains(",title=chaos%3A up::availability of users"), "\(found[0])")
        XCTAssertTrue(
            found[0].contains("%0Abegan: outage, 100%25: all (error on front -> back) → "),
            "\(found[0])")
        XCTAssertTrue(found[2].hasPrefix("::warning file="), "warnings come last: \(found[2])")
    }

    func test_theSummaryIsAppendedToTheJobsPage() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        try chaos.write("before\n", to: "page.md")
        for _ in 0..<2 {
            let ending = try chaos.run("run", "a.json5", environment: job)
            XCTAssertEqual(ending.status, 0, ending.errors)
            XCTAssertEqual(commands(ending.text), [], "all held")
        }
        let page = String(decoding: try chaos.read("page.md"), as: UTF8.self)
        XCTAssertTrue(page.hasPrefix("before\n## ✅ small\n"), page)
        XCTAssertEqual(page.split(separator: "\n").filter { $0 == "## ✅ small" }.count, 2)
    }

    func test_theSummaryStandsThereOnce_whenItIsAskedForThereToo() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", "--summary", "page.md", environment: job)
        XCTAssertEqual(ending.status, 0, ending.errors)
        let page = String(decoding: try chaos.read("page.md"), as: UTF8.self)
        XCTAssertEqual(page.split(separator: "\n").filter { $0 == "## ✅ small" }.count, 1)
    }

    func test_filesAreNamedFromTheRepository_whenTheStepRunsBelowIt() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(atLeast: "99%").text, to: "sub/a.json5")
        let below = chaos.folder.appending(path: "sub").resolvingSymlinksInPath()
        let root = chaos.folder.resolvingSymlinksInPath().path(percentEncoded: false)
        let ending = try chaos.run(
            "run", "a.json5", in: below,
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": root])
        XCTAssertEqual(ending.status, 1, ending.errors)
        XCTAssertTrue(
            commands(ending.text)[0].hasPrefix("::error file=sub/a.json5,line="), ending.text)
    }

    func test_standardOutputStaysTheReports() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(atLeast: "99%").text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", "--format", "json", "-o", "-", environment: job)
        XCTAssertEqual(ending.status, 1, ending.errors)
        XCTAssertNoThrow(try JSONSerialization.jsonObject(with: ending.output))
        XCTAssertEqual(commands(ending.errors).count, 1, ending.errors)
    }

    func test_aFileThatIsWrong_isAnnotatedToo() throws {
        let chaos = try Chaos()
        try chaos.write("{ load: ", to: "a.json5")
        let ending = try chaos.run("run", "a.json5", environment: job)
        XCTAssertEqual(ending.status, 2)
        XCTAssertTrue(
            commands(ending.text)[0].hasPrefix("::error file=a.json5,line=1,col=1,"), ending.text)
        let page = String(decoding: try chaos.read("page.md"), as: UTF8.self)
        XCTAssertTrue(page.contains("Not run: `a.json5`: a.json5:1:"), page)
    }

    func test_nothingOfIt_elsewhere() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(atLeast: "99%").text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", environment: ["GITHUB_STEP_SUMMARY": "page.md"])
        XCTAssertEqual(ending.status, 1, ending.errors)
        XCTAssertEqual(commands(ending.text + ending.errors), [])
        XCTAssertFalse(chaos.files(below: ".").contains("page.md"))
    }
}

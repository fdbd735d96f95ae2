import Foundation
import XCTest

/// Ten weaknesses of one topology, planted one at a time: the beginning of each report names the
/// place and its line, the lines that it says to change turn the verdict, and where nothing is
/// planted nothing is said.
final class PlantedWeaknessTests: XCTestCase {
    private func topology() throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "topology.json5"), encoding: .utf8)
    }

    private func report(_ topology: String, _ weakness: Weakness) throws -> (Int32, String) {
        let chaos = try Chaos()
        try chaos.write(topology, to: "topology.json5")
        try chaos.write(weakness.scenario, to: "scenario.json5")
        let ending = try chaos.run("run", "scenario.json5", "--report", "out", "--quiet")
        return (ending.status, String(decoding: try chaos.read("out/report.md"), as: UTF8.self))
    }

    func test_nothingIsAdvised_whereNothingIsPlanted() throws {
        for weakness in Weakness.all {
            let (status, report) = try report(topology(), weakness)
            XCTAssertEqual(status, 0, weakness.name)
            XCTAssertTrue(
                report.contains("Nothing was found that should change."),
                "\(weakness.name): \(report.components(separatedBy: "## What to change").last!)")
        }
    }

    func test_whatIsPlantedIsNamedWithItsLine_andTheAdviceMendsIt() throws {
        for weakness in Weakness.all {
            let topology = try topology().replacingOnly(weakness.well, with: weakness.ill)
            let (status, report) = try report(topology, weakness)
            XCTAssertEqual(status, 1, weakness.name)
            let beginning = report.split(separator: "\n", omittingEmptySubsequences: false)
                .prefix(40).filter { $0.contains("`topology.json5:") }
            XCTAssertTrue(
                beginning.contains { $0.contains("for `\(weakness.place)`") }, weakness.name)
            let mended = try Self.applied(Self.diff(in: report, weakness.name), to: topology)
            XCTAssertEqual(try self.report(mended, weakness).0, 0, weakness.name)
        }
    }

    private static func diff(in report: String, _ name: String) throws -> [Substring] {
        let fences = report.components(separatedBy: "```diff\n")
        XCTAssertEqual(fences.count, 2, "\(name): one diff")
        return try XCTUnwrap(fences.last?.components(separatedBy: "\n```").first, name)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// As `patch` does with one hunk: what it takes away or leaves must stand there.
    private static func applied(_ diff: [Substring], to text: String) throws -> String {
        XCTAssertEqual(diff.prefix(2), ["--- topology.json5", "+++ topology.json5"])
        let header = try XCTUnwrap(diff[2].wholeMatch(of: /@@ -(\d+),(\d+) \+\d+,\d+ @@/))
        let (line, count) = try (XCTUnwrap(Int(header.1)), XCTUnwrap(Int(header.2)))
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let hunk = diff.dropFirst(3)
        let old = hunk.filter { !$0.hasPrefix("+") }.map { $0.dropFirst() }
        XCTAssertEqual(old, Array(lines[(line - 1)..<(line - 1 + count)]))
        lines.replaceSubrange(
            (line - 1)..<(line - 1 + count),
            with: hunk.filter { !$0.hasPrefix("-") }.map { $0.dropFirst() })
        return lines.joined(separator: "\n")
    }
}

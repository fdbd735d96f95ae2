import Foundation
import ScenarioFiles
import XCTest

final class FormatReferenceTests: XCTestCase {
    /// `CHAOS_RECORD=1 swift test --filter FormatReferenceTests` writes the file anew.
    func test_committedReferenceIsTheTables_always() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("Scenarios/FORMAT.md")
        if ProcessInfo.processInfo.environment["CHAOS_RECORD"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(formatReference().utf8).write(to: file)
        }
        let committed = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        XCTAssertEqual(committed, formatReference(), "run again with CHAOS_RECORD=1")
    }

    func test_everyLinkLeadsToAHeading_always() {
        let text = formatReference()
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
            String(heading.drop { $0 == "#" || $0 == " " }).lowercased()
                .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
                .replacingOccurrences(of: " ", with: "-")
        }
        XCTAssertEqual(Set(headings).count, headings.count, "two headings are the same")
        let links = text.components(separatedBy: "](#").dropFirst().map { $0.prefix { $0 != ")" } }
        XCTAssertGreaterThan(links.count, 20)
        for link in links { XCTAssertTrue(headings.contains(String(link)), "#\(link)") }
    }
}

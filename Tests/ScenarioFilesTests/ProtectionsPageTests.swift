import Foundation
import ScenarioFiles
import XCTest

final class ProtectionsPageTests: XCTestCase {
    /// The page of names that the field knows leaves no key of a policy out.
    func test_everyKeyOfAPolicyStandsOnThePage() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Scenarios/PROTECTIONS.md"), encoding: .utf8)
        for key in ObjectTable.policy.rows.map(\.name) {
            XCTAssertTrue(page.contains("`\(key)`"), "\(key) is not on the page")
        }
    }
}

import Foundation
import XCTest

/// The committed report of the README's scenario comes out again, byte for byte.
final class ReferenceReportTests: XCTestCase {
    func test_referenceReportIsReproduced() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let reference = root.appending(path: "reports/reference")
        let chaos = try Chaos()
        let made = chaos.folder.appending(path: "made").path(percentEncoded: false)
        let ending = try chaos.run(
            "run", "Scenarios/slow-dependency/payments-slow.json5", "--report", made, in: root)
        XCTAssertEqual(ending.status, 0, ending.text + ending.errors)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: reference.path(percentEncoded: false))
        // The recording is too large to be committed; CI holds it between builds.
        XCTAssertEqual(
            chaos.files(below: "made").filter { $0 != "recording.json" }, names.sorted())
        for name in names {
            let expected = try Data(contentsOf: reference.appending(path: name))
            let isSame = try chaos.read("made/\(name)") == expected
            XCTAssertTrue(isSame, "\(name) differs; CONTRIBUTING.md says how to write it again")
        }
    }
}

import Foundation
import XCTest

/// Holds a text against the file of this name in `Golden`; CHAOS_RECORD=1 writes it anew.
func assertGolden(
    _ text: String, _ name: String, file: StaticString = #filePath, line: UInt = #line
) throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["CHAOS_RECORD"] == "1" {
        try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    let known = try String(contentsOf: golden, encoding: .utf8)
    guard text != known else { return }
    let pairs = zip(text.split(separator: "\n"), known.split(separator: "\n"))
    let first = pairs.first { $0 != $1 }
    XCTFail(
        "\(name) differs: \(first.map { "\($0)\nis now where this was:\n\($1)" } ?? "its length")",
        file: file, line: line)
}

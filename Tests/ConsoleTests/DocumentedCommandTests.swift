import Console
import Foundation
import XCTest

/// The command lines that the documents show are understood.
final class DocumentedCommandTests: XCTestCase {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    func test_commandsOfTheDocumentsAreUnderstood() throws {
        var seen = 0
        for document in ["README.md", "Scenarios/CI.md"] {
            let text = try String(
                contentsOf: Self.root.appending(path: document), encoding: .utf8
            ).replacing("\\\n", with: " ")
            for line in text.split(separator: "\n") {
                guard let words = Self.words(line) else { continue }
                seen += 1
                XCTAssertNoThrow(try Invocation(reading: words), "\(document): \(line)")
            }
        }
        XCTAssertGreaterThanOrEqual(seen, 8)
    }

    /// The arguments of a line of code that calls the program; nil for any other line.
    private static func words(_ line: Substring) -> [String]? {
        let starts = ["chaos ", ".build/release/chaos ", ".chaos/.build/release/chaos "]
        let code = line.drop { $0 == " " }
        guard line.hasPrefix("    "), let start = starts.first(where: code.hasPrefix) else {
            return nil
        }
        let command = code.dropFirst(start.count)
        let end = ["||", " | "].compactMap { command.firstRange(of: $0)?.lowerBound }.min()
        var words: [String] = []
        for (index, part) in command[..<(end ?? command.endIndex)]
            .split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        {
            // What stands between quotes is a word.
            if index % 2 == 1 {
                words.append(String(part))
            } else {
                words += part.split(separator: " ").map(String.init)
            }
        }
        return words
    }
}

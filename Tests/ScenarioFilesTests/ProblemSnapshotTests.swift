import Foundation
import ScenarioFiles
import XCTest

/// Holds every sentence that a bad scenario is refused with, in `Tests/Snapshots`.
///
/// A case is a line `part | text`, put into ``Minimal``; a line `+ part | text` adds to the case
/// above it; the problems follow, indented. `CHAOS_RECORD=1` writes the problems anew.
final class ProblemSnapshotTests: XCTestCase {
    private struct Case {
        var lines: [String] = []
        var expected: [String] = []

        var text: String {
            var parts: [String: String] = [:]
            for line in lines {
                let line = line.hasPrefix("+ ") ? String(line.dropFirst(2)) : line
                let halves = line.components(separatedBy: " | ")
                parts[halves[0]] = halves.dropFirst().joined(separator: " | ")
            }
            return Minimal.text(
                top: parts["top"] ?? "", stream: parts["stream"] ?? "rate: 10",
                topology: parts["topology"] ?? "", policies: parts["policies"] ?? "",
                service: parts["service"] ?? "", steps: parts["steps"] ?? #"{ work: "1ms" }"#,
                call: parts["call"] ?? "", faults: parts["faults"] ?? "",
                objectives: parts["objectives"] ?? "")
        }
    }

    private let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Snapshots/ScenarioFiles/problems.txt")

    private func cases(in text: String) -> [Case] {
        var cases: [Case] = []
        for line in text.components(separatedBy: "\n") where !line.isEmpty {
            if line.hasPrefix("    ") {
                cases[cases.count - 1].expected.append(String(line.dropFirst(4)))
            } else if line.hasPrefix("+ ") {
                cases[cases.count - 1].lines.append(line)
            } else {
                cases.append(Case(lines: [line]))
            }
        }
        return cases
    }

    func test_everyBadScenario_isRefusedWithTheseSentences() throws {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let record = ProcessInfo.processInfo.environment["CHAOS_RECORD"] != nil
        var written = ""
        for one in cases(in: text) {
            if one.lines[0].hasPrefix("# ") {
                written += (written.isEmpty ? "" : "\n") + one.lines[0] + "\n"
                continue
            }
            let problems = Minimal.problems(one.text)
            written += one.lines.joined(separator: "\n") + "\n"
            written += problems.map { "    \($0)\n" }.joined()
            XCTAssertFalse(problems.isEmpty, "\(one.lines) is accepted")
            if !record { XCTAssertEqual(problems, one.expected, "\(one.lines)") }
        }
        if record { try Data(written.utf8).write(to: file) }
    }
}

import Foundation
import Glibc
import XCTest

/// A live run that dies at any instant leaves a recording that can be scored and reported.
final class CrashSafeRecordingTests: XCTestCase {
    /// The whole seconds after which the recording was cut off, from the sentence that says so.
    private func seconds(of text: String) -> Int? {
        guard let start = text.range(of: "the run was cut off at ")?.upperBound else { return nil }
        return Int(text[start...].prefix { $0.isNumber })
    }

    func test_recordingReachesToTheLastSeconds_whenTheControllerIsKilled() throws {
        for lived in [0.5, 2.5] {
            let run = try WatchedRun(LiveScenario())
            run.awaitFirstSecond()
            usleep(UInt32(lived * 1e6))
            kill(run.pid, SIGKILL)
            run.expectNothingLeft(status: 1_000 + SIGKILL)

            let score = try run.chaos.run("score", "reports/a/recording.json")
            XCTAssertEqual(score.status, 3, score.errors)
            let cutAt = try XCTUnwrap(seconds(of: score.text), score.text)
            // Each second is saved: 1 + ⌊lived⌋ of them, one fewer on a busy machine, or one more.
            let expected = 1 + Int(lived)
            XCTAssertTrue((expected - 1...expected + 1).contains(cutAt), "\(lived): \(cutAt)")
            XCTAssertGreaterThan(cutAt, 0)
            let report = try run.chaos.run("report", "reports/a/recording.json", "--report", "out")
            XCTAssertEqual(report.status, 0, report.errors)
            XCTAssertTrue(run.chaos.files(below: "out").contains("report.md"))
        }
    }
}

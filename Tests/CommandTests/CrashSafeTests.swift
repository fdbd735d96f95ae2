import Foundation
import Glibc
import Recordings
import Timebase
import XCTest

/// A live run that ends before its time leaves a recording that can be scored and reported.
final class CrashSafeTests: XCTestCase {
    private static let recording = "reports/a/recording.json"

    /// Starts a run with a fault at 6 s, and waits until so much of it is recorded.
    private func start(_ engine: String, _ chaos: Chaos, until: Instant) throws -> Chaos.Child {
        var scenario = LiveScenario()
        scenario.fault =
            #"{ at: "6s", for: "30s", inject: "latency", on: "front -> back", delay: "5ms" }"#
        try chaos.write(scenario.text, to: "a.json5")
        let child = try chaos.start(["run", "a.json5", "--engine", engine])
        let deadline = Date().addingTimeInterval(60)
        while child.process.isRunning, Date() < deadline, try cutAt(chaos) ?? .start < until {
            usleep(20_000)
        }
        return child
    }

    /// Until when the recording reaches; nil while there is none. Whenever it is looked at, it is
    /// whole.
    private func cutAt(_ chaos: Chaos) throws -> Instant? {
        guard let bytes = try? chaos.read(Self.recording) else { return nil }
        return try RecordingFile(parsing: Array(bytes)).run.cutAt
    }

    func test_aKilledRunIsScoredToItsLastSecond_onEachEngine() throws {
        for engine in ["in-process", "subprocess"] {
            let chaos = try Chaos()
            let child = try start(engine, chaos, until: .start + .seconds(8))
            kill(child.process.processIdentifier, SIGKILL)
            child.process.waitUntilExit()
            let cut = try XCTUnwrap(cutAt(chaos), child.readErrors())
            XCTAssertGreaterThanOrEqual(cut, .start + .seconds(8))
            let scored = try chaos.run("score", Self.recording)
            XCTAssertEqual(scored.status, 3, scored.errors)
            let reason = "the run was cut off at \(Int(cut.seconds)) s of 1m"
            XCTAssertTrue(scored.text.contains(reason), scored.text)
            let reported = try chaos.run("report", Self.recording, "--report", "late")
            XCTAssertEqual(reported.status, 0, reported.errors)
            let report = String(decoding: try chaos.read("late/report.md"), as: UTF8.self)
            XCTAssertTrue(report.contains(reason), report)
            XCTAssertTrue(report.contains("touched"), report)
        }
    }

    func test_anInterruptedRunIsReported_beforeItEnds() throws {
        for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143), (SIGHUP, 129)] {
            let chaos = try Chaos()
            let child = try start("in-process", chaos, until: .start + .seconds(2))
            kill(child.process.processIdentifier, signal)
            child.process.waitUntilExit()
            XCTAssertEqual(child.process.exitStatus, status, child.readErrors())
            XCTAssertTrue(child.readErrors().hasSuffix("chaos: interrupted\n"), child.readErrors())
            let cut = try XCTUnwrap(cutAt(chaos))
            let report = String(decoding: try chaos.read("reports/a/report.md"), as: UTF8.self)
            XCTAssertTrue(report.contains("the run was cut off at \(Int(cut.seconds)) s"), report)
            XCTAssertFalse(chaos.files(below: ".").contains { $0.hasSuffix(".part") })
        }
    }
}

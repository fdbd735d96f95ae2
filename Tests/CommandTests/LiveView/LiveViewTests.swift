import Foundation
import Glibc
import XCTest

/// A live run on a terminal: it is seen while it goes on, and leaves the terminal as it was.
final class LiveViewTests: XCTestCase {
    private func text(duration: String) -> String {
        var scenario = SmallScenario(title: "seen 🧨 \\u001B[31m", duration: duration)
        scenario.rest = "engine: \"in-process\", warmup: \"0s\""
        scenario.faults = """
            { at: "2s", for: "2s", inject: "error", on: "front -> back", name: "broken" }
            """
        return scenario.text
    }

    /// Draws what the program draws until it has ended, or until a line is seen.
    private func watch(
        _ terminal: PseudoTerminal, _ screen: inout Screen, _ child: Chaos.Child,
        until isSeen: ([String]) -> Bool = { _ in false }
    ) {
        let end = Date(timeIntervalSinceNow: 90)
        while Date() < end {
            let bytes = terminal.read(within: 0.2)
            screen.draw(bytes)
            if isSeen(screen.text) { return }
            if bytes.isEmpty && !child.process.isRunning { return }
        }
        XCTFail("it went on too long: \(screen.text)")
    }

    private func start(_ chaos: Chaos, _ terminal: PseudoTerminal) throws -> Chaos.Child {
        try chaos.start(
            ["run", "a.json5"], output: terminal.handle, errors: terminal.handle,
            environment: ["TERM": "xterm", "NO_COLOR": "1"])
    }

    func test_theRunIsSeen_andTheSummaryTakesItsPlace() throws {
        let chaos = try Chaos()
        try chaos.write(text(duration: "6s"), to: "a.json5")
        let terminal = try PseudoTerminal(columns: 80, rows: 24)
        let child = try start(chaos, terminal)
        var screen = Screen(columns: 80)
        watch(terminal, &screen, child) { $0.contains { $0.hasPrefix("fault now: broken") } }
        let seen = screen.text
        XCTAssertTrue(seen.contains { $0.hasPrefix("seen 🧨") && $0.hasSuffix("of 6s") }, "\(seen)")
        XCTAssertTrue(seen.contains { $0.hasPrefix("  users") && $0.contains(" %") }, "\(seen)")
        XCTAssertTrue(seen.contains { $0.hasPrefix("  front -> back") }, "\(seen)")
        XCTAssertTrue(seen.contains { $0.hasPrefix("ready: front 1") }, "\(seen)")
        XCTAssertTrue(seen.allSatisfy { $0.count < 80 }, "\(seen)")
        XCTAssertLessThan(seen.count, 24)
        watch(terminal, &screen, child)
        child.process.waitUntilExit()
        XCTAssertTrue(screen.text.contains { $0.contains("a/report.md") }, "\(screen.text)")
        XCTAssertFalse(screen.text.contains { $0.hasPrefix("fault now") }, "\(screen.text)")
        XCTAssertFalse(screen.text.contains { $0.hasPrefix("ready:") }, "\(screen.text)")
        // A run of 6 s is drawn once a second, and taken away.
        XCTAssertLessThanOrEqual(screen.frames, 4 * 6)
        XCTAssertTrue(screen.wraps)
        XCTAssertEqual(screen.strange, [])
    }

    func test_nothingOldIsLeft_whenTheTerminalBecomesNarrower() throws {
        let chaos = try Chaos()
        try chaos.write(text(duration: "60s"), to: "a.json5")
        let terminal = try PseudoTerminal(columns: 80, rows: 40)
        let child = try start(chaos, terminal)
        var screen = Screen(columns: 80)
        watch(terminal, &screen, child) { $0.contains { $0.hasPrefix("ready:") } }
        screen.narrow(to: 50)
        try terminal.resize(columns: 50, rows: 40)
        let drawn = screen.frames
        // The second frame is the first that was surely begun at the new width.
        while screen.frames < drawn + 2, child.process.isRunning {
            screen.draw(terminal.read(within: 0.2))
        }
        let seen = screen.text
        XCTAssertEqual(seen.count { $0.hasPrefix("seen") }, 1, "\(seen)")
        XCTAssertEqual(seen.count { $0.contains("━") }, 1, "\(seen)")
        XCTAssertTrue(seen.allSatisfy { $0.count < 50 }, "\(seen)")
        kill(child.process.processIdentifier, SIGINT)
        watch(terminal, &screen, child)
        child.process.waitUntilExit()
        XCTAssertFalse(screen.text.contains { $0.hasPrefix("seen") }, "\(screen.text)")
    }

    func test_theTerminalIsAsItWas_whenTheRunIsInterrupted() throws {
        let chaos = try Chaos()
        try chaos.write(text(duration: "60s"), to: "a.json5")
        let terminal = try PseudoTerminal(columns: 60, rows: 12)
        let child = try start(chaos, terminal)
        var screen = Screen(columns: 60)
        watch(terminal, &screen, child) { $0.contains { $0.hasPrefix("ready:") } }
        XCTAssertLessThan(screen.text.count, 12)
        kill(child.process.processIdentifier, SIGINT)
        watch(terminal, &screen, child)
        child.process.waitUntilExit()
        XCTAssertEqual(child.process.exitStatus, 130)
        XCTAssertFalse(screen.text.contains { $0.hasPrefix("ready:") }, "\(screen.text)")
        XCTAssertTrue(screen.text.contains("chaos: interrupted"), "\(screen.text)")
        XCTAssertTrue(screen.wraps)
        XCTAssertEqual(screen.strange, [])
    }

    func test_plainLinesTellOfTheRun_whereThereIsNoTerminal() throws {
        let chaos = try Chaos()
        try chaos.write(text(duration: "6s"), to: "a.json5")
        let ending = try chaos.run("run", "a.json5")
        let lines = ending.errors.split(separator: "\n")
        XCTAssertTrue(
            lines.contains { $0.contains("of 6s: fault broken: error on") }, ending.errors)
        XCTAssertTrue(lines.contains { $0.contains("of 6s: no fault; users") }, ending.errors)
        XCTAssertFalse(ending.errors.contains("\u{1B}"))
        let quiet = try chaos.run("run", "a.json5", "--quiet")
        XCTAssertEqual(quiet.errors, "")
    }
}

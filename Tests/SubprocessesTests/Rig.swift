import Foundation
import Glibc
import Sockets
import Subprocesses
import Timebase
import XCTest

/// An event loop and a reaper, as a run has them, and a folder of its own.
final class Rig {
    let loop: EventLoop
    let reaper: Reaper
    let folder: TemporaryFolder
    private let deadline = Deadline()

    /// The `chaos` program beside the test bundle, in which the reaper is.
    static func executable() throws -> String {
        let bundle = try XCTUnwrap(Bundle.main.executableURL).deletingLastPathComponent()
        let path = bundle.appending(path: "chaos").path(percentEncoded: false)
        try XCTSkipIf(!FileManager.default.isExecutableFile(atPath: path), "no \(path)")
        return path
    }

    init() throws {
        loop = try EventLoop(clock: MonotonicClock())
        reaper = try Reaper(executable: Rig.executable())
        folder = try TemporaryFolder(under: reaper)
    }

    /// A shell script as a program of someone's.
    func shell(_ script: String, _ arguments: String...) -> Program {
        Program(
            "/bin/sh", arguments: ["-c", script, "sh"] + arguments,
            output: .appended(to: file("out")), errors: .appended(to: file("errors")),
            author: .theirs)
    }

    func start(_ program: Program) throws -> Child {
        try Child(starting: program, on: loop, under: reaper)
    }

    func file(_ name: String) -> String { "\(folder.path)/\(name)" }

    func read(_ name: String) -> String {
        (try? String(contentsOfFile: file(name), encoding: .utf8)) ?? ""
    }

    /// Serves the loop until the child has ended, and says how.
    func ending(of child: Child, within limit: Duration = .seconds(20)) throws -> Ending {
        if child.ending == nil {
            child.onExit = { [loop] _ in loop.stop() }
            run(within: limit)
        }
        return try XCTUnwrap(child.ending, "process \(child.pid) still runs")
    }

    /// Serves the loop until someone stops it, or for so long.
    func run(within limit: Duration) {
        deadline.loop = loop
        deadline.number += 1
        loop.arm(deadline, token: deadline.number, at: loop.refresh() + limit)
        loop.run()
    }

    /// Looks every millisecond until it holds.
    static func wait(
        _ what: String, within limit: Duration = .seconds(20), file: StaticString = #filePath,
        line: UInt = #line, until holds: () -> Bool
    ) {
        let clock = MonotonicClock()
        while !holds() {
            guard clock.now() < .start + limit else {
                return XCTFail("\(what): not within \(limit.seconds) s", file: file, line: line)
            }
            usleep(1_000)
        }
    }

    /// The state letter of a process, such as `T` for stopped; nil when there is none.
    static func state(of process: Int32) -> Character? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        return text[name...].dropFirst(2).first
    }

    /// Whether the process runs or is stopped; one that has ended and was not waited for is not.
    static func isAlive(_ process: Int32) -> Bool {
        state(of: process).map { !"ZX".contains($0) } ?? false
    }
}

private final class Deadline: TimerTarget {
    var loop: EventLoop?
    var number: UInt64 = 0
    func timerFired(token: UInt64, due: Instant) { if token == number { loop?.stop() } }
}

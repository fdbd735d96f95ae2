import Foundation
import Glibc
import Sockets
import Subprocesses
import Timebase

/// How soon a process is started, seen to end, and gone with its dead controller.
enum ProcessBenchmark {
    /// This program, which is also its own reaper and trampoline, as `chaos` is.
    private static let executable = Bundle.main.executableURL!.path(percentEncoded: false)
    private static let mark = "CHAOS_BENCHMARK"

    static func run() {
        do {
            try starts(rounds: 100)
            try cleanUp(rounds: 10)
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    // MARK: one process

    /// `/bin/true` as one of ours and as someone's, in turn.
    private static func starts(rounds: Int) throws {
        let loop = try EventLoop(clock: MonotonicClock())
        let reaper = try Reaper(executable: executable)
        var started: [Program.Author: [Double]] = [:]
        var ended: [Program.Author: [Double]] = [:]
        for _ in 0..<rounds {
            for author in [Program.Author.ours, .theirs] {
                let began = loop.refresh()
                let child = try Child(
                    starting: Program("/bin/true", author: author), on: loop, under: reaper)
                started[author, default: []].append((loop.refresh() - began).milliseconds)
                child.onExit = { _ in loop.stop() }
                loop.run()
                ended[author, default: []].append((loop.refresh() - began).milliseconds)
            }
        }
        for (author, name) in [(Program.Author.ours, "directly"), (.theirs, "by trampoline")] {
            print("/bin/true, started \(name):", terminator: " ")
            print("call \(summary(started[author]!)), end seen \(summary(ended[author]!))")
        }
    }

    private static func summary(_ milliseconds: [Double]) -> String {
        let sorted = milliseconds.sorted()
        func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        return "median \(text(sorted[sorted.count / 2])) ms, most \(text(sorted.last!)) ms"
    }

    // MARK: a dead controller

    /// Kills a controller of 40 programs, each with a child of its own.
    private static func cleanUp(rounds: Int) throws {
        var times: [Double] = []
        for round in 0..<rounds {
            let controller = Process()
            controller.executableURL = Bundle.main.executableURL
            controller.arguments = ["controller"]
            let name = "\(getpid())-\(round)"
            controller.environment = ProcessInfo.processInfo.environment.merging([mark: name]) {
                $1
            }
            controller.standardOutput = FileHandle.nullDevice
            try controller.run()
            // 40 shells, 40 sleeps, controller and reaper.
            while ProcessTable.processes(with: mark, being: name).count < 82 { usleep(10_000) }
            let clock = MonotonicClock()
            kill(controller.processIdentifier, SIGKILL)
            while !ProcessTable.processes(with: mark, being: name).isEmpty { usleep(200) }
            times.append((clock.now() - .start).milliseconds)
            controller.waitUntilExit()
        }
        print("40 programs and their 40 children gone after kill -9: \(summary(times))")
    }

    /// The controller: starts 40 programs and waits to be killed.
    static func control() {
        do {
            let loop = try EventLoop(clock: MonotonicClock())
            let reaper = try Reaper(executable: executable)
            let program = Program(
                "/bin/sh", arguments: ["-c", "sleep 600 & wait"], author: .theirs)
            let children = try (0..<40).map { _ in
                try Child(starting: program, on: loop, under: reaper)
            }
            withExtendedLifetime(children) { loop.run() }
        } catch {
            print("cannot start 40 programs: \(error)")
        }
    }
}

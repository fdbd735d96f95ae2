import Foundation
import Glibc
import XCTest

/// However a live run ends, within two seconds nothing of it remains: no process, no listening
/// socket, no temporary file.
final class NothingLeftBehindTests: XCTestCase {
    // MARK: the run comes to its end

    func test_nothingIsLeft_whenTheRunSucceeds() throws {
        let run = try WatchedRun(LiveScenario(duration: "2s"))
        run.awaitFullSwing()
        run.expectNothingLeft(status: 0)
    }

    func test_nothingIsLeft_whenAnObjectiveFails() throws {
        let fails = "expect: \"latency.p50\", atMost: \"1us\""
        let run = try WatchedRun(LiveScenario(duration: "2s", expected: fails))
        run.awaitFullSwing()
        run.expectNothingLeft(status: 1)
    }

    func test_nothingIsLeft_whenTheDiskIsFull() throws {
        let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
        let run = try WatchedRun(
            LiveScenario(duration: "4s"), ["--format=json", "-o-"], output: full)
        run.awaitFullSwing()
        run.expectNothingLeft(status: 4)
        XCTAssertTrue(run.errors.contains("No space left"), run.errors)
    }

    /// The recording, saved every second, cannot be written from the first time on.
    func test_nothingIsLeft_whenFilesMayNotGrow() throws {
        // 8 blocks of 512 bytes; without the signal, writing more is an error.
        let run = try WatchedRun(LiveScenario(duration: "3s"), after: "trap '' XFSZ; ulimit -f 8")
        run.awaitFullSwing()
        run.expectNothingLeft(status: 4)
        XCTAssertTrue(run.errors.contains("File too large"), run.errors)
    }

    // MARK: the run is ended

    func test_nothingIsLeft_whenASignalEndsTheRun() throws {
        for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143), (SIGHUP, 129)] {
            let run = try WatchedRun(LiveScenario())
            run.awaitFullSwing()
            kill(run.pid, signal)
            run.expectNothingLeft(status: status)
        }
    }

    /// As a terminal sends Ctrl-C, and the user again: to the whole foreground group.
    func test_nothingIsLeft_whenTheGroupIsInterruptedTwice() throws {
        let run = try WatchedRun(LiveScenario())
        run.awaitFullSwing()
        let foreground = run.footprint.processes.filter { getpgid($0) == getpgid(run.pid) }
        XCTAssertEqual(foreground, [run.pid], "a terminal would end others before their time")
        for _ in 0..<2 {
            kill(run.pid, SIGINT)
            usleep(1_000)
        }
        run.expectNothingLeft(status: 130)
    }

    func test_nothingIsLeft_whenTheControllerIsKilledAtAnyInstant() throws {
        // Milliseconds after its first process was seen: while it starts the others, and after.
        for delay in [0, 5, 15, 30, 50, 80, 120, 200, 400, 1_500] as [UInt32] {
            let run = try WatchedRun(LiveScenario())
            run.awaitBeginning()
            usleep(delay * 1_000)
            run.footprint.look()
            kill(run.pid, SIGKILL)
            run.expectNothingLeft(status: 1_000 + SIGKILL, "killed after \(delay) ms")
        }
    }

    /// A stopped process hears nothing but `SIGKILL`.
    func test_nothingIsLeft_ofAStoppedInstance() throws {
        let pause = "{ at: \"100ms\", for: \"59s\", inject: \"pause\", on: \"back#1\" }"
        for (signal, status) in [(SIGINT, Int32(130)), (SIGKILL, 1_000 + SIGKILL)] {
            let run = try WatchedRun(LiveScenario(fault: pause))
            run.awaitFullSwing()
            let deadline = Date().addingTimeInterval(30)
            while Footprint.stopped(of: run.footprint.processes).isEmpty, Date() < deadline {
                usleep(5_000)
            }
            XCTAssertEqual(Footprint.stopped(of: run.footprint.processes).count, 1)
            kill(run.pid, signal)
            run.expectNothingLeft(status: status)
        }
    }

    /// The processes that burden the instances go with the run, too.
    func test_nothingIsLeft_ofBurdens() throws {
        let burdens = """
            { at: "100ms", for: "59s", inject: "cpu", on: "back", cores: 0.1 },
            { at: "100ms", for: "59s", inject: "memory", on: "front", rate: "1MB/s", limit: "2MiB" }
            """
        for (signal, status) in [(SIGINT, Int32(130)), (SIGKILL, 1_000 + SIGKILL)] {
            let run = try WatchedRun(LiveScenario(fault: burdens))
            // One beside each of the four instances.
            run.awaitFullSwing(processes: LiveScenario.processes + 4)
            kill(run.pid, signal)
            run.expectNothingLeft(status: status)
        }
    }

    func test_nothingIsLeft_whenDescriptorsRunOut() throws {
        for most in [12, 16, 20, 24, 28, 32] {
            let run = try WatchedRun(LiveScenario(), after: "ulimit -n \(most)")
            run.expectNothingLeft(status: 4, "with \(most) descriptors")
            XCTAssertTrue(run.errors.contains("Too many open files"), run.errors)
        }
    }

    /// The end of a process that meets a defect of its own, such as an arithmetic overflow.
    func test_nothingIsLeft_whenTheControllerCrashes() throws {
        // A trap from outside would not come again once it has been described.
        let run = try WatchedRun(
            LiveScenario(), environment: ["SWIFT_BACKTRACE": "enable=no"])
        run.awaitFullSwing()
        kill(run.pid, SIGILL)
        run.expectNothingLeft(status: 1_000 + SIGILL)
    }

    /// An error in the middle: an instance that nobody meant to end does.
    func test_nothingIsLeft_whenTheReaperIsKilledFirst() throws {
        let run = try WatchedRun(LiveScenario())
        run.awaitFullSwing()
        let reaper = run.footprint.processes.first { process in
            Footprint.commandLine(of: process) == "chaos reap "
        }
        kill(try XCTUnwrap(reaper), SIGKILL)
        kill(run.pid, SIGKILL)
        run.expectNothingLeft(status: 1_000 + SIGKILL)
    }
}

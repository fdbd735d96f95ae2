import Foundation
import Glibc
import XCTest

/// Of services that are anyone's programs nothing remains either, whatever they do to stay.
final class ProgramsLeftBehindTests: XCTestCase {
    /// How a run ends here, and its exit status: by itself, by a signal, without any warning.
    private static let endings: [(signal: Int32?, status: Int32)] = [
        (nil, 0), (SIGTERM, 143), (SIGKILL, 1_000 + SIGKILL),
    ]

    func test_nothingIsLeft_ofAProgramThatIgnoresSIGTERM() throws {
        let script = "trap '' TERM HUP INT; : > up; while :; do sleep 1; done"
        for (signal, status) in Self.endings {
            let run = try WatchedRun(LiveScenario(duration: "2s", program: script))
            // The shell and its sleep.
            run.awaitFullSwing(processes: LiveScenario.processes + 2)
            if let signal { kill(run.pid, signal) }
            run.expectNothingLeft(status: status)
        }
    }

    func test_nothingIsLeft_ofAProgramThatForksAway() throws {
        // One leaves its session, one hides its environment, one ignores the signal.
        let script = """
            setsid sleep 600 & env -i sleep 601 & sh -c 'trap "" TERM; sleep 602; :' & : > up; wait
            """
        for (signal, status) in Self.endings {
            let run = try WatchedRun(LiveScenario(duration: "2s", program: script))
            // The shell, its two sleeps that can be seen, and the shell of the second.
            run.awaitFullSwing(processes: LiveScenario.processes + 4)
            let hidden = Footprint.children(of: run.footprint.seen, running: "sleep 601 ")
            XCTAssertEqual(hidden.count, 1)
            if let signal { kill(run.pid, signal) }
            run.expectNothingLeft(status: status, also: hidden)
        }
    }

    func test_nothingIsLeft_whenAProgramEndsBeforeItServes() throws {
        let run = try WatchedRun(LiveScenario(duration: "2s", program: "sleep 1; exit 3"))
        run.expectNothingLeft(status: 4)
    }

    /// The file system that is filled is mounted where nobody else sees it, and goes with the run.
    func test_nothingIsLeft_ofAFullDisk() throws {
        try XCTSkipIf(geteuid() != 0, "disk-full needs the right to mount, which root has")
        let fault = "{ at: \"100ms\", for: \"59s\", inject: \"disk-full\", on: \"own\" }"
        let script = """
            : > up; until [ -f .chaos-ballast ]; do sleep 0.02; done; sleep 600 & sleep 600 & wait
            """
        for (signal, status) in [(SIGINT, Int32(130)), (SIGKILL, 1_000 + SIGKILL)] {
            let run = try WatchedRun(LiveScenario(fault: fault, program: script))
            // Its shell, and the two last sleeps once its disk has been filled.
            run.awaitFullSwing(processes: LiveScenario.processes + 3)
            kill(run.pid, signal)
            run.expectNothingLeft(status: status)
        }
    }

    func test_programsAreAskedToEnd_beforeTheyAreKilled() throws {
        let script = """
            trap 'echo saved; exit 0' TERM; : > up; while :; do sleep 0.02; done
            """
        for signal in [nil, SIGTERM] {
            let duration = signal == nil ? "2s" : "60s"
            let run = try WatchedRun(LiveScenario(duration: duration, program: script))
            run.awaitFirstSecond()
            if let signal { kill(run.pid, signal) }
            run.expectNothingLeft(status: signal == nil ? 0 : 143)
            XCTAssertTrue(run.logs.hasSuffix("saved\n"), run.logs)
        }
    }
}

import Foundation
import Glibc
import XCTest

/// A live run of `chaos`, and what it has on the machine.
struct WatchedRun {
    let footprint: Footprint
    let chaos: Chaos
    private let child: Chaos.Child

    /// - Parameter prelude: what a shell does before it becomes the program.
    init(
        _ scenario: LiveScenario, _ arguments: [String] = [], output: Any? = nil,
        environment: [String: String] = [:], after prelude: String? = nil
    ) throws {
        chaos = try Chaos()
        try chaos.write(scenario.text, to: "a.json5")
        footprint = try Footprint()
        child = try chaos.start(
            ["run", "a.json5", "--allow-commands"] + arguments, output: output,
            environment: footprint.environment.merging(environment) { $1 }, after: prelude)
    }

    /// The controller.
    var pid: Int32 { child.process.processIdentifier }
    var errors: String { child.readErrors() }
    /// What the programs said, all of them.
    var logs: String {
        let paths = chaos.files(below: "reports").filter { $0.hasSuffix(".log") }
        let texts = paths.compactMap { try? chaos.read("reports/\($0)") }
        return texts.map { String(decoding: $0, as: UTF8.self) }.joined()
    }
    private var isRunning: Bool { child.process.isRunning }

    /// Waits until the instances serve, so that there is something to be left behind.
    func awaitFullSwing(
        processes: Int = LiveScenario.processes, file: StaticString = #filePath, line: UInt = #line
    ) {
        let deadline = Date().addingTimeInterval(30)
        while isRunning, Date() < deadline {
            footprint.look()
            if footprint.processes.count >= processes,
                footprint.listeners.count >= LiveScenario.listeners
            {
                return
            }
            usleep(5_000)
        }
        XCTFail("not in full swing: \(footprint.remains()) \(errors)", file: file, line: line)
    }

    /// Waits until the first second of the run itself has been saved.
    func awaitFirstSecond() {
        let deadline = Date().addingTimeInterval(30)
        while isRunning, Date() < deadline,
            !chaos.files(below: "reports/a").contains("recording.json")
        {
            footprint.look()
            usleep(5_000)
        }
    }

    /// Waits until it has begun to start something.
    func awaitBeginning() {
        while footprint.processes.count < 2, isRunning { usleep(1_000) }
    }

    /// Waits for the controller's end, then looks for what is left, for two seconds.
    func expectNothingLeft(
        status: Int32, also hidden: [Int32] = [], _ what: String = "",
        file: StaticString = #filePath, line: UInt = #line
    ) {
        let deadline = Date().addingTimeInterval(60)
        while isRunning, Date() < deadline {
            footprint.look()
            usleep(5_000)
        }
        XCTAssertFalse(isRunning, "the run does not end", file: file, line: line)
        if isRunning { kill(pid, SIGKILL) }
        let end = Date().addingTimeInterval(2)
        while !footprint.remains(also: hidden).isEmpty, Date() < end { usleep(5_000) }
        XCTAssertEqual(footprint.remains(also: hidden), [], what, file: file, line: line)
        child.process.waitUntilExit()
        let output = String(decoding: child.readOutput(), as: UTF8.self)
        // A verdict may be withheld on a machine that others keep busy: the end is what counts.
        let isWithheld = status <= 1 && output.contains("the machine did not keep up")
        XCTAssertEqual(
            child.process.exitStatus, isWithheld ? 3 : status, "\(what) \(output) \(errors)",
            file: file, line: line)
    }
}

import Foundation
import Glibc
import Sockets
import Subprocesses
import Timebase
import XCTest

/// The controller itself is killed, at any instant: the test program started once more, which
/// starts programs until it is killed.
final class ControllerTests: XCTestCase {
    /// Tells the test program started once more that it is to be the controller.
    private static let variable = "CHAOS_TEST_CONTROLLER"

    /// Its life, when it was started for it.
    func test_controllerStartsProgramsOfEveryKind() throws {
        let isAsked = ProcessInfo.processInfo.environment[Self.variable] != nil
        let rig = try Rig()
        let scripts = [
            "exec sleep 60", "trap '' TERM HUP; sleep 60 & wait; sleep 60",
            "setsid sleep 60 & exec sleep 60", "exit 0",
        ]
        try Data().write(to: URL(filePath: rig.file("begun")))
        for number in 0..<(isAsked ? 40 : 4) {
            var program = rig.shell(scripts[number % scripts.count])
            program.author = number % 8 < 4 ? .theirs : .ours
            program.environment = .inherited(setting: ["AUTHOR": "\(program.author)"])
            _ = try rig.start(program)
        }
        rig.run(within: isAsked ? .seconds(60) : .zero)
    }

    /// A controller in a folder of its own, found again by a mark of its own.
    private struct Controller {
        let process = Process()
        let mark = UUID().uuidString
        let folder: URL

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "controller \(mark)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            process.executableURL = try XCTUnwrap(Bundle.main.executableURL)
            process.arguments = [
                "SubprocessesTests.ControllerTests/test_controllerStartsProgramsOfEveryKind"
            ]
            process.environment = ProcessInfo.processInfo.environment.merging(
                [ControllerTests.variable: mark, "TMPDIR": folder.path(percentEncoded: false)]
            ) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        var processes: [Int32] {
            ProcessTable.processes(with: ControllerTests.variable, being: mark)
        }
        var files: [String] {
            (try? FileManager.default.contentsOfDirectory(
                atPath: folder.path(percentEncoded: false))) ?? []
        }
        func begun() -> Bool { files.contains { $0.hasPrefix("chaos-") } }
    }

    func test_nothingIsLeft_whenTheControllerIsKilledAtAnyInstant() throws {
        // Milliseconds after its folder was made: while it starts the forty, and after.
        for delay in [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 600] as [UInt32] {
            let controller = try Controller()
            defer { try? FileManager.default.removeItem(at: controller.folder) }
            Rig.wait("the controller") { controller.begun() }
            usleep(delay * 1_000)
            kill(controller.process.processIdentifier, SIGKILL)
            Rig.wait("the end of all, killed after \(delay) ms", within: .seconds(2)) {
                controller.processes.isEmpty && controller.files.isEmpty
            }
            controller.process.waitUntilExit()
        }
    }

    /// The kernel's bond holds where there is nobody left to clean up.
    func test_programsEnd_whenReaperAndControllerAreKilled() throws {
        let controller = try Controller()
        defer { try? FileManager.default.removeItem(at: controller.folder) }
        // Not those that pass for ours, which should have made the bond themselves.
        func bound() -> [Int32] {
            let theirs = Set(ProcessTable.processes(with: "AUTHOR", being: "theirs"))
            return controller.processes.filter { process in
                let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
                return theirs.contains(process) && ["sleep\n", "sh\n"].contains(name)
                    && parent(of: process) == controller.process.processIdentifier
            }
        }
        // Of the 20 programs of theirs, a quarter ends at once.
        Rig.wait("its programs") { bound().count == 15 }
        let programs = bound()
        let reaper = controller.processes.first { process in
            let words = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
            return words == "chaos\0reap\0"
        }
        kill(try XCTUnwrap(reaper), SIGKILL)
        kill(controller.process.processIdentifier, SIGKILL)
        Rig.wait("the end of those it started") { !programs.contains(where: Rig.isAlive) }
        for process in controller.processes { kill(process, SIGKILL) }
    }

    private func parent(of process: Int32) -> Int32? {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("PPid:\t") }
        return line.flatMap { Int32($0.dropFirst(6)) }
    }
}

import Foundation
import Glibc
import Sockets
import Subprocesses
import Timebase
import XCTest

final class ReaperTests: XCTestCase {
    private func marked(_ run: String) -> [Int32] {
        ProcessTable.processes(with: RunMark.variable, being: run)
    }

    /// One that left its group and session behind, as a daemon does.
    private func startDaemon(in rig: Rig) throws -> (child: Child, daemon: Int32) {
        let script = "setsid sh -c 'echo $$; exec sleep 60' & wait"
        let child = try rig.start(rig.shell(script))
        Rig.wait("the daemon") { rig.read("out").hasSuffix("\n") }
        return (child, try XCTUnwrap(Int32(rig.read("out").dropLast())))
    }

    func test_nothingIsLeft_whenTheRunIsFinished() throws {
        let rig = try Rig()
        let (child, daemon) = try startDaemon(in: rig)
        XCTAssertNotEqual(getpgid(daemon), child.pid)
        // The reaper, the shell, setsid's parent in its group, or none, and the daemon.
        XCTAssertTrue(Set(marked(rig.reaper.run)).isSuperset(of: [child.pid, daemon]))
        XCTAssertTrue(rig.reaper.finish(within: .seconds(20)))
        XCTAssertEqual(marked(rig.reaper.run), [])
        XCTAssertNil(Rig.state(of: child.pid), "it was not waited for")
        XCTAssertFalse(FileManager.default.fileExists(atPath: rig.folder.path))
    }

    func test_groupEndsWithTheRun_thoughItHidesTheMark() throws {
        let rig = try Rig()
        let script = "env -i /bin/sh -c 'echo $$; exec sleep 60' & wait"
        let child = try rig.start(rig.shell(script))
        Rig.wait("the hidden one") { rig.read("out").hasSuffix("\n") }
        let hidden = try XCTUnwrap(Int32(rig.read("out").dropLast()))
        XCTAssertFalse(marked(rig.reaper.run).contains(hidden))
        XCTAssertTrue(rig.reaper.finish(within: .seconds(20)))
        Rig.wait("its end") { !Rig.isAlive(hidden) && !Rig.isAlive(child.pid) }
    }

    func test_endingIsStillTold_onceTheRunIsFinished() throws {
        let rig = try Rig()
        let child = try rig.start(rig.shell("sleep 60"))
        rig.reaper.finish(within: .seconds(20))
        child.send(SIGKILL)
        XCTAssertEqual(try rig.ending(of: child), .killed(by: SIGKILL))
    }

    func test_nothingIsStarted_onceTheRunIsFinished() throws {
        let rig = try Rig()
        rig.reaper.finish(within: .seconds(20))
        XCTAssertThrowsError(try rig.start(rig.shell("exit 0")))
        XCTAssertThrowsError(try TemporaryFolder(under: rig.reaper))
    }

    func test_reaperStaysAtItsPost_whenItIsAskedToEnd() throws {
        let rig = try Rig()
        Rig.wait("the reaper") { !marked(rig.reaper.run).isEmpty }
        let reaper = try XCTUnwrap(marked(rig.reaper.run).first)
        XCTAssertNotEqual(getsid(reaper), getsid(0), "a terminal's Ctrl-C would reach it")
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { kill(reaper, signal) }
        let (_, daemon) = try startDaemon(in: rig)
        XCTAssertTrue(rig.reaper.finish(within: .seconds(20)))
        XCTAssertFalse(Rig.isAlive(daemon))
    }

    /// A number that was given back may be anyone's by now.
    func test_groupsThatEndedAreForgotten() throws {
        let rig = try Rig()
        let spared = try rig.start(rig.shell("sleep 60"))
        let doomed = try rig.start(rig.shell("sleep 60"))
        var ends: [Int32] = [-1, -1]
        XCTAssertEqual(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends), 0)
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        let reaper = Process()
        reaper.executableURL = URL(filePath: try Rig.executable())
        reaper.arguments = ["reap"]
        reaper.environment = [RunMark.variable: "another run's"]
        reaper.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        try reaper.run()
        for text in ["group \(spared.pid)", "group \(doomed.pid)", "ended \(spared.pid)", "junk"] {
            XCTAssertEqual(send(ends[0], text, text.utf8.count, 0), text.utf8.count)
        }
        close(ends[0])
        XCTAssertEqual(try rig.ending(of: doomed), .killed(by: SIGKILL))
        reaper.waitUntilExit()
        XCTAssertEqual(reaper.terminationStatus, 0)
        XCTAssertTrue(Rig.isAlive(spared.pid))
    }

    func test_foldersAreRemoved_withWhatIsLockedButNotWhatIsLinked() throws {
        let rig = try Rig()
        let kept = FileManager.default.temporaryDirectory.appending(path: "kept \(UUID())")
        try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: kept) }
        try Data("x".utf8).write(to: kept.appending(path: "file"))
        let locked = rig.file("a/locked")
        try FileManager.default.createDirectory(
            atPath: locked, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: "\(locked)/file"))
        chmod(locked, 0)
        symlink(kept.path(percentEncoded: false), rig.file("a/link"))
        XCTAssertTrue(rig.reaper.finish(within: .seconds(20)))
        XCTAssertFalse(FileManager.default.fileExists(atPath: rig.folder.path))
        XCTAssertEqual(try String(contentsOf: kept.appending(path: "file"), encoding: .utf8), "x")
    }

    func test_folderIsOursAlone_andGoesWithItsOwner() throws {
        let rig = try Rig()
        var folder: TemporaryFolder? = try TemporaryFolder(under: rig.reaper)
        let path = try XCTUnwrap(folder?.path)
        var status = stat()
        XCTAssertEqual(stat(path, &status), 0)
        XCTAssertEqual(status.st_mode & 0o777, 0o700)
        XCTAssertTrue(path.contains("chaos-\(getpid())-"), path)
        folder = nil
        XCTAssertEqual(stat(path, &status), -1)
    }

    func test_trampolineRunsNothing_whenItsParentIsGone() throws {
        let rig = try Rig()
        var ends: [Int32] = [-1, -1]
        XCTAssertEqual(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends), 0)
        defer { for end in ends { close(end) } }
        // As it would find it: a parent other than the one that started it.
        let orphan = Program(
            try Rig.executable(),
            arguments: ["exec-child", "1", "3", "/bin/sh", "sh", "-c", "echo ran"],
            output: .appended(to: rig.file("out")), descriptors: [3: ends[1]], author: .ours)
        XCTAssertEqual(try rig.ending(of: rig.start(orphan)), .exited(1))
        XCTAssertEqual(rig.read("out"), "")
    }

    func test_noProgramIsStarted_onceTheReaperIsGone() throws {
        let rig = try Rig()
        Rig.wait("the reaper") { !marked(rig.reaper.run).isEmpty }
        let reaper = try XCTUnwrap(marked(rig.reaper.run).first)
        kill(reaper, SIGKILL)
        Rig.wait("its end") { !Rig.isAlive(reaper) }
        let child = try rig.start(rig.shell("echo ran"))
        XCTAssertEqual(try rig.ending(of: child), .exited(1))
        XCTAssertEqual(rig.read("out"), "")
        XCTAssertTrue(rig.read("errors").contains("the reaper is gone"), rig.read("errors"))
    }
}

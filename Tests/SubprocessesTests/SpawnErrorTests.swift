import Foundation
import Glibc
import Sockets
import Subprocesses
import XCTest

final class SpawnErrorTests: XCTestCase {
    private func expect(
        _ cause: SpawnError.Cause, _ text: String, of program: Program, in rig: Rig,
        line: UInt = #line
    ) {
        XCTAssertThrowsError(try rig.start(program), line: line) { error in
            XCTAssertEqual(error as? SpawnError, SpawnError(program.executable, cause), line: line)
            XCTAssertEqual("\(error)", "cannot start \(program.executable): \(text)", line: line)
        }
    }

    func test_refusalNamesTheProgramAndTheCause() throws {
        let rig = try Rig()
        let plain = rig.file("plain text")
        try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: plain))
        let missing = rig.file("missing")

        for author in [Program.Author.ours, .theirs] {
            func program(_ name: String, in folder: String? = nil) -> Program {
                Program(name, workingDirectory: folder, author: author)
            }
            expect(
                .notFound(searched: nil), "there is no such file", of: program(missing), in: rig)
            expect(
                .notExecutable, "it is not executable (chmod +x)", of: program(plain), in: rig)
            expect(.notAFile, "it is not a file", of: program(rig.folder.path), in: rig)
            expect(
                .workingDirectory(path: missing, code: ENOENT),
                "its working directory \(missing): No such file or directory",
                of: program("/bin/true", in: missing), in: rig)
            expect(
                .workingDirectory(path: plain, code: ENOTDIR),
                "its working directory \(plain): Not a directory",
                of: program("/bin/true", in: plain), in: rig)
            var searched = program("no-such-program")
            searched.environment = .only(["PATH": "/bin:/usr/bin"])
            expect(
                .notFound(searched: "/bin:/usr/bin"),
                "there is no such program in /bin:/usr/bin", of: searched, in: rig)
            var mute = program("/bin/true")
            mute.output = .appended(to: "\(missing)/log")
            expect(
                .output(path: "\(missing)/log", code: ENOENT),
                "its output file \(missing)/log: No such file or directory", of: mute, in: rig)
            var split = program("/bin/true")
            split.arguments = ["a\0b"]
            expect(
                .nulByte(in: "a\0b"), #""a\0b" holds a NUL byte"#, of: split, in: rig)
        }
    }

    func test_pathStartsAtTheWorkingDirectory_whenItIsRelative() throws {
        let rig = try Rig()
        let script = rig.file("hello")
        try Data("#!/bin/sh\necho \"$0\"\n".utf8).write(to: URL(filePath: script))
        chmod(script, 0o755)
        for author in [Program.Author.ours, .theirs] {
            let program = Program(
                "./hello", workingDirectory: rig.folder.path,
                output: .appended(to: rig.file("\(author)")), author: author)
            XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
            XCTAssertEqual(rig.read("\(author)"), "\(rig.folder.path)/./hello\n")
        }
    }

    func test_refusalAtExecutionIsInTheLog_ofSomeonesProgram() throws {
        let rig = try Rig()
        let broken = rig.file("broken")
        try Data([0x7F, 0x45, 0x4C, 0x46, 0, 0]).write(to: URL(filePath: broken))
        chmod(broken, 0o755)
        let program = Program(broken, errors: .appended(to: rig.file("errors")), author: .theirs)
        XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(126))
        XCTAssertEqual(
            LogTail.lines(3, of: rig.file("errors")),
            ["chaos: cannot execute \(broken): Exec format error"])
    }

    func test_lackOfDescriptorsIsSaid_andOverWhenTheyAreBack() throws {
        let rig = try Rig()
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        let highest = dup(0)
        close(highest)
        for spare in 0..<8 {
            var less = before
            less.rlim_cur = UInt(highest) + UInt(spare)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &less)
            let result = Result { try rig.start(rig.shell("exit 0")) }
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            switch result {
            case .success(let child): XCTAssertEqual(try rig.ending(of: child), .exited(0))
            case .failure(let error):
                XCTAssertTrue("\(error)".hasSuffix("(see ulimit -n)"), "\(spare) spare: \(error)")
                XCTAssertTrue("\(error)".contains("Too many open files"), "\(error)")
            }
            if spare == 0, case .success = result { XCTFail("no descriptor was needed") }
        }
        XCTAssertEqual(try rig.ending(of: rig.start(rig.shell("exit 0"))), .exited(0))
    }
}

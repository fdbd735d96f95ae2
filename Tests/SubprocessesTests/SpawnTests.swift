import Foundation
import Glibc
import Sockets
import Subprocesses
import XCTest

final class SpawnTests: XCTestCase {
    /// What `sh` prints of its arguments, a variable and its folder, each ended by `|`.
    private let script = #"printf '%s|' "$@" "$STRANGE"; printf '%s|' "$(pwd; printf .)""#

    func test_strangeNamesArriveAsTheyAre() throws {
        let rig = try Rig()
        let names = ["a b", "it's", "\"q\"", "line\nbreak", "日本 🚀", "$(x)`y`", "", "-n", "*", "\\"]
        for name in names {
            let place = rig.file("folder \(name)")
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true)
            for author in [Program.Author.ours, .theirs] {
                var program = rig.shell(script, name, "last")
                program.environment = .inherited(setting: ["STRANGE": name])
                program.workingDirectory = place
                program.output = .appended(to: "\(place)/out \(author)")
                program.author = author
                XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
                let text = try String(contentsOfFile: "\(place)/out \(author)", encoding: .utf8)
                XCTAssertEqual(text, "\(name)|last|\(name)|\(place)\n.|")
            }
        }
    }

    func test_environmentIsComplete_whenItIsGivenWhole() throws {
        let rig = try Rig()
        var program = Program(
            "env", environment: .only(["PATH": "/usr/bin:/bin", "A": "1"]),
            output: .appended(to: rig.file("out")), author: .theirs)
        XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
        let lines = ["A=1", "CHAOS_RUN=\(rig.reaper.run)", "PATH=/usr/bin:/bin"]
        XCTAssertEqual(rig.read("out").split(separator: "\n").sorted(), lines.map { $0[...] })

        program.environment = .inherited(setting: ["HOME": "elsewhere"])
        program.output = .appended(to: rig.file("more"))
        XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
        let entries = rig.read("more").split(separator: "\n")
        XCTAssertEqual(entries.filter { $0.hasPrefix("HOME=") }, ["HOME=elsewhere"])
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        XCTAssertTrue(entries.contains("PATH=\(path)"), "\(entries)")
    }

    func test_namedDescriptorsArrive_underTheirNumbers() throws {
        let rig = try Rig()
        var ours: [Int32] = []
        for name in ["three", "four", "six"] {
            try Data("\(name) ".utf8).write(to: URL(filePath: rig.file(name)))
            ours.append(open(rig.file(name), O_RDONLY))
        }
        defer { for descriptor in ours { close(descriptor) } }
        for author in [Program.Author.ours, .theirs] {
            let name = "\(author)"
            var program = rig.shell("cat <&3; cat <&4; cat <&6; ls /proc/$$/fd")
            program.descriptors = [3: ours[0], 4: ours[1], 6: ours[2]]
            program.output = .appended(to: rig.file(name))
            program.author = author
            XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
            XCTAssertEqual(rig.read(name), "three four six 0\n1\n2\n3\n4\n6\n")
            for descriptor in ours { lseek(descriptor, 0, SEEK_SET) }
        }
    }

    /// As a careless library would leave it: open, without close-on-exec, between those passed on.
    func test_nothingArrives_thatWasNotToBePassedOn() throws {
        let rig = try Rig()
        let careless = open("/dev/null", O_RDONLY)
        let further = (0..<9).map { _ in dup(careless) }
        defer { for descriptor in [careless] + further { close(descriptor) } }
        for author in [Program.Author.ours, .theirs] {
            let name = "\(author)"
            var program = rig.shell("ls /proc/$$/fd")
            program.descriptors = [further[1]: careless, further[4]: careless]
            program.output = .appended(to: rig.file(name))
            program.author = author
            XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
            let numbers = rig.read(name).split(separator: "\n").compactMap { Int32($0) }
            XCTAssertEqual(numbers.sorted(), [0, 1, 2, further[1], further[4]])
        }
    }

    func test_descriptorsArrive_whenEachHasTheNumberOfTheOther() throws {
        let rig = try Rig()
        let ours = try ["one", "two"].map { name in
            try Data("\(name) ".utf8).write(to: URL(filePath: rig.file(name)))
            return open(rig.file(name), O_RDONLY)
        }
        defer { for descriptor in ours { close(descriptor) } }
        var program = rig.shell("cat /proc/$$/fd/\(ours[0]) /proc/$$/fd/\(ours[1])")
        program.descriptors = [ours[0]: ours[1], ours[1]: ours[0]]
        XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
        XCTAssertEqual(rig.read("out"), "two one ")
    }

    func test_childStartsClean_whateverThisProcessDoesWithSignals() throws {
        let rig = try Rig()
        signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, SIG_DFL) }
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let child = try rig.start(rig.shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status"))
        XCTAssertEqual(try rig.ending(of: child), .exited(0))
        // 32 and 33 are the C library's own: it lets nobody ask for them.
        let reserved: UInt64 = 0x1_8000_0000
        let masks = rig.read("out").split(separator: "\n").map { line in
            UInt64(line.split(separator: "\t")[1], radix: 16).map { $0 & ~reserved }
        }
        XCTAssertEqual(masks, [0, 0], rig.read("out"))
    }

    func test_outputIsAppended_whenTheFileIsThere() throws {
        let rig = try Rig()
        for _ in 0..<2 {
            var program = rig.shell("echo out; echo err >&2")
            program.errors = program.output
            XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
        }
        XCTAssertEqual(rig.read("out"), "out\nerr\nout\nerr\n")
    }

    func test_descriptorsAreClosed_after200Children() throws {
        let rig = try Rig()
        func count() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        XCTAssertEqual(try rig.ending(of: rig.start(rig.shell("exit 0"))), .exited(0))
        let before = try count()
        for number in 0..<200 {
            var program = rig.shell("exit 0")
            program.author = number % 10 == 0 ? .theirs : .ours
            XCTAssertEqual(try rig.ending(of: rig.start(program)), .exited(0))
            // A failure closes what it had opened, too.
            program.errors = .appended(to: "/no/such/file")
            XCTAssertThrowsError(try rig.start(program))
        }
        XCTAssertEqual(try count(), before)
    }
}

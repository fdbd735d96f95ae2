import Glibc
import Sockets
import Subprocesses
import Timebase
import XCTest

final class ChildTests: XCTestCase {
    func test_exitStatusIsSeen_ofEveryAuthor() throws {
        let rig = try Rig()
        for status in [Int32(0), 1, 77, 255] {
            for author in [Program.Author.ours, .theirs] {
                var program = rig.shell("exit \(status)")
                program.author = author
                let child = try rig.start(program)
                XCTAssertEqual(try rig.ending(of: child), .exited(status))
            }
        }
    }

    func test_signalIsSeen_whenOneKillsIt() throws {
        let rig = try Rig()
        for signal in [SIGKILL, SIGTERM, SIGSEGV] {
            let child = try rig.start(rig.shell("kill -\(signal) $$"))
            XCTAssertEqual(try rig.ending(of: child), .killed(by: signal))
        }
    }

    func test_processIsStoppedAndContinued_withItsGroup() throws {
        let rig = try Rig()
        let child = try rig.start(rig.shell("sleep 60 & echo $!; wait"))
        Rig.wait("the grandchild") { rig.read("out").hasSuffix("\n") }
        let grandchild = try XCTUnwrap(Int32(rig.read("out").dropLast()))
        child.send(SIGSTOP)
        for process in [child.pid, grandchild] {
            Rig.wait("\(process) stopped") { Rig.state(of: process) == "T" }
        }
        child.send(SIGCONT)
        for process in [child.pid, grandchild] {
            Rig.wait("\(process) goes on") { Rig.state(of: process) == "S" }
        }
        child.send(SIGKILL)
        XCTAssertEqual(try rig.ending(of: child), .killed(by: SIGKILL))
        Rig.wait("the grandchild's end") { !Rig.isAlive(grandchild) }
    }

    func test_whomItLeavesBehindIsKilled_whenItEnds() throws {
        let rig = try Rig()
        // The grandchild shrugs off what a terminal or a polite parent would send.
        let script = "trap '' HUP TERM; sh -c 'echo $$; exec sleep 60' & sleep 0.05; exit 3"
        let child = try rig.start(rig.shell(script))
        XCTAssertEqual(try rig.ending(of: child), .exited(3))
        let grandchild = try XCTUnwrap(Int32(rig.read("out").dropLast()))
        Rig.wait("the grandchild's end") { !Rig.isAlive(grandchild) }
    }

    func test_terminationIsPolite_toAProgramThatEnds() throws {
        let rig = try Rig()
        let script = "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.01; done"
        let child = try rig.start(rig.shell(script))
        Rig.wait("its start") { rig.read("out") == "up\n" }
        child.send(SIGSTOP)
        child.terminate(grace: .seconds(20))
        XCTAssertEqual(try rig.ending(of: child), .exited(5))
        XCTAssertEqual(rig.read("out"), "up\nbye\n")
    }

    func test_terminationIsCertain_forAProgramThatIgnoresIt() throws {
        let rig = try Rig()
        let child = try rig.start(rig.shell("trap '' TERM; echo up; while :; do sleep 1; done"))
        Rig.wait("its start") { rig.read("out") == "up\n" }
        let began = rig.loop.refresh()
        child.terminate(grace: .milliseconds(50))
        XCTAssertEqual(try rig.ending(of: child), .killed(by: SIGKILL))
        XCTAssertGreaterThanOrEqual(rig.loop.now - began, .milliseconds(50))
    }

    func test_processIsGone_whenItsLoopIs() throws {
        var rig: Rig? = try Rig()
        let pid = try XCTUnwrap(rig?.start(XCTUnwrap(rig).shell("sleep 60"))).pid
        XCTAssertTrue(Rig.isAlive(pid))
        rig = nil
        XCTAssertNil(Rig.state(of: pid), "it was not waited for")
    }

    func test_fortyAreWatched_atOnce() throws {
        let rig = try Rig()
        var left = 40
        let children = try (0..<40).map { number in
            let child = try rig.start(rig.shell("sleep 0.01; exit \(number)"))
            child.onExit = { [loop = rig.loop] _ in
                left -= 1
                if left == 0 { loop.stop() }
            }
            return child
        }
        rig.run(within: .seconds(60))
        XCTAssertEqual(children.map(\.ending), (0..<40).map { .exited($0) })
    }
}

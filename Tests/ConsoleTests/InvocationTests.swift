import Console
import XCTest

final class InvocationTests: XCTestCase {
    private func read(_ line: String...) throws -> Invocation { try Invocation(reading: line) }

    private func refusal(_ line: String...) -> Failure? {
        do throws(Failure) {
            _ = try Invocation(reading: line)
            return nil
        } catch {
            return error
        }
    }

    private let output = Command.all.flatMap(\.flags).first { $0.name == "output" }!
    private let quiet = Command.all.flatMap(\.flags).first { $0.name == "quiet" }!
    private let set = Command.all.flatMap(\.flags).first { $0.name == "set" }!
    private let seed = Command.all.flatMap(\.flags).first { $0.name == "seed" }!

    func test_flagsStandBetweenOperands_inBothSpellings() throws {
        let read = try read("run", "a", "--seed=7", "b", "--seed", "8", "-q")
        XCTAssertEqual(read.command.name, "run")
        XCTAssertEqual(read.operands, ["a", "b"])
        XCTAssertEqual(read.value(of: seed), "8", "the last one counts")
        XCTAssertTrue(read.has(quiet))
    }

    func test_shortFlagsAreBundled_andTakeTheRestAsTheirValue() throws {
        XCTAssertEqual(try read("run", "-qofile", "a").value(of: output), "file")
        XCTAssertTrue(try read("run", "-qofile", "a").has(quiet))
        XCTAssertEqual(try read("run", "-o", "-", "a").value(of: output), "-")
    }

    func test_everythingIsAnOperand_afterTwoDashes() throws {
        let read = try read("run", "-q", "--", "--seed", "-q", "--")
        XCTAssertEqual(read.operands, ["--seed", "-q", "--"])
        XCTAssertNil(read.value(of: seed))
    }

    func test_aSingleDashIsAnOperand() throws {
        XCTAssertEqual(try read("check", "-").operands, ["-"])
    }

    func test_repeatableFlagsKeepAllValues_withEqualSignsInThem() throws {
        let read = try read("run", "--set=a.b=1=2", "--set", "c=", "x")
        XCTAssertEqual(read.values(of: set), ["a.b=1=2", "c="])
    }

    func test_unknownWordsAreRefused_withTheNearest() throws {
        let cases: [([String], String)] = [
            (["rnu"], "unknown command \"rnu\"; did you mean \"run\"?"),
            (["run", "--sed=3", "x"], "unknown flag \"--sed\"; did you mean \"--seed\"?"),
            (["run", "-z", "x"], "unknown flag \"-z\""),
            (["check", "--report=d", "x"], "unknown flag \"--report\""),
            (["--seed", "3"], "a command must come before \"--seed\""),
            (["run", "--quiet=yes", "x"], "--quiet takes no value"),
            (["run", "x", "--seed"], "--seed needs a value: --seed N"),
            (["run"], "chaos run needs at least one SCENARIO"),
            (["score"], "chaos score needs one RECORDING"),
            (["score", "a", "b\u{1B}"], "chaos score does not take the operand \"b\\u{1B}\""),
        ]
        for (line, message) in cases {
            do throws(Failure) {
                _ = try Invocation(reading: line)
                XCTFail("\(line) was accepted")
            } catch {
                XCTAssertEqual(error.status, .misuse)
                XCTAssertTrue(error.message.hasPrefix(message), "\(line): \(error.message)")
                XCTAssertNotNil(error.hint, "\(line)")
            }
        }
    }

    func test_whatComesLater_isRefusedByName() {
        XCTAssertEqual(refusal("explore", "a")?.message, "chaos explore is not supported yet")
    }

    func test_helpNeedsNoOperands() throws {
        XCTAssertEqual(try read("run", "--help").command.name, "run")
        XCTAssertEqual(try read("-h").command.name, "help")
        XCTAssertEqual(try read("-V").command.name, "version")
    }

    func test_nothingAtAll_showsTheCommands() {
        XCTAssertEqual(refusal()?.message, HelpText.overview)
        XCTAssertEqual(refusal()?.status, .misuse)
    }
}

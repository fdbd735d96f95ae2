import Foundation
import XCTest

final class OutputTests: XCTestCase {
    func test_standardOutputHoldsTheReportAlone_whenItIsAskedForThere() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--format", "json", "-o", "-")
        XCTAssertEqual(ending.status, 0, ending.errors)
        let object = try JSONSerialization.jsonObject(with: ending.output) as? [String: Any]
        XCTAssertEqual(object?["verdict"] as? String, "pass")
        XCTAssertEqual(chaos.files(below: "."), ["a.json5"], "nothing else is written")
    }

    func test_oneFileIsWritten_whenOutputNamesOne() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5", "--format=json", "-oout.json").status, 0)
        XCTAssertEqual(chaos.files(below: "."), ["a.json5", "out.json"])
    }

    func test_quietSaysNothing() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        for command in ["run", "check"] {
            let ending = try chaos.run(command, "-q", "a.json5")
            XCTAssertEqual(ending.text + ending.errors, "", command)
        }
    }

    func test_aReaderThatWentAway_isNoError() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let ending = try chaos.run("run", "a.json5", output: pipe)
        XCTAssertEqual(ending.status, 0)
        XCTAssertEqual(ending.errors, "")
    }

    func test_aDryRunSaysWhatWouldHappenWhen_andWritesNothing() throws {
        let chaos = try Chaos()
        let monkey = """
            monkey: { on: ["back"], meanBetween: "3s", inject: [{ kill: {}, weight: 1 }],
              from: "5s", until: "15s", maxFaults: 3 }
            """
        try chaos.write(SmallScenario(rest: monkey).text, to: "a.json5")
        let ending = try chaos.run("run", "--dry-run", "a.json5", "--seed=5")
        XCTAssertEqual(ending.status, 0, ending.errors)
        XCTAssertTrue(ending.text.contains("seed 5"), ending.text)
        XCTAssertTrue(ending.text.contains("users: 50/s, poisson"), ending.text)
        XCTAssertTrue(ending.text.contains("8s to 12s: error on front -> back"), ending.text)
        XCTAssertTrue(ending.text.contains("by the monkey"), ending.text)
        XCTAssertTrue(
            ending.text.contains("up: availability of users during run, at least 0 %"), ending.text)
        XCTAssertEqual(chaos.files(below: "."), ["a.json5"])
        XCTAssertEqual(try chaos.run("run", "--dry-run", "a.json5", "--seed=5").text, ending.text)
        XCTAssertNotEqual(
            try chaos.run("run", "--dry-run", "a.json5", "--seed=6").text, ending.text)
    }

    func test_newWritesAScenarioThatRuns_andNeverOverAnother() throws {
        let chaos = try Chaos()
        XCTAssertEqual(try chaos.run("new", "my/first try").status, 0)
        XCTAssertEqual(
            try chaos.run("check", "my/first try.json5").text, "my/first try.json5: ok\n")
        let run = try chaos.run("run", "my/first try.json5")
        XCTAssertEqual(run.status, 0, run.text)
        let before = try chaos.read("my/first try.json5")
        let again = try chaos.run("new", "my/first try.json5")
        XCTAssertEqual(again.status, 2)
        XCTAssertTrue(again.errors.contains("exists already; nothing was written"), again.errors)
        XCTAssertEqual(try chaos.read("my/first try.json5"), before)
        for name in ["", ".", "..", "a/", "/"] {
            XCTAssertEqual(try chaos.run("new", name).status, 2, name)
        }
    }

    func test_listShowsTitleAndReason() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(title: "First").text, to: "b/one.json5")
        try chaos.write(SmallScenario(title: "Second").text, to: "a.json5")
        try chaos.write("not a scenario", to: ".hidden/c.json5")
        let ending = try chaos.run("list", ".")
        XCTAssertEqual(ending.status, 0, ending.errors)
        XCTAssertEqual(
            ending.text, "./a.json5\n    Second\n    a test\n./b/one.json5\n    First\n    a test\n"
        )
    }

    func test_helpAndVersion() throws {
        let chaos = try Chaos()
        XCTAssertTrue(try chaos.run("--help").text.contains("chaos run SCENARIO…"))
        XCTAssertTrue(try chaos.run("run", "-h").text.contains("--dry-run"))
        XCTAssertEqual(try chaos.run("help", "run").text, try chaos.run("run", "--help").text)
        XCTAssertEqual(try chaos.run("-V").text, try chaos.run("version").text)
        let bare = try chaos.run()
        XCTAssertEqual(bare.status, 2)
        XCTAssertEqual(bare.text, "")
    }
}

import XCTest

final class DeterminismTests: XCTestCase {
    private let kill = """
        { at: "6s", for: "3s", inject: "kill", on: "back[1]" },
        { at: "11s", for: "2s", inject: "latency", on: "* -> back", delay: "50ms", jitter: "9ms" }
        """

    func test_sameSeedGivesTheSameBytes_anotherSeedOthers() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(faults: kill).text, to: "a.json5")
        for (folder, seed) in [("one", "7"), ("two", "7"), ("three", "8")] {
            let ending = try chaos.run("run", "a.json5", "--report", folder, "--seed", seed)
            XCTAssertLessThan(ending.status, 2, ending.errors)
        }
        let files = chaos.files(below: "one")
        XCTAssertEqual(files, chaos.files(below: "two"))
        XCTAssertGreaterThanOrEqual(files.count, 4, "\(files)")
        for file in files {
            XCTAssertEqual(try chaos.read("one/\(file)"), try chaos.read("two/\(file)"), file)
        }
        for file in ["recording.json", "result.json", "report.md"] {
            XCTAssertNotEqual(try chaos.read("one/\(file)"), try chaos.read("three/\(file)"), file)
        }
    }

    func test_reportsOfARecording_areThoseOfItsRun() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(faults: kill, rest: "seed: 3").text, to: "dir/a.json5")
        let twin = "{ extends: \"a.json5\", title: \"twin\", set: { seed: 4 } }"
        try chaos.write(twin, to: "dir/b.json5")
        let run = try chaos.run(
            "run", "dir/b.json5", "--report", "run", "--set", "load.users.rate=60", "--seed=9")
        XCTAssertLessThan(run.status, 2, run.errors)
        let again = try chaos.run("report", "run/recording.json", "--report", "again")
        XCTAssertEqual(again.status, 0, again.errors)
        XCTAssertEqual(again.text, "again/report.md\n")
        for file in chaos.files(below: "run") {
            XCTAssertEqual(try chaos.read("run/\(file)"), try chaos.read("again/\(file)"), file)
        }
    }

    func test_scoreGivesTheVerdictOfTheRun_orThatOfOtherObjectives() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5").status, 0)
        let same = try chaos.run("score", "reports/a/recording.json")
        XCTAssertEqual(same.status, 0, same.errors)
        XCTAssertTrue(same.text.hasPrefix("pass  small\n"), same.text)
        let strict = "{ objectives: [{ id: \"x\", expect: \"availability\", atLeast: 1 }] }"
        try chaos.write(strict, to: "strict.json5")
        let other = try chaos.run(
            "score", "reports/a/recording.json", "--objectives", "strict.json5")
        XCTAssertEqual(other.status, 1, other.errors)
    }
}

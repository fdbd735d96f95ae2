import XCTest

final class ExitStatusTests: XCTestCase {
    func test_exitIs0_whenEveryObjectiveHolds() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5")
        XCTAssertEqual(ending.status, 0, ending.errors)
        XCTAssertTrue(ending.text.hasPrefix("pass  small\n"), ending.text)
        XCTAssertTrue(ending.text.contains("reports/a/report.md"), ending.text)
        XCTAssertEqual(ending.errors, "")
        let files = chaos.files(below: "reports/a")
        for file in ["recording.json", "report.md", "result.json"] {
            XCTAssertTrue(files.contains(file), "\(files)")
        }
    }

    func test_exitIs1_whenAnObjectiveFails() throws {
        let chaos = try Chaos()
        // 4 s of 20 s fail, so that 80 % is the best that can be.
        try chaos.write(SmallScenario(atLeast: "99%").text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5")
        XCTAssertEqual(ending.status, 1, ending.errors)
        XCTAssertTrue(ending.text.hasPrefix("fail  small\n"), ending.text)
        XCTAssertTrue(ending.text.contains("up: availability was "), ending.text)
    }

    func test_mustFailTurnsOnly0And1Round() throws {
        let chaos = try Chaos()
        let mustFail = "mustFail: [\"up\"]"
        let untouched = "{ at: \"8s\", for: \"4s\", inject: \"error\", on: \"front -> seldom\" }"
        try chaos.write(SmallScenario(atLeast: "99%", rest: mustFail).text, to: "fails.json5")
        try chaos.write(SmallScenario(rest: mustFail).text, to: "holds.json5")
        try chaos.write(
            SmallScenario(atLeast: "99%", faults: untouched, rest: mustFail).text, to: "void.json5")
        try chaos.write(SmallScenario(rest: "mustFail: [\"no\"]").text, to: "wrong.json5")
        XCTAssertEqual(try chaos.run("run", "fails.json5").status, 0)
        XCTAssertEqual(try chaos.run("run", "holds.json5").status, 1)
        XCTAssertEqual(try chaos.run("run", "void.json5").status, 3)
        XCTAssertEqual(try chaos.run("run", "wrong.json5").status, 2)
    }

    func test_exitIs3_whenAFaultTouchedNothing() throws {
        let chaos = try Chaos()
        let fault = "{ at: \"8s\", for: \"4s\", inject: \"error\", on: \"front -> seldom\" }"
        try chaos.write(SmallScenario(faults: fault).text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5")
        XCTAssertEqual(ending.status, 3, ending.text)
        XCTAssertTrue(ending.text.hasPrefix("inconclusive  small\n"), ending.text)
    }

    func test_exitIs3_whenTheBaselineWasNotSteady_thoughAnObjectiveFailed() throws {
        let chaos = try Chaos()
        // Without any fault half of the answers are errors; the fault begins at 8 s.
        let text = SmallScenario(atLeast: "99%").text.replacingOccurrences(
            of: "\"GET /\": [{ work: { mean: \"2ms\" } }]",
            with: "\"GET /\": [{ respond: 500, chance: \"50%\" }]")
        try chaos.write(text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5")
        XCTAssertEqual(ending.status, 3, ending.text)
        XCTAssertTrue(ending.text.contains("the baseline was not steady"), ending.text)
        XCTAssertTrue(ending.text.contains("up: availability was "), ending.text)
        let demonstration = text.replacingOccurrences(
            of: "title: ", with: "mustFail: [\"up\"], title: ")
        try chaos.write(demonstration, to: "b.json5")
        XCTAssertEqual(try chaos.run("run", "b.json5").status, 3)
    }

    func test_exitIs3_whenAbortStruck_andWhatWasRecordedIsReported() throws {
        let chaos = try Chaos()
        // From 2 s on nobody answers; the run would last a minute.
        let fault = "{ at: \"2s\", inject: \"blackhole\", on: \"front -> back\" }"
        let abort = """
            engine: "in-process",
            abort: [
              { expect: "latency.p50", of: "users", atMost: "10s" },
              { expect: "availability", of: "users", atLeast: "50%", for: "2s" },
            ],
            """
        let small = SmallScenario(duration: "60s", faults: fault, rest: abort)
        try chaos.write(small.text, to: "a.json5")
        let start = ContinuousClock.now
        let ending = try chaos.run("run", "a.json5")
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(30))
        XCTAssertEqual(ending.status, 3, ending.text + ending.errors)
        let sentence =
            "abort[1] struck: availability of users, of which what is not answered within 500ms "
            + "counts as failed, was not at least 50 % in any second with requests for 2s"
        XCTAssertTrue(ending.text.contains(sentence), ending.text)
        let again = try chaos.run("score", "reports/a/recording.json")
        XCTAssertEqual(again.status, 3, again.text)
        XCTAssertTrue(again.text.contains(sentence), again.text)
    }

    func test_exitIs4_whenAReportCannotBeWritten() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let blocked = try chaos.run("run", "a.json5", "--report", "a.json5/reports")
        XCTAssertEqual(blocked.status, 4)
        XCTAssertEqual(blocked.errors, "cannot write a.json5/reports: Not a directory\n")
        let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
        let printed = try chaos.run("run", "a.json5", "--format=json", "-o-", output: full)
        XCTAssertEqual(printed.status, 4)
        XCTAssertTrue(printed.errors.contains("No space left"), printed.errors)
    }

    func test_aLinkIsWrittenThroughAndStays_whenItIsTheOutput() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        try chaos.write("old", to: "real.json")
        let link = chaos.folder.appending(path: "link.json").path
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "real.json")
        let ending = try chaos.run("run", "a.json5", "--format=json", "-o", "link.json")
        XCTAssertEqual(ending.status, 0, ending.text)
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: link)
        XCTAssertEqual(target, "real.json")
        let real = try String(
            contentsOf: chaos.folder.appending(path: "real.json"), encoding: .utf8)
        XCTAssertTrue(real.hasPrefix("{"), real)
    }

    func test_worstStatusCounts_overSeveralScenarios() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(atLeast: "99%").text, to: "all/1-fails.json5")
        try chaos.write(SmallScenario().text, to: "all/deeper/2-holds.json5")
        try chaos.write("{ name: \"a topology\", services: {} }", to: "all/topology.json5")
        let two = try chaos.run("run", "all")
        XCTAssertEqual(two.status, 1, two.errors)
        // A head, why the first one failed and where that stands, and the second one.
        let lines = two.text.split(separator: "\n")
        XCTAssertEqual(lines.count, 5, two.text)
        XCTAssertTrue(lines[2].contains("up: availability was "), two.text)
        XCTAssertTrue(lines[3].hasSuffix("reports/1-fails/report.md"), two.text)
        try chaos.write("{ load: ", to: "all/3-broken.json5")
        let three = try chaos.run("run", "all", "--report", "out")
        XCTAssertEqual(three.status, 2)
        XCTAssertTrue(three.errors.hasPrefix("all/3-broken.json5:1:"), three.errors)
        XCTAssertTrue(chaos.files(below: "out/all/deeper/2-holds").contains("report.md"))
    }

    func test_nothingStarts_whenAFlagIsNotSupported() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        let cases = [
            ("--engine=simulat", "did you mean \"simulate\"?"),
            ("--seeds=0", "--seeds is \"0\"; expected a whole number from 1 to 10000"),
            ("--seeds=many", "--seeds is \"many\"; expected a whole number"),
            ("--seed=-1", "--seed is \"-1\"; expected a whole number"),
            ("--format=jsn", "did you mean \"json\"?"),
            ("--output=x", "--output takes one report"),
            ("--baseline=x", "x does not exist"),
            ("--baseline=a.json5", "a.json5 is not a result; expected a result.json"),
            ("--set=duration=never", "--set: duration is \"never\""),
            ("--without=luck", "unknown protection \"luck\""),
        ]
        for (flag, message) in cases {
            let ending = try chaos.run("run", "a.json5", flag)
            XCTAssertEqual(ending.status, 2, flag)
            XCTAssertTrue(ending.errors.contains(message), "\(flag): \(ending.errors)")
            XCTAssertEqual(ending.text, "", flag)
            XCTAssertEqual(chaos.files(below: "reports"), [], flag)
        }
    }
}

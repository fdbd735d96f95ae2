import Foundation
import XCTest

/// Several seeds, ablation and comparison, as a user starts them.
final class SeedsAndBaselineTests: XCTestCase {
    /// Half a second of latency on `back`, whose timeout is 100 ms.
    private func scenario(_ rest: String = "") -> String {
        SmallScenario(
            atLeast: "50%",
            faults: """
                { at: "8s", for: "4s", inject: "latency", on: "front -> back", delay: "400ms",
                  jitter: "100ms" }
                """, rest: rest
        ).text
    }

    private let timeout =
        "--set=topology.services.front.endpoints.\"GET /\"[1].policy.timeout=900ms"

    private func result(_ chaos: Chaos, _ path: String) throws -> [String: Any] {
        let data = try chaos.read(path)
        return try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    func test_manySeedsGiveMediansWithIntervals_theSameBytesOnOneCoreAndOnMany() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        let many = try chaos.run("run", "a.json5", "--seeds", "12", "--report", "many")
        XCTAssertEqual(many.status, 0, many.errors + many.text)
        XCTAssertTrue(many.text.contains("12 seeds, 0 to 11"), many.text)
        let child = try chaos.start(
            ["run", "a.json5", "--seeds", "12", "--report", "one"], after: "taskset -cp 0 $$ >&2")
        _ = child.readOutput()
        child.process.waitUntilExit()
        XCTAssertEqual(child.process.exitStatus, 0, child.readErrors())
        for file in chaos.files(below: "many") {
            XCTAssertEqual(try chaos.read("many/\(file)"), try chaos.read("one/\(file)"), file)
        }
        let json = try result(chaos, "many/result.json")
        XCTAssertEqual((json["scenario"] as? [String: Any])?["seeds"] as? Int, 12)
        let seeds = try XCTUnwrap(json["seeds"] as? [String: Any])
        XCTAssertEqual(seeds["seeds"] as? [Int], Array(0..<12))
        let objective = try XCTUnwrap((json["objectives"] as? [[String: Any]])?.first)
        let interval = try XCTUnwrap(objective["interval"] as? [Double])
        let observed = try XCTUnwrap(objective["observed"] as? Double)
        XCTAssertTrue(interval[0] <= observed && observed <= interval[1], "\(objective)")
        // A thousand requests less the second half of a bin or so, of each of the 12 seeds.
        XCTAssertGreaterThan(try XCTUnwrap(objective["samples"] as? Int), 11_000)
        let report = String(decoding: try chaos.read("many/report.md"), as: UTF8.self)
        XCTAssertTrue(report.contains("## 12 seeds"), report)
        XCTAssertTrue(report.contains("| 12 of 12 |"), report)
        let again = try chaos.run("report", "many/recording.json", "--report", "again")
        XCTAssertEqual(again.status, 0, again.errors)
        XCTAssertEqual(try chaos.read("again/report.md"), try chaos.read("many/report.md"))
    }

    func test_exitIs3_whenTheSeedsDisagree() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        let seen = try chaos.run("run", "a.json5", "--seeds=12", "--format=json", "-o", "all.json")
        XCTAssertEqual(seen.status, 0, seen.errors)
        let objective = try XCTUnwrap(
            (try result(chaos, "all.json")["objectives"] as? [[String: Any]])?.first)
        // A bound at the median of twelve seeds: about half of them hold.
        let median = try XCTUnwrap(objective["observed"] as? Double)
        let split = try chaos.run(
            "run", "a.json5", "--seeds=12", "--set=objectives[0].atLeast=\(median)", "--report=x")
        XCTAssertTrue([1, 3].contains(split.status), split.text)
        XCTAssertTrue(split.text.contains("of 12 seeds"), split.text)
        let two = try chaos.run(
            "run", "a.json5", "--seeds=2", "--set=objectives[0].atLeast=\(median)", "--report=y")
        XCTAssertLessThan(two.status, 4, two.errors)
    }

    func test_seedsAndAblationAreRefusedByName_onALiveEngine() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        let seeds = try chaos.run("run", "a.json5", "--engine=in-process", "--seeds=3")
        XCTAssertEqual(seeds.status, 2)
        XCTAssertTrue(seeds.errors.hasPrefix("3 seeds need the engine simulate"), seeds.errors)
        let ablate = try chaos.run("run", "a.json5", "--engine=in-process", "--ablate")
        XCTAssertEqual(ablate.status, 2)
        XCTAssertTrue(ablate.errors.hasPrefix("--ablate needs the engine simulate"), ablate.errors)
        XCTAssertEqual(chaos.files(below: "reports"), [])
    }

    func test_ablationSaysWhatBuysAndWhatChangedNothing() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        let seen = try chaos.run("ablate", "a.json5")
        XCTAssertEqual(seen.status, 0, seen.errors)
        let lines = seen.text.split(separator: "\n").map(String.init)
        let idle = try XCTUnwrap(lines.first { $0.hasPrefix("  changed nothing: ") })
        XCTAssertTrue(idle.contains("timeout@front -> seldom"), idle)
        XCTAssertFalse(idle.contains("timeout@front -> back"), idle)
        XCTAssertTrue(lines.contains { $0.hasPrefix("  timeout@front -> back  ") }, seen.text)
        XCTAssertTrue(lines.contains { $0.contains("all protections") }, seen.text)
        let report = String(decoding: try chaos.read("reports/a/report.md"), as: UTF8.self)
        XCTAssertTrue(report.contains("## What each protection buys"), report)
        XCTAssertTrue(report.contains("| `timeout@front -> back` |"), report)
        XCTAssertTrue(report.contains("Changed nothing: `timeout@front -> seldom`"), report)
        let rows = try XCTUnwrap(
            try result(chaos, "reports/a/result.json")["ablation"] as? [[String: Any]])
        XCTAssertEqual(rows.last?["without"] as? String, "all")
        XCTAssertEqual(rows.last?["changed"] as? Bool, true)
        let flagged = try chaos.run("run", "a.json5", "--ablate", "--report", "flag")
        XCTAssertEqual(
            flagged.text.split(separator: "\n").dropLast(),
            seen.text
                .split(separator: "\n").dropLast())
    }

    func test_exitIs1_whenAFigureRegressedSinceTheBaseline() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5", timeout, "--report", "old").status, 0)
        let same = try chaos.run("run", "a.json5", timeout, "--baseline", "old/result.json")
        XCTAssertEqual(same.status, 0, same.text + same.errors)
        XCTAssertTrue(same.text.contains("unchanged"), same.text)
        // Without the longer timeout every call under fault fails.
        let worse = try chaos.run(
            "run", "a.json5", "--baseline", "old/result.json", "--report", "new")
        XCTAssertEqual(worse.status, 1, worse.text + worse.errors)
        XCTAssertTrue(worse.text.hasPrefix("pass, and regressed  small"), worse.text)
        XCTAssertTrue(worse.text.contains("load:users  availability"), worse.text)
        let report = String(decoding: try chaos.read("new/report.md"), as: UTF8.self)
        XCTAssertTrue(report.contains("## Since the baseline"), report)
        let comparison = try result(chaos, "new/result.json")["comparison"] as? [String: Any]
        XCTAssertEqual(comparison?["regressed"] as? Bool, true)
        let apart = try chaos.run("compare", "old/result.json", "new/result.json")
        XCTAssertEqual(apart.status, 1, apart.errors)
        let better = try chaos.run("compare", "new/result.json", "old/result.json")
        XCTAssertEqual(better.status, 0, better.errors)
        XCTAssertTrue(better.text.contains("improved"), better.text)
    }

    func test_resultsOfOtherQuestionsAreRefused_unlessTheyMayDiffer() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        for (folder, change) in [("old", "load.users.rate=50"), ("new", "load.users.rate=60")] {
            _ = try chaos.run("run", "a.json5", "--set", change, "--report", folder)
        }
        let refused = try chaos.run("compare", "old/result.json", "new/result.json")
        XCTAssertEqual(refused.status, 2)
        XCTAssertEqual(
            refused.errors,
            "old/result.json and new/result.json ask different questions: they differ in load\n"
                + "compare them all the same with --across, or make the old result again\n")
        let across = try chaos.run("compare", "old/result.json", "new/result.json", "--across")
        XCTAssertLessThan(across.status, 2, across.errors)
    }

    func test_aResultOfAnotherVersionIsRunAgain_orRefusedByName() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5", "--report", "new").status, 0)
        var old = try result(chaos, "new/result.json")
        // What an earlier version found is not what counts, but what this one finds.
        let text = String(decoding: try chaos.read("new/result.json"), as: UTF8.self)
        let version = try XCTUnwrap(old["version"] as? String)
        let earlier = text.replacingOccurrences(
            of: "\"version\": \"\(version)\"", with: "\"version\": \"0.0.1\""
        )
        .replacing(#/"values": \[[^\]]*\]/#, with: "\"values\": [null]")
        try chaos.write(earlier, to: "old.json")
        let again = try chaos.run("compare", "old.json", "new/result.json")
        XCTAssertEqual(again.status, 0, again.errors)
        XCTAssertTrue(again.text.contains("unchanged"), again.text)
        old = try XCTUnwrap(
            JSONSerialization.jsonObject(with: Data(earlier.utf8)) as? [String: Any])
        var scenario = try XCTUnwrap(old["scenario"] as? [String: Any])
        scenario["input"] = NSNull()
        old["scenario"] = scenario
        try chaos.write(try JSONSerialization.data(withJSONObject: old), to: "bare.json")
        let refused = try chaos.run("compare", "bare.json", "new/result.json", "--across")
        XCTAssertEqual(refused.status, 2)
        XCTAssertTrue(
            refused.errors.hasPrefix("bare.json was made by chaos 0.0.1, this is \(version); "),
            refused.errors)
    }

    func test_whatIsNoResultIsRefused_withTheReason() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(), to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5", "--report", "new").status, 0)
        let good = String(decoding: try chaos.read("new/result.json"), as: UTF8.self)
        let cases = [
            ("{}", "is not a result"),
            ("{ \"schema\": \"chaos.result/9\" }", "has the schema \"chaos.result/9\""),
            (String(good.prefix(good.count / 2)), "expected a result.json"),
            (good.replacingOccurrences(of: "\"more\"", with: "\"most\""), "damaged"),
            (
                good.replacingOccurrences(of: "\"verdicts\": [", with: "\"verdicts\": [\"pass\", "),
                "damaged"
            ),
            (good.replacing(#/"values": \[/#, with: "\"values\": [1, "), "damaged"),
        ]
        for (text, message) in cases {
            try chaos.write(text, to: "bad.json")
            let ending = try chaos.run("compare", "bad.json", "new/result.json")
            XCTAssertEqual(ending.status, 2, ending.text)
            XCTAssertTrue(ending.errors.contains(message), ending.errors)
        }
    }
}

import Foundation
import Reports
import XCTest

/// What others' programs read in our files is what the run's result says.
final class FormatReaderTests: XCTestCase {
    private static let formats = "md,json,junit,prometheus,otlp"

    private func ran(_ scenario: FormatScenario = FormatScenario()) throws -> (
        chaos: Chaos, ending: Chaos.Ending, result: [String: Any]
    ) {
        let chaos = try Chaos()
        try chaos.write(scenario.text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--report", "r", "--format", Self.formats)
        XCTAssertEqual(ending.status, 1, ending.errors)
        let result = try JSONSerialization.jsonObject(with: chaos.read("r/result.json"))
        return (chaos, ending, try XCTUnwrap(result as? [String: Any]))
    }

    func test_aJUnitReaderSeesEachObjective_asACaseByItsId() throws {
        let (chaos, _, result) = try ran(FormatScenario(why: "users pay"))
        let read = try Reader.read("junit", "r/junit.xml", in: chaos)
        let cases = try XCTUnwrap(read["cases"] as? [[String: Any]])
        let objectives = try XCTUnwrap(result["objectives"] as? [[String: Any]])
        XCTAssertEqual(
            cases.compactMap { $0["name"] as? String },
            objectives.compactMap { $0["id"] as? String })
        // Held; missed; undecided, since one of 1,000 lies beyond; missed, and it only warns.
        XCTAssertEqual(
            cases.compactMap { $0["result"] as? String }, ["passed", "failure", "error", "passed"])
        let missed = try XCTUnwrap(cases[1]["text"] as? String)
        for words in ["observed: ", "wanted: at least 99 %", "why: users pay", "a.json5:"] {
            XCTAssertTrue(missed.contains(words), "\(words): \(missed)")
        }
        XCTAssertTrue(missed.contains("began: outage (error on front -> back) → "), missed)
        let properties = read["properties"] as? [String: String]
        XCTAssertEqual(properties?["verdict"], result["verdict"] as? String)
    }

    func test_aRunThatDecidesNothing_isAnErrorOfItsOwn() throws {
        let chaos = try Chaos()
        let fault = "{ at: \"8s\", for: \"4s\", inject: \"error\", on: \"front -> seldom\" }"
        try chaos.write(SmallScenario(faults: fault).text, to: "a.json5")
        let ending = try chaos.run("run", "a.json5", "--format", "junit", "-o", "junit.xml")
        XCTAssertEqual(ending.status, 3, ending.errors)
        let read = try Reader.read("junit", "junit.xml", in: chaos)
        let cases = try XCTUnwrap(read["cases"] as? [[String: Any]])
        XCTAssertEqual(cases.compactMap { $0["name"] as? String }, ["up", "run"])
        XCTAssertEqual(cases.compactMap { $0["result"] as? String }, ["passed", "error"])
    }

    func test_aPrometheusReaderSeesTheCountsOfTheResult() throws {
        let (chaos, _, result) = try ran()
        let read = try Reader.read("prometheus", "r/metrics.prom", in: chaos)
        let samples = try XCTUnwrap(read["samples"] as? [[String: Any]])
        let phases = try XCTUnwrap(result["phases"] as? [[String: Any]])
        XCTAssertGreaterThanOrEqual(phases.count, 4)
        for phase in phases {
            let users = (phase["streams"] as? [String: [String: Any]])?["users"]
            for outcome in ["succeeded", "degraded", "failed", "timed_out", "rejected"] {
                let sample = samples.first {
                    let labels = $0["labels"] as? [String: String]
                    return $0["name"] as? String == "chaos_stream_requests"
                        && labels?["phase"] == phase["name"] as? String
                        && labels?["outcome"] == outcome && labels?["scenario"] == "a.json5"
                }
                XCTAssertEqual(sample?["value"] as? Double, users?[outcome] as? Double, outcome)
            }
        }
        let held = samples.filter { $0["name"] as? String == "chaos_objective_held" }
        XCTAssertEqual(held.compactMap { $0["value"] as? Double }, [1, 0, 0], "one is undecided")
    }

    func test_promtoolFindsNothingToSay() throws {
        try Installed.require("promtool")
        let (chaos, _, _) = try ran(FormatScenario(title: hostileName, fault: hostileName))
        let ending = try Reader.run(
            ["promtool", "check", "metrics"], in: chaos, input: "r/metrics.prom")
        XCTAssertEqual(ending.status, 0, ending.output + ending.errors)
        XCTAssertEqual(ending.output + ending.errors, "")
    }

    func test_openTelemetrysSchemaTakesTheTraces_theWorstFirst() throws {
        let (chaos, _, _) = try ran()
        let read = try Reader.read("otlp", "r/traces.json", in: chaos)
        let spans = try XCTUnwrap(read["spans"] as? [[String: Any]])
        let roots = spans.filter { $0["parent"] as? String == "" }
        // Two that failed, 16 slow ones, and a usual one.
        XCTAssertEqual(roots.count, 19)
        let chosen = roots.compactMap { ($0["attributes"] as? [String: Any])?["chaos.chosen"] }
        XCTAssertEqual(chosen.prefix(3).compactMap { $0 as? String }, ["failed", "failed", "slow"])
        let failed = spans.filter { $0["trace"] as? String == roots[0]["trace"] as? String }
        XCTAssertEqual(
            failed.compactMap { $0["service"] as? String },
            ["load:users", "load:users", "load:users", "front", "front", "front"],
            "request, call and attempt of the user; work, call and attempt of front")
        XCTAssertTrue(
            failed.contains {
                ($0["attributes"] as? [String: Any])?["chaos.fault"] as? String == "outage"
            })
    }

    func test_theResultFitsItsSchema() throws {
        let (chaos, _, _) = try ran(FormatScenario(title: hostileName, id: hostileName))
        try chaos.write(resultSchema(), to: "schema.json")
        let read = try Reader.read("schema", "r/result.json", "schema.json", in: chaos)
        XCTAssertEqual(read["problems"] as? [String], [])
        let text = String(decoding: try chaos.read("r/result.json"), as: UTF8.self)
        try chaos.write(text.replacing("\"verdict\":", with: "\"sentence\":"), to: "bad.json")
        let bad = try Reader.read("schema", "bad.json", "schema.json", in: chaos)
        XCTAssertEqual((bad["problems"] as? [String])?.isEmpty, false)
    }

    func test_reportsOfARecordingAreThoseOfItsRun_inEveryFormat() throws {
        let (chaos, _, _) = try ran()
        let again = try chaos.run(
            "report", "r/recording.json", "--report", "again", "--format", Self.formats)
        XCTAssertEqual(again.status, 0, again.errors)
        for file in chaos.files(below: "r") {
            XCTAssertEqual(try chaos.read("r/\(file)"), try chaos.read("again/\(file)"), file)
        }
    }

    /// The steps of one request are told by three processes: the users', front's and back's.
    func test_liveRequestsAreFollowed_overAllProcesses() throws {
        let outage = "{ at: \"2s\", for: \"1s\", inject: \"error\", on: \"front -> back\" }"
        let small = SmallScenario(duration: "4s", faults: outage)
        for engine in ["in-process", "subprocess"] {
            let chaos = try Chaos()
            try chaos.write(small.text, to: "a.json5")
            let began = Date().timeIntervalSince1970
            let ending = try chaos.run(
                "run", "a.json5", "--engine", engine, "--report", "r", "--format", "otlp,md")
            XCTAssertTrue([0, 3].contains(ending.status), ending.text + ending.errors)
            let read = try Reader.read("otlp", "r/traces.json", in: chaos)
            let spans = try XCTUnwrap(read["spans"] as? [[String: Any]])
            func services(_ chosen: String) -> [String]? {
                let root = spans.first {
                    ($0["attributes"] as? [String: Any])?["chaos.chosen"] as? String == chosen
                }
                return root.map { root in
                    spans.filter { $0["trace"] as? String == root["trace"] as? String }
                        .compactMap { $0["service"] as? String }.sorted()
                }
            }
            // Request, call and attempt of the user; work, call and attempt of front; back's work,
            // to which an injected error does not come.
            let users = Array(repeating: "load:users", count: 3)
            let front = Array(repeating: "front", count: 3)
            XCTAssertEqual(services("failed"), front + users, engine)
            XCTAssertEqual(services("usual"), ["back"] + front + users, engine)
            let text = String(decoding: try chaos.read("r/traces.json"), as: UTF8.self)
            let starts = text.split(separator: "\"startTimeUnixNano\":\"").dropFirst()
                .compactMap { Double($0.prefix { $0 != "\"" }) }
            let first = try XCTUnwrap(starts.min()) / 1e9
            XCTAssertTrue((began...began + 60).contains(first), "\(first) after \(began)")
            let report = String(decoding: try chaos.read("r/report.md"), as: UTF8.self)
            XCTAssertTrue(report.contains("during error on front -> back"), report)
        }
    }
}

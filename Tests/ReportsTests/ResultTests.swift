import Reports
import XCTest

final class ResultTests: XCTestCase {
    private func result(_ input: ReportInput = SampleShop.input) throws -> OrderedJSON {
        try OrderedJSON(parsing: jsonReport(input))
    }

    func test_everyKeyOfTheSchemaIsThereInOrder() throws {
        let schema = try OrderedJSON(parsing: resultSchema())
        XCTAssertEqual(SchemaValidator.violations(of: try result(), against: schema), [])
        XCTAssertEqual(
            schema["required"]?.elements.compactMap(\.string),
            [
                "schema", "version", "scenario", "verdict", "expected", "reasons", "score",
                "objectives", "phases", "edges", "faults", "mechanisms", "instances", "data",
                "control", "ablation", "advice", "seeds", "comparison", "timeline",
            ])
    }

    func test_everyKeyIsThere_whenNothingIsKnownButTheRun() throws {
        var input = SampleShop.input
        input.control = nil
        input.inputText = ""
        input.digest = ""
        input.scorecard = .init(verdict: .error)
        let schema = try OrderedJSON(parsing: resultSchema())
        let result = try result(input)
        XCTAssertEqual(SchemaValidator.violations(of: result, against: schema), [])
        XCTAssertEqual(result["control"], .null)
        XCTAssertEqual(result["scenario"]?["input"], .null)
        XCTAssertEqual(result["score"]?["mechanisms"]?["breakers"], .null)
    }

    func test_theValidatorFindsWhatIsWrong() throws {
        let schema = try OrderedJSON(parsing: resultSchema())
        let text = jsonReport(SampleShop.input)
        for (good, bad, path) in [
            ("\"verdict\": \"fail\"", "\"verdict\": \"lost\"", "$.verdict"),
            ("\"overall\": 68.4", "\"overall\": 168.4", "$.score.overall"),
            ("\"samples\": 4210", "\"samples\": 4210.5", "$.objectives[0].samples"),
            ("\"schema\":", "\"scheme\":", "$: keys"),
            ("\"undone\": true", "\"undone\": null", "$.faults[0].undone"),
        ] {
            let broken = text.replacing(good, with: bad)
            XCTAssertNotEqual(broken, text, good)
            let found = SchemaValidator.violations(
                of: try OrderedJSON(parsing: broken), against: schema)
            XCTAssertTrue(found.contains { $0.hasPrefix(path) }, "\(good): \(found)")
        }
    }

    func test_countsAddUp_inEveryPhaseOfEveryStreamAndEdge() throws {
        let result = try result()
        func sum(_ value: OrderedJSON, _ keys: [String]) -> Double {
            keys.reduce(0) { $0 + (value[$1]?.number ?? .nan) }
        }
        var seen = 0
        for phase in result["phases"]?.elements ?? [] {
            for stream in phase["streams"]?.fields ?? [] {
                let parts = ["succeeded", "degraded", "failed", "timed_out", "rejected"]
                XCTAssertEqual(stream.value["requests"]?.number, sum(stream.value, parts))
                seen += 1
            }
        }
        for edge in result["edges"]?.elements ?? [] {
            for part in [edge] + (edge["phases"]?.elements ?? []) {
                let calls = ["answered", "fallback", "failed_calls", "rejected"]
                XCTAssertEqual(part["calls"]?.number, sum(part, calls))
                let attempts = [
                    "succeeded", "failed", "refused", "reset", "timed_out", "cancelled",
                ]
                XCTAssertEqual(part["attempts"]?.number, sum(part, attempts))
                seen += 1
            }
        }
        // 5 phases of 2 streams; 5 edges, each whole and in 5 phases.
        XCTAssertEqual(seen, 5 * 2 + 5 * 6)
    }

    func test_figuresAreThoseOfTheLedgers() throws {
        let result = try result()
        // 2 of the sample's streams, phase `baseline`: 20 s without any failure.
        let baseline = result["phases"]?.elements[1]
        XCTAssertEqual(baseline?["name"], .string("baseline"))
        XCTAssertEqual(baseline?["from_s"], .number(10))
        XCTAssertEqual(baseline?["to_s"], .number(30))
        let checkout = baseline?["streams"]?["checkout"]
        XCTAssertEqual(checkout?["availability"], .number(1))
        let requests = try XCTUnwrap(checkout?["requests"]?.number)
        XCTAssertEqual(
            try XCTUnwrap(checkout?["goodput_per_s"]?.number), requests / 20, accuracy: 0.001)
        // About 120 requests a second over 20 s; p99.9 rests on fewer than 10 beyond it.
        XCTAssertEqual(requests, 2400, accuracy: 150)
        XCTAssertEqual(checkout?["latency_ms"]?["p999"], .null)
        XCTAssertEqual(result["scenario"]?["seed"], .number(42))
        XCTAssertEqual(result["scenario"]?["input"]?["title"], .string("Payments slow down"))
        XCTAssertEqual(result["timeline"]?["streams"]?["browse"]?["p99_ms"]?.elements.count, 90)
    }

    func test_namesOfAnyTextStayOneValue() throws {
        var input = SampleShop.input
        input.scenario.title = hostileText
        input.run.faults[0].name = hostileText
        let result = try result(input)
        XCTAssertEqual(result["scenario"]?["title"], .string(hostileText))
        XCTAssertEqual(result["faults"]?.elements[0]["name"], .string(hostileText))
    }
}

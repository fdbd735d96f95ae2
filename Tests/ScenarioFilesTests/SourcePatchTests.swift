import ScenarioFiles
import Scenarios
import XCTest

/// A setting changed where it is written, and nothing else.
final class SourcePatchTests: XCTestCase {
    private let topology = """
        // A comment that stays.
        {
          policies: {
            'careful': {
              timeout: '2s', // how long
              retry: { attempts: 3 },
              adaptive: "vegas",
            },
            none: {},
          },
          services: {
            a: { endpoints: { "GET /": [{ call: "b GET /", policy: "careful" }] } },
            b: { endpoints: { "GET /": [{ work: "1ms" }] } },
          },
        }

        """
    private let scenario = """
        { title: "t", duration: "1s", objectives: [], topology: "t.json5",
          load: { main: { send: "a GET /", rate: 1 } } }
        """

    private func patch(_ assignment: String) throws -> SourcePatch? {
        let files = ["s.json5": scenario, "t.json5": topology]
        let loaded = try readScenario("s.json5") { path in
            files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing)
        }.get()
        return SourcePatch(assignment, places: loaded.scenario.places, files: loaded.files)
    }

    func test_aValueIsReplaced_andTextIsQuoted() throws {
        let patch = try XCTUnwrap(patch("topology.policies.careful.timeout=80ms"))
        XCTAssertEqual(patch.file, "t.json5")
        XCTAssertEqual(patch.text, topology.replacingOccurrences(of: "'2s'", with: "\"80ms\""))
        XCTAssertEqual(
            patch.diff,
            """
            --- t.json5
            +++ t.json5
            @@ -2,7 +2,7 @@
             {
               policies: {
                 'careful': {
            -      timeout: '2s', // how long
            +      timeout: "80ms", // how long
                   retry: { attempts: 3 },
                   adaptive: "vegas",
                 },
            """)
    }

    func test_aMissingKeyBecomesTheFirstOfItsObject() throws {
        let added = try XCTUnwrap(patch("topology.policies.careful.bulkhead={ concurrent: 4 }"))
        XCTAssertTrue(
            added.text.contains(
                "'careful': {\n      bulkhead: { concurrent: 4 },\n      timeout: '2s',"),
            added.text)
        let inLine = try XCTUnwrap(patch("policies.careful.retry.attempts=2"))
        XCTAssertTrue(inLine.text.contains("retry: { attempts: 2 },"), inLine.text)
        let nested = try XCTUnwrap(patch("topology.services.b.autoscale.scaleDown.window=5m"))
        XCTAssertTrue(
            nested.text.contains("b: { autoscale: { scaleDown: { window: \"5m\" } }, endpoints"),
            nested.text)
        let empty = try XCTUnwrap(patch("topology.policies.none.timeout=1s"))
        XCTAssertTrue(empty.text.contains("none: { timeout: \"1s\" },"), empty.text)
    }

    func test_everyPatchedFileReadsAsTheSetting() throws {
        for (path, value) in [
            ("topology.policies.careful.timeout", "80ms"),
            ("topology.policies.none.breaker", "{ openFor: \"5s\" }"),
            ("topology.services.b.backlog", "9"), ("load.main.rate", "7"),
        ] {
            let patch = try XCTUnwrap(patch("\(path)=\(value)"), path)
            let files = ["s.json5": scenario, "t.json5": topology]
                .merging([patch.file: patch.text]) { $1 }
            func read(_ overrides: Overrides, _ files: [String: String]) throws -> String {
                try readScenario("s.json5", overrides: overrides) { name in
                    files[name].map { .success(Array($0.utf8)) } ?? .failure(.missing)
                }.get().input
            }
            let set = try read(
                Overrides(set: ["\(path)=\(value)"]),
                ["s.json5": scenario, "t.json5": topology])
            XCTAssertEqual(
                try sortedJSON(read(Overrides(), files)), try sortedJSON(set), path)
        }
    }

    func test_aWordThatStandsForAnObjectIsLeftAlone() throws {
        XCTAssertNil(try patch("topology.policies.careful.adaptive.max=30"))
    }
}

/// JSON text whatever the order of its keys.
private func sortedJSON(_ text: String) throws -> String {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let data = try JSONSerialization.data(withJSONObject: value, options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
}

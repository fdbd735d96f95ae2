import Console
import Recordings
import ScenarioFiles
import Scenarios
import Simulation
import Timebase
import XCTest

/// What the view shows of a recording that was cut at some second.
final class LiveViewTests: XCTestCase {
    private static let hostile =
        "| `a` \\u001B[31m\\u202E日本 🧨 שלום " + String(repeating: "x", count: 90)

    private func scenario(name: String = "broken") throws -> Scenario {
        let text = """
            { title: "\(name)", why: "a test", duration: "30s", warmup: "0s",
              topology: { services: {
                front: { replicas: 2, endpoints: { "GET /": [{ work: "1ms" },
                  { call: "back GET /", policy: { timeout: "100ms",
                    breaker: { minimumCalls: 5, openFor: "30s" } } }] } },
                back: { endpoints: { "GET /": [{ work: "1ms" }] } } } },
              load: { users: { send: "front GET /", rate: 50, timeout: "1s" } },
              faults: [{ at: "10s", for: "5s", inject: "error", on: "back", name: "\(name)" }],
              objectives: [] }
            """
        return try readScenario("a.json5") { _ in .success(Array(text.utf8)) }.get().scenario
    }

    private func lines(
        of scenario: Scenario, at second: Int64, columns: Int = 79, rows: Int = 23
    ) -> [String] {
        let recording = Simulation.run(scenario, seed: 1).cut(at: .start + .seconds(second))
        let view = LiveView(scenario, columns: columns, rows: rows)
        return view.lines(LiveFigures(recording, of: scenario))
    }

    func test_theFaultAndTheBreakersAreSeen_whileTheyLast() throws {
        let scenario = try scenario()
        let before = lines(of: scenario, at: 6)
        XCTAssertTrue(before[0].hasSuffix("6s of 30s"), before[0])
        XCTAssertTrue(before[2].hasPrefix("no fault now; next in 4s: broken: error on back"))
        XCTAssertTrue(before.contains { $0.hasPrefix("  users") && $0.contains("100 %") })
        let during = lines(of: scenario, at: 13)
        XCTAssertTrue(during[2].hasPrefix("fault now: broken: error on back, 2s left"), during[2])
        // The step before the last whole one is that of 11 s: nothing is answered, and the two
        // instances of `front` have opened their breakers.
        XCTAssertTrue(during.contains { $0.hasPrefix("  users") && $0.contains(" 0 %") })
        let edge = try XCTUnwrap(during.first { $0.hasPrefix("  front -> back") })
        XCTAssertTrue(edge.hasSuffix("2 open"), edge)
        XCTAssertFalse(before.contains { $0.hasSuffix("open") })
        XCTAssertEqual(lines(of: scenario, at: 20)[2], "no fault now")
    }

    func test_whatFallbacksAnsweredHasColumnsOfItsOwn_whereThereIsRoom() throws {
        var scenario = try scenario()
        for place in scenario.topology.policies.indices {
            scenario.topology.policies[place].policy.fallback = .fixed("none")
        }
        // The breakers of both instances are open: a fallback answers all that they reject.
        let during = lines(of: scenario, at: 13)
        let stream = try XCTUnwrap(during.first { $0.hasPrefix("  users") })
        XCTAssertTrue(stream.contains(#/ 0 % +100 %/#), stream)
        let edge = try XCTUnwrap(during.first { $0.hasPrefix("  front -> back") })
        XCTAssertTrue(edge.contains(#/ 0 % +0 % +100 % +2 open/#), edge)
        XCTAssertTrue(during.contains { $0.hasPrefix("edge") && $0.contains("fallback") })
        // Elsewhere what was degraded counts as answered.
        let narrow = lines(of: scenario, at: 13, columns: 60)
        XCTAssertFalse(narrow.contains { $0.contains("degraded") || $0.contains("fallback") })
        XCTAssertTrue(narrow.contains { $0.contains(#/  users .* 100 %/#) }, "\(narrow)")
    }

    func test_columnsStayTogether_onAWideTerminal() throws {
        let lines = lines(of: try scenario(), at: 13, columns: 199)
        XCTAssertEqual(lines.map(DisplayWidth.of).max(), 110)
    }

    func test_noLineIsTooWide_whateverNamesHold() throws {
        let scenario = try scenario(name: Self.hostile)
        for columns in [40, 59, 79, 200] {
            for rows in [5, 12, 23, 60] {
                let lines = lines(of: scenario, at: 13, columns: columns, rows: rows)
                XCTAssertLessThanOrEqual(lines.count, rows)
                for line in lines {
                    XCTAssertLessThanOrEqual(DisplayWidth.of(line), columns, line)
                    XCTAssertFalse(
                        line.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
                }
            }
        }
    }

    func test_plainLinesComeEveryTenSeconds_andWhenAFaultBeginsOrEnds() throws {
        let scenario = try scenario()
        let recording = Simulation.run(scenario, seed: 1)
        var plain = LivePlainLines()
        let told = (1...29).compactMap { second in
            plain.next(LiveFigures(recording.cut(at: .start + .seconds(second)), of: scenario))
        }
        // At 10 s it begins, at 15 s it has ended; ten seconds after that nothing else was said.
        XCTAssertEqual(
            told.map { $0.prefix { $0 != ";" } },
            [
                "10s of 30s: fault broken: error on back", "15s of 30s: no fault",
                "25s of 30s: no fault",
            ])
        XCTAssertTrue(told[0].contains(#/; users [0-9.]+/s, 100 % answered$/#), told[0])
    }
}

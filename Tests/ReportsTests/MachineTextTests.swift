import Chance
import Foundation
import Recordings
import Reports
import Scoring
import Timebase
import XCTest

/// Text for programs, by hand-worked lines.
final class MachineTextTests: XCTestCase {
    func test_metricsAreInBaseUnits_andLabelsEscaped() {
        var input = SampleShop.input
        input.file = "a\\b \"c\"\nd\u{1B}.json5"
        let text = prometheusReport(input)
        let scenario = "scenario=\"a\\\\b \\\"c\\\"\\nd\\\\u{1b}.json5\""
        // Seen: 49.2 ms.
        XCTAssertTrue(
            text.contains(
                "chaos_objective_observed{\(scenario),objective=\"browse-fast\","
                    + "expect=\"latency.p99\",of=\"browse\",during=\"faults\",severity=\"gate\"}"
                    + " 0.0492\n"), text)
        XCTAssertTrue(text.contains("chaos_run_verdict{\(scenario),verdict=\"fail\"} 1\n"), text)
        XCTAssertTrue(text.contains("chaos_damage_avoided_ratio{\(scenario)} 0.81\n"), text)
        XCTAssertTrue(text.hasSuffix("\n# EOF\n"))
        let undecided = text.split(separator: "\n").filter {
            $0.hasPrefix("chaos_objective_held") && $0.contains("back-soon")
        }
        XCTAssertEqual(undecided, [], "what is undecided has no value")
    }

    func test_annotationsAreEscapedAsTheRunnerReadsThem() {
        var input = SampleShop.input
        input.scenario.objectives[0].id = "a,b:c%\n::d"
        input.scenario.places["objectives[0]"] = .init(file: "x,y.json5", line: 7, column: 3)
        let lines = annotations(input, folder: "sub/")
        XCTAssertEqual(lines.count, 2, "\(lines)")
        XCTAssertTrue(
            lines[0].hasPrefix(
                "::error file=sub/x%2Cy.json5,line=7,col=3,title=chaos%3A a%2Cb%3Ac%25 %3A%3Ad::"
                    + "availability of checkout during faults was 71.5 %25, wanted"), lines[0])
        XCTAssertFalse(lines.contains { $0.contains("\n") })
    }

    /// One request: a call with an attempt that timed out after 300 ms, on which a fault lay.
    func test_aTraceIsWrittenAsItsSpans() throws {
        var input = SampleShop.input
        let at = Instant.start + .seconds(31)
        let end = at + .milliseconds(300)
        let (request, call, attempt) = (Key(bits: 0xA0), Key(bits: 0xB0), Key(bits: 0xC0))
        input.run.traces = TraceSample(traces: [
            Trace(
                key: request, stream: 0, chosen: .failed, outcome: .timedOut, due: at, ended: end,
                spans: [
                    .init(
                        kind: .call, key: call, parent: -1, edge: 3, instance: 0, from: at, to: end,
                        ending: .failed),
                    .init(
                        kind: .attempt, key: attempt, parent: 0, edge: 3, instance: 1, from: at,
                        to: end, ending: .timedOut, fault: 0, workFrom: at),
                ])
        ])
        let text = otlpReport(input)
        let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let resources = try XCTUnwrap(root?["resourceSpans"] as? [[String: Any]])
        XCTAssertEqual(resources.count, 2, "the users of checkout, and gateway")
        let spans = resources.flatMap { resource in
            (resource["scopeSpans"] as? [[String: Any]] ?? []).flatMap {
                $0["spans"] as? [[String: Any]] ?? []
            }
        }
        XCTAssertEqual(spans.map { $0["kind"] as? Int }, [3, 3, 3, 2])
        // 2000-01-01 and 31 s.
        XCTAssertEqual(spans[0]["startTimeUnixNano"] as? String, "946684831000000000")
        XCTAssertEqual(spans[0]["endTimeUnixNano"] as? String, "946684831300000000")
        // What a live run sends in traceparent: the attempt's own key, which is never zero.
        XCTAssertEqual(spans[2]["spanId"] as? String, "00000000000000c1")
        XCTAssertEqual(spans[3]["parentSpanId"] as? String, "00000000000000c1")
        XCTAssertEqual((spans[0]["traceId"] as? String)?.hasSuffix("00000000000000c0"), true)
        XCTAssertNil(spans[0]["parentSpanId"])
        XCTAssertEqual(spans[1]["parentSpanId"] as? String, spans[0]["spanId"] as? String)
        XCTAssertTrue(
            text.contains("{\"key\":\"chaos.fault\",\"value\":{\"stringValue\":\"slow\"}}"))
    }
}

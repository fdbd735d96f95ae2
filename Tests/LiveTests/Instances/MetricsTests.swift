import Live
import XCTest

/// `/metrics`, read by Prometheus' text format, version 0.0.4, as its documentation has it.
final class MetricsTests: XCTestCase {
    private struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    /// Every line is `# HELP`, `# TYPE` or a sample of the family that `# TYPE` began.
    private func samples(_ text: String) throws -> [Sample] {
        XCTAssertTrue(text.hasSuffix("\n"))
        var family: Substring?
        var seen: Set<Substring> = []
        var samples: [Sample] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# TYPE ") {
                family = words[2]
                XCTAssertTrue(seen.insert(words[2]).inserted, "\(line) twice")
                XCTAssertTrue(["counter", "gauge"].contains(words[3]), "\(line)")
            } else if !line.hasPrefix("# HELP ") {
                samples.append(try sample(line))
                XCTAssertEqual(samples.last?.name, family.map(String.init))
            }
        }
        return samples
    }

    private func sample(_ line: Substring) throws -> Sample {
        let line = Array(line)
        let open = try XCTUnwrap(line.firstIndex(of: "{"))
        var labels: [String: String] = [:]
        var at = open + 1
        while line[at] != "}" {
            let equals = try XCTUnwrap(line[at...].firstIndex(of: "="))
            let name = String(line[at..<equals])
            XCTAssertNotNil(name.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/), name)
            XCTAssertEqual(line[equals + 1], "\"")
            var value = ""
            at = equals + 2
            while line[at] != "\"" {
                if line[at] == "\\" {
                    at += 1
                    value.append(line[at] == "n" ? "\n" : line[at])
                } else {
                    value.append(line[at])
                }
                at += 1
            }
            labels[name] = value
            at += 1
            if line[at] == "," { at += 1 }
        }
        XCTAssertEqual(line[at + 1], " ")
        let value = try XCTUnwrap(Double(String(line[(at + 2)...])))
        return Sample(name: String(line[..<open]), labels: labels, value: value)
    }

    func test_anInstanceCountsItsOwnRequests() throws {
        try Shop.with { shop in
            let client = try TestClient(shop.ports[0])
            for _ in 0..<3 { _ = try client.ask("GET /through") }
            _ = try client.ask("GET /nothing")
            let back = try TestClient(shop.ports[1])
            _ = try back.ask("GET /broken")
            let answer = try back.ask("GET /metrics")
            let type = answer.fields["content-type"]
            XCTAssertEqual(type, "text/plain; version=0.0.4; charset=utf-8")
            let all = try samples(answer.body)
            let own = ["service": "back \"1\"\\", "instance": "0"]
            func expect(_ name: String, _ more: [String: String], _ value: Double) {
                let labels = own.merging(more) { $1 }
                let sample = Sample(name: name, labels: labels, value: value)
                XCTAssertTrue(all.contains(sample), "\(sample) is not in\n\(answer.body)")
            }
            expect("chaos_requests_received_total", [:], 4)
            expect("chaos_requests_total", ["code": "200"], 3)
            expect("chaos_requests_total", ["code": "500"], 1)
            expect("chaos_requests_held", [:], 0)
            expect("chaos_connections", [:], 2)  // The front's, and ours.
            expect("chaos_accept_shortages_total", [:], 0)
            XCTAssertEqual(all.count, 6)
        }
    }

    func test_aRequestUnderWayIsHeld() throws {
        try Shop.with(Shop.topology(work: .seconds(5))) { shop in
            let worker = try TestClient(shop.ports[1])
            try worker.send("GET /work HTTP/1.1\r\nhost: x\r\n\r\n")
            try waitUntil("the request is held") { try shop.held(by: Shop.back) == 1 }
            let body = try TestClient(shop.ports[1]).ask("GET /metrics").body
            let held = try samples(body).first { $0.name == "chaos_requests_held" }
            XCTAssertEqual(held?.value, 1)
        }
    }

    /// A backslash, a quote and a line feed are the three that a label's value escapes.
    func test_labelsAndHelpAreEscaped() {
        var metrics = MetricsText(labels: [("a", "1\\2\"3\n4")])
        metrics.begin("m", .gauge, "one\ntwo\\three")
        metrics.sample(-5, [("b", "c")])
        XCTAssertEqual(
            metrics.text,
            """
            # HELP m one\\ntwo\\\\three
            # TYPE m gauge
            m{a="1\\\\2\\"3\\n4",b="c"} -5

            """)
    }
}

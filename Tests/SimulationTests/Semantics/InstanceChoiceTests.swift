import Recordings
import XCTest

/// Weights, slow start and zones, counted by faults that change nothing.
final class InstanceChoiceTests: XCTestCase {
    /// Requests that came to each instance of `api` from `at` to the end.
    private func calls(
        _ balance: String, replicas: Int, rate: Int, service: String = "", at: String = "0s",
        others: String = "", duration: String = "10s"
    ) throws -> [Int] {
        let counters = (0..<replicas).map {
            #"{ at: "\#(at)", inject: "latency", delay: "0s", on: "api#\#($0)" }"#
        }
        let trial = try Trial(
            services: """
                api: { replicas: \(replicas), \(service) endpoints: { "GET /": [] } }
                """,
            load: """
                main: { send: "api GET /", rate: \(rate), arrivals: "constant",
                  policy: { balance: \(balance) } }
                """,
            faults: (counters + [others]).joined(separator: ", "), duration: duration)
        return trial.recording.faults.filter { $0.inject == "latency" }.map(\.requests)
    }

    func test_instancesGetTheirWeights() throws {
        // 80/s over 10 s on weights 5, 2, 1.
        XCTAssertEqual(
            try calls("{ weights: [5, 2, 1] }", replicas: 3, rate: 80), [500, 200, 100])
        // The list begins anew: 3, 1, 3, 1.
        XCTAssertEqual(
            try calls("{ weights: [3, 1] }", replicas: 4, rate: 80), [300, 100, 300, 100])
        let random = try calls(#"{ by: "random", weights: [3, 1] }"#, replicas: 2, rate: 800)
        XCTAssertEqual(Double(random[0]), 6000, accuracy: 116)  // 3 · √(8000 · 3/16)
    }

    func test_instanceThatComesBackGrowsIntoItsShare() throws {
        // Down from 2 s until a probe after 4.9 s; then f = age/10 s from 10 % on. In the first
        // second after 6 s its share is below 2/12, where it would be a half.
        let health = #"health: { every: "500ms", timeout: "100ms", down: 1 },"#
        let kill = #"{ at: "2s", for: "2.9s", inject: "kill", on: "api#1" }"#
        let slow = try calls(
            #"{ slowStart: { window: "10s" } }"#, replicas: 2, rate: 200, service: health,
            at: "5s", others: kill, duration: "6s")
        let even = try calls(
            #""round-robin""#, replicas: 2, rate: 200, service: health, at: "5s", others: kill,
            duration: "6s")
        XCTAssertLessThan(slow[1], 30)
        XCTAssertGreaterThan(slow[1], 5)
        XCTAssertGreaterThan(even[1], 50)
    }

    func test_callsStayInTheirZone_asFarAsItHasInstances() throws {
        func crossing(_ zones: String, _ balance: String) throws -> (Int, Int) {
            let trial = try Trial(
                services: """
                    web: { replicas: 4, endpoints: { "GET /": [
                      { call: "api GET /", policy: { balance: \(balance) } }] } },
                    api: { replicas: 6, zones: \(zones), endpoints: { "GET /": [] } }
                    """, rest: #"zones: ["a", "b"],"#,
                load: #"main: { send: "web GET /", rate: 100, arrivals: "constant" }"#,
                faults: """
                    { at: "0s", inject: "latency", delay: "0s", on: "zone:a -> zone:b" },
                    { at: "0s", inject: "latency", delay: "0s", on: "zone:b -> zone:a" }
                    """, duration: "40s")
            return (trial.recording.faults[0].requests, trial.recording.faults[1].requests)
        }
        // In turn on both zones half of the 2,000 calls of each zone leave it.
        let even = try crossing(#""spread""#, #""round-robin""#)
        XCTAssertEqual(Double(even.0 + even.1), 2000, accuracy: 10)
        let near = try crossing(#""spread""#, #""zone-aware""#)
        XCTAssertEqual(near.0 + near.1, 0)
        // Two of six in a: 3333/5000 = 66.66 % of a's stay, all of b's. 2000/3 ± 3 · √(2000 · 2/9).
        let some = try crossing(#"["a", "b", "b"]"#, #""zone-aware""#)
        XCTAssertEqual(Double(some.0), 667, accuracy: 64)
        XCTAssertEqual(some.1, 0)
        let direct = try crossing(
            #"["a", "b", "b"]"#, #"{ by: "two-choices", zoneAware: { direct: true } }"#)
        XCTAssertEqual(direct.0 + direct.1, 0)
    }
}

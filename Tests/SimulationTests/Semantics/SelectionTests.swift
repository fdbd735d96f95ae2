import Recordings
import XCTest

/// Which requests a fault touches: `chance`, `first`, `nth`, `match` and `every`.
final class SelectionTests: XCTestCase {
    private func trial(
        _ selection: String, rate: Int = 10, duration: String = "2s"
    ) throws -> Trial {
        try Trial(
            services: #"api: { endpoints: { "GET /": [], "POST /": [] } }"#,
            load: """
                main: { send: "api GET /", rate: \(rate), arrivals: "constant" },
                other: { send: "api POST /", rate: \(rate), arrivals: "constant" }
                """,
            faults: #"{ at: "0s", inject: "error", on: "api", \#(selection) }"#,
            duration: duration)
    }

    private func failed(_ trial: Trial) -> [Int] {
        [trial.stream("main").tally[.failed], trial.stream("other").tally[.failed]]
    }

    func test_chanceIsAShareOfTheRequests() throws {
        let trial = try trial("chance: 0.3", rate: 1000, duration: "10s")
        // 10,000 each: 3,000 ± 3 · √(10000 · 0.21) = 137.
        for count in failed(trial) { XCTAssertEqual(Double(count), 3000, accuracy: 137) }
        XCTAssertEqual(trial.recording.faults[0].requests, failed(trial).reduce(0, +))
    }

    func test_firstCountsOverAllEdges_thatTheFaultIsOn() throws {
        // Requests of both streams alternate, so each has two of the first four.
        XCTAssertEqual(failed(try trial("first: 4")), [2, 2])
        XCTAssertEqual(failed(try trial(#"first: 4, match: "POST /""#)), [0, 4])
    }

    func test_nthCountsOverAllEdges() throws {
        // Of 40 requests the 4th, 8th, … are the other stream's; every third is 13 in all.
        XCTAssertEqual(failed(try trial("nth: 4")), [0, 10])
        XCTAssertEqual(failed(try trial("nth: 3")).reduce(0, +), 13)
    }

    func test_matchIsAboutTheEndpoint() throws {
        XCTAssertEqual(failed(try trial(#"match: "GET /""#)), [20, 0])
    }

    func test_everyBeginsAnew_inEachPeriod() throws {
        let trial = try trial(
            #"for: "1s", every: "3s", first: 3, match: "GET /""#, duration: "10s")
        // Windows from 0, 3, 6 and 9 s, three in each; the last is cut short by the run's end.
        XCTAssertEqual(failed(trial), [12, 0])
        let fault = trial.recording.faults[0]
        XCTAssertEqual(fault.spans.map(\.from.seconds), [0, 3, 6, 9])
        XCTAssertEqual(fault.spans.map(\.to.seconds), [1, 4, 7, 10])
        XCTAssertEqual(trial.seconds { $0 == .faultBegan(0) }, [0, 3, 6, 9])
        XCTAssertEqual(trial.seconds { $0 == .faultEnded(0) }, [1, 4, 7, 10])
    }

    func test_shareOfInstances_isRoundedUpAndDrawnBySeed() throws {
        func dead(_ target: String, seed: UInt64) throws -> [Int] {
            try Trial(
                services: #"api: { replicas: 5, endpoints: { "GET /": [] } }"#,
                load: #"main: { send: "api GET /", rate: 10 }"#,
                faults: #"{ at: "1s", inject: "kill", on: "\#(target)" }"#, duration: "2s",
                seed: seed
            ).ledger(of: "api").deaths.map(\.instance)
        }
        XCTAssertEqual(try dead("api[50%]", seed: 1).count, 3)
        XCTAssertEqual(try dead("api[20%]", seed: 1).count, 1)
        XCTAssertEqual(try dead("api[2]", seed: 1).count, 2)
        XCTAssertEqual(try dead("api[9]", seed: 1), [0, 1, 2, 3, 4])
        XCTAssertEqual(try dead("api#3", seed: 1), [3])
        let drawn = try (1...40).map { try dead("api[1]", seed: $0)[0] }
        XCTAssertEqual(Set(drawn), [0, 1, 2, 3, 4])
        XCTAssertEqual(try dead("api[1]", seed: 7), try dead("api[1]", seed: 7))
    }
}

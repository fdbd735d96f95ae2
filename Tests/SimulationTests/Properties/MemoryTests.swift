import Simulation
import Timebase
import XCTest

/// Memory follows what is in flight, never how long a run is.
final class MemoryTests: XCTestCase {
    private func occupancy(duration: String) throws -> Occupancy {
        let text = """
            { title: "hours", objectives: [], duration: "\(duration)",
              topology: {
                policies: { careful: { timeout: "100ms", bulkhead: { concurrent: 200 },
                  breaker: { window: { time: "10s" } },
                  retry: { backoff: { base: "10ms", jitter: "full" }, budget: "10%" } } },
                services: {
                  api: { endpoints: { "GET /": [
                    { work: { mean: "2ms" } }, { call: "db GET /", policy: "careful" } ] } },
                  db: { replicas: 2, health: { every: "1s" }, restart: { max: "1s", backoff: "1s" },
                    endpoints: { "GET /": [
                    { work: { median: "4ms", p99: "60ms" } }, { respond: 500, chance: 0.01 } ] } },
                } },
              load: { main: { send: "api GET /", rate: 1000, timeout: "1s" } },
              monkey: { on: ["db"], meanBetween: "20s", inject: [{ kill: {} },
                { pause: { for: "200ms" } }, { latency: { delay: "50ms", for: "1s" } }] } }
            """
        return try XCTUnwrap(
            Simulation.occupancy(of: Trial.read(text), seed: 1, within: .max))
    }

    func test_anHourTakesNoMoreRoom_thanTwoMinutes() throws {
        let short = try occupancy(duration: "2m")
        let long = try occupancy(duration: "1h")
        XCTAssertGreaterThan(long.events, 25 * short.events)
        // The most at once among thirty times as many moments is a little more, no multiple.
        for (most, before) in zip(long.most, short.most) {
            XCTAssertLessThan(most, 3 * before, "\(long.most), after two minutes \(short.most)")
            XCTAssertLessThan(most, 2000)
        }
        XCTAssertLessThanOrEqual(long.pending, 2 * short.pending)
        XCTAssertLessThanOrEqual(long.timers, 2 * short.timers)
        XCTAssertEqual(long.live, [0, 0, 0, 0])
    }

    func test_aHugeBacklogIsKept_andLostWithItsInstance() throws {
        let trial = try Trial(
            services: """
                api: { concurrency: 1, backlog: "unlimited",
                  endpoints: { "GET /": [{ work: "1h" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 50000, arrivals: "constant" }"#,
            faults: #"{ at: "2s", inject: "kill", on: "api" }"#, duration: "2.1s")
        XCTAssertEqual(trial.service("api")[.lost], 100_000)
        XCTAssertEqual(trial.edge("load:main -> api").tally[.reset], 100_000)
        XCTAssertEqual(trial.edge("load:main -> api").tally[.refused], 5000)
    }

    func test_aMillionStrandsEndAtOnce_whenOneFails() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [ { all: [
                  [{ repeat: 1000, parallel: true, do: [
                    { repeat: 1000, parallel: true, do: [{ work: "1s" }] } ] }],
                  [{ work: "0s" }, { call: "db GET /" }] ] } ] } },
                db: { endpoints: { "GET /": [{ respond: 500 }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#, duration: "1s")
        XCTAssertEqual(trial.edge("load:main -> api").latency.max, .zero)
        XCTAssertEqual(trial.service("api")[.workTime], 0)
    }
}

import Recordings
import Timebase
import XCTest

/// Each kind of autoscaler on a running service, worked out by hand.
final class AutoscaleKindsTests: XCTestCase {
    /// `[when, from, to]` of every decision.
    private func scalings(_ trial: Trial) -> [[Double]] {
        trial.recording.events.compactMap {
            guard case .scaled(0, let from, let to) = $0.what else { return nil }
            return [$0.at.seconds, Double(from), Double(to)]
        }
    }

    private func trial(
        _ autoscale: String, rate: String, replicas: Int = 1, faults: String = "",
        duration: String
    ) throws -> Trial {
        try Trial(
            services: """
                api: { replicas: \(replicas), endpoints: { "GET /": [{ work: "1ms" }] },
                  autoscale: { \(autoscale) } }
                """,
            load: #"main: { send: "api GET /", rate: \#(rate), arrivals: "constant" }"#,
            faults: faults, duration: duration)
    }

    func test_theDefaultsOfHPATakeNinetySecondsFrom1To100() throws {
        // 1,000/s at 10/s an instance: 100 are wanted from the first look on. Each 15 s the larger
        // of double and four more: 1, 5, 10, 20, 40, 80, 100.
        let trial = try trial(
            "max: 100, target: { rate: 10 }", rate: "1000", duration: "120s")
        XCTAssertEqual(
            scalings(trial),
            [
                [15, 1, 5], [30, 5, 10], [45, 10, 20], [60, 20, 40], [75, 40, 80], [90, 80, 100],
            ])
    }

    func test_slowStartersAreNotTakenForLoad() throws {
        // 100/s at 10/s an instance are 10, whenever those that start come up: one that has been
        // up for a second of fifteen had a fifteenth of the traffic of its kind, and the sum over
        // all is what came.
        for (kind, startup, steps) in [
            ("hpa", "14s", [[15.0, 1, 5], [30, 5, 10]]),
            ("hpa", "29s", [[15.0, 1, 5], [30, 5, 10]]),
            ("keda", "29s", [[15.0, 1, 5], [30, 5, 10]]),
        ] {
            let trial = try trial(
                "kind: \"\(kind)\", max: 50, target: { rate: 10 }, startup: \"\(startup)\"",
                rate: "100", duration: "200s")
            XCTAssertEqual(scalings(trial), steps, "\(kind), \(startup)")
        }
    }

    func test_aMetricThatIsGoneForbidsShrinking_andAllOfThemEverything() throws {
        // 25/s at 10/s: 3. From 30 s on 5/s would need 1, from 50 s on 45/s need 5. The rate is
        // gone from 25 to 75 s; at 80 s the look finds 45/s.
        let rate = #"{ steps: [["0s", 25], ["30s", 5], ["50s", 45]] }"#
        let both = """
            max: 10, every: "10s", metrics: [{ rate: 10 }, { inFlight: 100 }],
              scaleDown: { window: "0s" }
            """
        let stuck = { (metrics: String) in
            #"{ at: "25s", for: "50s", inject: "autoscaler-stuck", on: "api"\#(metrics) }"#
        }
        XCTAssertEqual(
            scalings(try trial(both, rate: rate, duration: "90s")),
            [[10, 1, 3], [40, 3, 1], [60, 1, 5]])
        for metrics in ["", #", metrics: ["rate"]"#] {
            let trial = try trial(both, rate: rate, faults: stuck(metrics), duration: "90s")
            XCTAssertEqual(scalings(trial), [[10, 1, 3], [80, 3, 5]])
            // Five looks in vain, at 30 to 70 s.
            XCTAssertEqual(trial.recording.faults.map(\.requests), [5])
        }
    }

    func test_kedaGoesToZeroAndComesBack() throws {
        // 20/s until 20 s, nobody until 100 s, then 20/s. Polls at 10, 20, … s; 30 s of cooldown:
        // last active at 20 s, so not at 50 s but at 60 s it goes to 0. At 110 s it finds the 200
        // requests that were refused meanwhile, and starts one, which serves at once; at 120 s
        // 200 in 10 s are twice the target: ⌈20 ÷ 10⌉ = 2.
        let trial = try trial(
            """
            kind: "keda", min: 0, max: 10, target: { rate: 10 }, every: "10s",
              pollingInterval: "10s", cooldownPeriod: "30s", scaleDown: { window: "0s" }
            """, rate: #"{ steps: [["0s", 20], ["20s", 0], ["100s", 20]] }"#, replicas: 2,
            duration: "130s")
        XCTAssertEqual(
            scalings(trial), [[30, 2, 1], [60, 1, 0], [110, 0, 1], [120, 1, 2]])
        XCTAssertEqual(SimulationTests.counts(trial.stream().tally)[.failed], 200)
    }

    func test_kedaFallsBackWhileItsMetricIsGone() throws {
        // Polls at 10, 20, … s; more than 2 failed ones in a row, those at 20, 30 and 40 s.
        let trial = try trial(
            """
            kind: "keda", min: 1, max: 10, target: { rate: 10 }, every: "10s",
              pollingInterval: "10s", fallback: { failureThreshold: 2, replicas: 6 }
            """, rate: "20", replicas: 2,
            faults: #"{ at: "15s", for: "40s", inject: "autoscaler-stuck", on: "api" }"#,
            duration: "60s")
        XCTAssertEqual(scalings(trial), [[40, 2, 6]])
    }

    func test_targetTrackingGoesOutAfterThreeDataPoints_withoutWhatWarmsUp() throws {
        // 30/s at 10/s: above the target at 10, 20 and 30 s: 3. The two new ones warm up for 20 s:
        // they take two thirds of the load, but at 40 s the one that counts sees the mean of all,
        // (30 · 10) ÷ 30 s of instances = 10/s, no longer above.
        let trial = try trial(
            """
            kind: "target-tracking", max: 10, target: { rate: 10 }, every: "10s", warmup: "20s",
              scaleInAfter: 4
            """, rate: #"{ steps: [["0s", 30], ["60s", 5]] }"#, duration: "130s")
        // From 60 s on 5 ÷ 3 is below nine tenths of the target: at 70 to 100 s four times.
        XCTAssertEqual(scalings(trial), [[30, 1, 3], [100, 3, 1]])
    }

    func test_forecastStartsInstancesBeforeTheyAreNeeded() throws {
        // The load grows by 1/s each second from 10/s on; an instance takes 20 s to start.
        let ramp = #"{ from: 10, to: 110, over: "100s" }"#
        let base = #"max: 20, target: { rate: 10 }, every: "5s", startup: "20s""#
        let reactive = try trial(base, rate: ramp, replicas: 2, duration: "100s")
        let ahead = try trial(
            base + #", forecast: { window: "30s" }"#, rate: ramp, replicas: 2, duration: "100s")
        // At 60 s 70/s come and seven are needed.
        func ready(_ trial: Trial) -> Int {
            trial.ledger(of: "api").instances.last { $0.at.seconds <= 60 }!.ready
        }
        // What serves at 60 s was decided at 40 s: then 50/s came, and the mean of the last 5 s
        // was 47.5: ⌈4.75⌉ = 5. The line, through that at 37.5 s, says 70/s for 60 s.
        XCTAssertEqual(ready(reactive), 5)
        XCTAssertEqual(ready(ahead), 7)
    }
}

import Recordings
import Timebase
import XCTest

/// The autoscaler's arithmetic on a running service, worked out by hand.
final class AutoscaleTests: XCTestCase {
    /// Looks every 10 s for 10 requests/s an instance; 25/s come, each in 1 ms.
    private func trial(_ scaleDown: String, faults: String = "", rest: String = "") throws -> Trial
    {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ work: "1ms" }] },
                  autoscale: { min: 1, max: 10, target: { rate: 10 }, every: "10s",
                    startup: "5s", scaleDown: { window: "\(scaleDown)" } } }
                """, rest: rest,
            load: """
                main: { send: "api GET /", rate: { steps: [["0s", 25], ["25s", 15]] },
                  arrivals: "constant" }
                """, faults: faults, duration: "50s")
    }

    private func counts(_ trial: Trial) -> [[Double]] {
        trial.ledger(of: "api").instances.map {
            [$0.at.seconds, Double($0.ready), Double($0.started)]
        }
    }

    func test_decisionsFollowWhatCame_sharedAmongTheInstances() throws {
        let trial = try trial("0s")
        // 10 s: 25/s on 1 instance, ⌈2.5⌉ = 3; the two new ones serve from 15 s on.
        // 20 s: 250 requests in 10 s are 25/s, however long each instance was up: ⌈2.5⌉ = 3.
        // 30 s: 5 · 25 + 5 · 15 = 200, 20/s: 2, the newest drains. 40 s: 15/s, ⌈1.5⌉ = 2.
        XCTAssertEqual(
            trial.recording.events.compactMap {
                if case .scaled(0, let from, let to) = $0.what {
                    return [$0.at.seconds, Double(from), Double(to)]
                }
                return nil
            }, [[10, 1, 3], [30, 3, 2]])
        XCTAssertEqual(trial.seconds { $0 == .instanceDrained(0, instance: 2) }, [30])
        // A drained instance stops once it is idle and its callers have heard of it, after 1 s.
        XCTAssertEqual(
            counts(trial),
            [[0, 1, 1], [10, 1, 3], [15, 3, 3], [30, 2, 3], [31, 2, 2]])
        // 25 · 25 + 25 · 15.
        XCTAssertEqual(trial.stream().tally[.succeeded], 1000)
    }

    func test_scaleInWaits_forItsWindow() throws {
        // The highest recommendation of 300 s, 3, stands.
        XCTAssertEqual(counts(try trial("300s")).last, [15, 3, 3])
    }

    func test_scaledInInstanceFinishesWhatItHolds() throws {
        // Two waves of work; on scale-in the newest is in the middle of a request of 8 s.
        let trial = try Trial(
            services: """
                api: { replicas: 2, concurrency: 4, endpoints: { "GET /": [{ work: "8s" }] },
                  autoscale: { min: 1, max: 2, target: { inFlight: 4 }, every: "5s",
                    scaleDown: { window: "0s" } } }
                """,
            load:
                #"main: { send: "api GET /", arrivals: "constant", "#
                + #"rate: { steps: [["0s", 0.5], ["4s", 0.01]] } }"#,
            duration: "20s")
        // Sent at 1 and 3 s, one to each; at 5 s (4 + 2)/5 s/2 = 0.6 are in flight: ⌈0.15 · 2⌉ = 1.
        XCTAssertEqual(trial.seconds { $0 == .instanceDrained(0, instance: 1) }, [5])
        XCTAssertEqual(SimulationTests.counts(trial.stream().tally)[.succeeded], 2)
        let last = counts(trial).last!
        XCTAssertTrue(last == [9, 1, 1] || last == [11, 1, 1], "\(last)")
    }

    func test_killedInstancesCountAsCurrent_andRestartReplacesThem() throws {
        let trial = try Trial(
            services: """
                api: { replicas: 4, restart: { after: "12s" }, endpoints: { "GET /": [] },
                  autoscale: { min: 4, max: 8, target: { rate: 10 }, every: "10s" } }
                """,
            load: #"main: { send: "api GET /", rate: 36, arrivals: "constant" }"#,
            faults: #"{ at: "11s", inject: "kill", on: "api[2]" }"#, duration: "40s")
        // At 20 s four are current, two of them dead: 360 over 4 + 2 · 9 = 22 is 16.4/s, over all
        // four 1.64 · 2/4 = 0.82 < 1: nothing is done.
        XCTAssertEqual(trial.ledger(of: "api").instances.map(\.ready), [4, 2, 4])
        XCTAssertEqual(trial.ledger(of: "api").deaths.map { $0.servingAgain?.seconds }, [23, 23])
    }

    func test_instanceLaunchedIntoADeadZone_waitsForItsEnd() throws {
        let trial = try Trial(
            services: """
                api: { zones: ["a", "b"], endpoints: { "GET /": [{ work: "1ms" }] },
                  autoscale: { min: 1, max: 10, target: { rate: 10 }, every: "10s" } }
                """, rest: #"zones: ["a", "b"],"#,
            load: #"main: { send: "api GET /", rate: 25, arrivals: "constant" }"#,
            faults: """
                { at: "1s", for: "1s", every: "8s", inject: "zone-outage", on: "zone:b" }
                """, duration: "40s")
        // At 10 s instances 1 (zone b) and 2 (zone a) are launched; the second outage lasts from 9
        // to 10 s, the next ones from 17, 25 and 33 s. The one at 17 s kills instance 1.
        XCTAssertEqual(
            trial.seconds { $0 == .instanceServing(0, instance: 1) }.prefix(2), [10, 18])
        let during = try Trial(
            services: """
                api: { zones: ["a", "b"], endpoints: { "GET /": [{ work: "1ms" }] },
                  autoscale: { min: 1, max: 10, target: { rate: 10 }, every: "10s" } }
                """, rest: #"zones: ["a", "b"],"#,
            load: #"main: { send: "api GET /", rate: 25, arrivals: "constant" }"#,
            faults: #"{ at: "9s", for: "4s", inject: "zone-outage", on: "zone:b" }"#,
            duration: "15s")
        XCTAssertEqual(during.seconds { $0 == .instanceServing(0, instance: 1) }, [13])
        XCTAssertEqual(during.seconds { $0 == .instanceServing(0, instance: 2) }, [10])
    }
}

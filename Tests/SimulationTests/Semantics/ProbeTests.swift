import Recordings
import Timebase
import XCTest

/// The platform's probes on running instances, worked out by hand.
final class ProbeTests: XCTestCase {
    private func trial(
        _ probes: String, endpoints: String = #""GET /": [{ work: "1ms" }]"#,
        others: String = "", settings: String = #"restart: { after: "1s", startup: "6s" },"#,
        load: String = #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
        faults: String = "", duration: String = "60s"
    ) throws -> Trial {
        try Trial(
            services: "api: { \(settings) \(probes) endpoints: { \(endpoints) } }, \(others)",
            load: load, faults: faults, duration: duration)
    }

    private func condemned(_ trial: Trial) -> [Double] {
        trial.seconds {
            if case .instanceCondemned(0, _) = $0 { true } else { false }
        }
    }

    func test_livenessKillsWhatStartsTooSlowly_andTheBackOffGrows() throws {
        // Killed at 10 s, it starts at 11 s and would serve at 17 s; asked at 11, 13 and 15 s it
        // fails for the third time at 15 s. Then it waits 10 s, starts at 25 s, and dies at 29 s;
        // 20 s later at 49 s, and dies at 53 s.
        let trial = try trial(
            #"livenessProbe: { period: "2s" },"#,
            faults: #"{ at: "10s", inject: "kill", on: "api" }"#)
        XCTAssertEqual(condemned(trial), [15, 29, 53])
        XCTAssertEqual(trial.ledger(of: "api").deaths.count, 4)
    }

    func test_startupProbeGivesTheTimeThatLivenessDoesNot() throws {
        let trial = try trial(
            """
            livenessProbe: { period: "2s" }, startupProbe: { period: "2s", failureThreshold: 5 },
            """, faults: #"{ at: "10s", inject: "kill", on: "api" }"#)
        XCTAssertEqual(condemned(trial), [])
        // Asked at 11, 13, 15 s in vain; it listens at 17 s and is asked at that instant, after it.
        XCTAssertEqual(trial.seconds { $0 == .instanceServing(0, instance: 0) }, [17])
    }

    func test_startupProbeHoldsCallersOff_untilItSucceeds() throws {
        // It listens at 17 s; asked at 11, 14, 17, 20 s with a start-up of 6.5 s: 17.5 s.
        let trial = try trial(
            #"startupProbe: { period: "3s", failureThreshold: 9 },"#,
            settings: #"restart: { after: "1s", startup: "6500ms" },"#,
            faults: #"{ at: "10s", inject: "kill", on: "api" }"#)
        XCTAssertEqual(trial.seconds { $0 == .instanceServing(0, instance: 0) }, [20])
        // From its death on nobody is told of it: 100 requests of the 10 s find no instance.
        XCTAssertEqual(SimulationTests.counts(trial.stream().tally)[.failed], 100)
    }

    func test_readinessTakesAnInstanceOutAndPutsItBack() throws {
        // Paused from 20.5 to 25.5 s. The probe asks every second at some share of it; each
        // question is given 0.4 s, two failures in a row count, two successes bring it back.
        let trial = try trial(
            """
            replicas: 2, readinessProbe: { period: "1s", timeout: "400ms", successThreshold: 2,
              failureThreshold: 2 },
            """, faults: #"{ at: "20500ms", for: "5s", inject: "pause", on: "api#1" }"#)
        let out = trial.seconds { $0 == .instanceUnready(0, instance: 1) }
        let back = trial.seconds { $0 == .instanceReady(0, instance: 1) }
        XCTAssertEqual([out.count, back.count], [1, 1])
        // The first question in vain is asked within a second of 20.5 s, the second one later.
        XCTAssertTrue((21.9...22.9).contains(out[0]), "\(out)")
        XCTAssertTrue((26.5...27.5).contains(back[0]), "\(back)")
        let phase = (out[0] - 0.4).truncatingRemainder(dividingBy: 1)
        XCTAssertEqual(back[0].truncatingRemainder(dividingBy: 1), phase, accuracy: 1e-6)
        XCTAssertEqual(
            trial.ledger(of: "api").instances.map(\.ready), [2, 1, 2])
    }

    func test_probesOfPortsSeeNoPause_andHealthBesideTheSlotsNoOverload() throws {
        let paused = #"{ at: "20s", for: "20s", inject: "pause", on: "api" }"#
        let again = #"restart: { after: "1s" },"#
        let blind = try trial(
            #"livenessProbe: { period: "1s", tcpSocket: true },"#, settings: again,
            faults: paused)
        XCTAssertEqual(condemned(blind), [])
        let seen = try trial(
            #"livenessProbe: { period: "1s" },"#, settings: again, faults: paused)
        XCTAssertEqual(condemned(seen).count, 1)
        // 20/s of a second each on one slot: the backlog is always full.
        let busy = #"main: { send: "api GET /", rate: 20, arrivals: "constant" }"#
        let work = #""GET /": [{ work: "1s" }], "GET /live": []"#
        let one = #"concurrency: 1, backlog: 10, restart: { after: "1s" },"#
        let beside = try trial(
            #"livenessProbe: { period: "1s" },"#, endpoints: work, settings: one, load: busy)
        XCTAssertEqual(condemned(beside), [])
        let through = try trial(
            #"livenessProbe: { period: "1s", httpGet: "/live" },"#, endpoints: work,
            settings: one, load: busy)
        XCTAssertGreaterThan(condemned(through).count, 2)
    }

    func test_probeThatWaitsForASlot_isGivenUpAfterItsTimeout() throws {
        // One request of 8 s holds the only slot from 10 s on; a probe every 2 s with 1 s of
        // patience: three in a row fail within 6 s, and it is killed with the request.
        let trial = try trial(
            #"livenessProbe: { period: "2s", httpGet: "/live" },"#,
            endpoints: #""GET /": [{ work: "8s" }], "GET /live": []"#,
            settings: #"concurrency: 1, restart: { after: "1s" },"#,
            load: #"main: { send: "api GET /", arrivals: "constant", "#
                + #"rate: { steps: [["0s", 0], ["9s", 1], ["10500ms", 0]] } }"#,
            duration: "40s")
        XCTAssertEqual(condemned(trial).count, 1)
        let death = condemned(trial)[0]
        XCTAssertTrue((15.0...17.0).contains(death), "\(death)")
        // What was waiting died with it: the request and no more than the probe at hand.
        XCTAssertEqual(SimulationTests.counts(trial.stream().tally)[.failed], 1)
    }

    func test_livenessThatAsksADependency_killsAllWhenItIsDown() throws {
        let trial = try trial(
            #"replicas: 3, livenessProbe: { period: "1s", httpGet: "/live" },"#,
            endpoints: #""GET /": [{ work: "1ms" }], "GET /live": [{ call: "db GET /" }]"#,
            others: #"db: { endpoints: { "GET /": [{ work: "1ms" }] } }"#,
            settings: #"restart: { after: "1s" },"#,
            faults: #"{ at: "20s", for: "5s", inject: "error", on: "api -> db" }"#)
        // Every instance fails three times in the five seconds, though users need no db.
        XCTAssertEqual(condemned(trial).count, 3)
        XCTAssertLessThanOrEqual(condemned(trial).max()!, 23)
    }

    func test_probesAndTheirRequests_leaveNothingBehind() throws {
        let scenario = try trial(
            #"livenessProbe: { period: "500ms", timeout: "200ms", httpGet: "/live" },"#,
            endpoints: #""GET /": [{ work: "1s" }], "GET /live": []"#,
            settings: #"concurrency: 1, backlog: 5, restart: { after: "1s" },"#,
            load: #"main: { send: "api GET /", rate: 3, arrivals: "constant" }"#
        )
        XCTAssertGreaterThan(condemned(scenario).count, 1)
        let tally = scenario.service("api")
        let ended = tally[.completed] + tally[.overflowed] + tally[.lost]
        XCTAssertLessThanOrEqual(tally[.arrived] - ended, 6)
    }

    func test_whatAPausedInstanceHadAccepted_isResetWhenItsProbeKillsIt() throws {
        // 20/s constant. From 6 s it stands still, until its probe kills it. What came in between
        // was accepted by its system, and nobody knows what became of it: reset, not refused. Those
        // that come afterwards find nobody. A request is due each 50 ms.
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [{ work: "1ms" }] }, restart: { after: "1s" },
                  livenessProbe: { period: "1s" } }
                """,
            load: #"main: { send: "api GET /", rate: 20, arrivals: "constant", timeout: "5s" }"#,
            faults: #"{ inject: "pause", on: "api", at: "6s", for: "30s" }"#, duration: "9.9s")
        let tally = trial.edge("load:main -> api").tally
        let died = try XCTUnwrap(trial.seconds { $0 == .instanceDied(0, instance: 0) }.first)
        XCTAssertEqual(Double(tally[.reset]), (died - 6) * 20, accuracy: 1)
        XCTAssertEqual(tally[.reset] + tally[.refused], 78)
    }
}

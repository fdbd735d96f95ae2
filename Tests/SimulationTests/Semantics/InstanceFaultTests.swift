import Recordings
import Timebase
import XCTest

/// Faults on instances. Requests are due each 100 ms from 50 ms on and take 200 ms.
final class InstanceFaultTests: XCTestCase {
    private let load = #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#

    private func trial(
        _ fault: String, service: String = "", work: String = "200ms", duration: String = "2s"
    ) throws -> Trial {
        try Trial(
            services: #"api: { \#(service) endpoints: { "GET /": [{ work: "\#(work)" }] } }"#,
            load: load, faults: "{ \(fault) }", duration: duration)
    }

    func test_killResetsWhatItHeld_andRefusesFromThenOn() throws {
        let trial = try trial(#"at: "1s", inject: "kill", on: "api""#)
        // Due at 850 and 950 ms: under way at 1 s. Ten more find nobody.
        XCTAssertEqual(
            counts(trial.edge("load:main -> api").tally),
            [
                .calls: 20, .answered: 8, .failedCalls: 12, .attempts: 20, .succeeded: 8,
                .reset: 2, .refused: 10,
            ])
        let api = trial.service("api")
        XCTAssertEqual([api[.arrived], api[.completed], api[.lost]], [10, 8, 2])
        XCTAssertEqual(
            trial.ledger(of: "api").deaths,
            [.init(instance: 0, at: Instant(nanoseconds: 1_000_000_000), held: 2)])
        let fault = trial.recording.faults[0]
        XCTAssertEqual([fault.requests, fault.connections, fault.instances], [0, 0, 1])
        XCTAssertEqual([fault.from.seconds, fault.to.seconds, fault.over.seconds], [1, 2, 1])
    }

    func test_killWithFor_startsAgainAtItsEnd() throws {
        let trial = try trial(#"at: "1s", for: "500ms", inject: "kill", on: "api""#)
        let edge = trial.edge("load:main -> api").tally
        XCTAssertEqual([edge[.reset], edge[.refused], edge[.succeeded]], [2, 5, 13])
        XCTAssertEqual(trial.ledger(of: "api").deaths[0].servingAgain?.seconds, 1.5)
        XCTAssertEqual(
            trial.ledger(of: "api").instances.map { [$0.at.seconds, Double($0.ready)] },
            [[0, 1], [1, 0], [1.5, 1]])
    }

    func test_deadInstanceStaysInItsCallersLists() throws {
        let trial = try trial(
            #"at: "1s", inject: "kill", on: "api#0""#, service: "replicas: 2,", work: "1ms")
        // Every other of the ten calls after 1 s goes to the dead one.
        XCTAssertEqual(trial.edge("load:main -> api").tally[.refused], 5)
    }

    func test_killedCallerAbandonsItsCalls() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { endpoints: { "GET /": [{ work: "400ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: #"{ at: "600ms", inject: "kill", on: "api" }"#, duration: "1s")
        let edge = trial.edge("api -> db").tally
        XCTAssertEqual(
            counts(edge), [.calls: 1, .failedCalls: 1, .attempts: 1, .cancelled: 1])
        XCTAssertEqual(trial.service("db")[.wastedTime], 300_000_000)
        XCTAssertEqual(trial.edge("load:main -> api").tally[.reset], 1)
    }

    func test_killedInstanceThatAskedItsOwnService_losesBothRequests() throws {
        let trial = try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "api GET /inner" }],
                  "GET /inner": [{ work: "400ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: #"{ at: "600ms", inject: "kill", on: "api" }"#, duration: "1s")
        XCTAssertEqual(trial.service("api")[.lost], 2)
        XCTAssertEqual(trial.edge("load:main -> api").tally[.reset], 1)
        XCTAssertEqual(trial.edge("api -> api").tally[.cancelled], 1)
    }

    func test_crashLoopBacksOff_likeKubernetes() throws {
        let trial = try trial(
            #"at: "1s", for: "20s", inject: "crash-loop", upFor: "500ms", on: "api""#,
            service: #"restart: { after: "100ms", backoff: "1s", max: "4s" },"#, duration: "30s")
        // Waits of 0.1, 1, 2, 4, 4, … s, and half a second of life after each but the last.
        XCTAssertEqual(
            trial.seconds { $0 == .instanceDied(0, instance: 0) },
            [1, 1.6, 3.1, 5.6, 10.1, 14.6, 19.1])
        XCTAssertEqual(
            trial.seconds { $0 == .instanceServing(0, instance: 0) },
            [1.1, 2.6, 5.1, 9.6, 14.1, 18.6, 23.1])
    }

    func test_restartTakesItsStartup() throws {
        let trial = try trial(
            #"at: "1s", inject: "kill", on: "api""#,
            service: #"restart: { startup: "300ms" },"#, duration: "4s")
        // After 1 s the restart, after 300 ms more it serves.
        XCTAssertEqual(trial.ledger(of: "api").deaths[0].servingAgain?.seconds, 2.3)
        XCTAssertEqual(
            trial.ledger(of: "api").instances.map { [$0.at.seconds, Double($0.started)] },
            [[0, 1], [1, 0], [2, 1], [2.3, 1]])
    }

    func test_crashLoopWithoutRestart_staysDownUntilItsEnd() throws {
        let trial = try trial(
            #"at: "1s", for: "2s", inject: "crash-loop", on: "api""#, duration: "4s")
        XCTAssertEqual(trial.seconds { $0 == .instanceDied(0, instance: 0) }, [1])
        XCTAssertEqual(trial.seconds { $0 == .instanceServing(0, instance: 0) }, [3])
    }

    func test_pausedInstanceKeepsEverything_andGoesOnAtOnceAfterwards() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [{ work: "300ms" }] } }"#,
            load: #"main: { send: "api GET /", rate: 5, arrivals: "constant" }"#,
            faults: #"{ at: "1050ms", for: "1s", inject: "pause", on: "api" }"#,
            duration: "2.4s")
        // Due at 100, 300, … 2300 ms. The first four are done by 1000. The fifth's work was over at
        // 1200 and is answered at 2050; the next five begin then; the last two are undisturbed.
        let latencies: [Int64] = [4 * 300, 1150, 1250, 1050, 850, 650, 450, 2 * 300]
        XCTAssertEqual(trial.stream().latency.total, .milliseconds(latencies.reduce(0, +)))
        XCTAssertEqual(counts(trial.stream().tally), [.requests: 12, .succeeded: 12])
        XCTAssertEqual(trial.seconds { $0 == .instancePaused(0, instance: 0) }, [1.05])
        XCTAssertEqual(trial.seconds { $0 == .instanceResumed(0, instance: 0) }, [2.05])
    }

    /// A caller that is paused from 600 to 1600 ms; it called at 500 ms and waits for 200 ms.
    private func pausedCaller(work: String) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [
                  { call: "db GET /", policy: { timeout: "200ms" } } ] } },
                db: { endpoints: { "GET /": [{ work: "\(work)" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: #"{ at: "600ms", for: "1s", inject: "pause", on: "api" }"#, duration: "1.7s")
    }

    func test_whatFellDueMeanwhile_happensInDueOrder() throws {
        // The answer at 650 comes before the timeout at 700; at 750 after it.
        let early = try pausedCaller(work: "150ms")
        XCTAssertEqual(early.edge("api -> db").tally[.succeeded], 2)
        let late = try pausedCaller(work: "250ms")
        XCTAssertEqual(late.edge("api -> db").tally[.timedOut], 2)
        XCTAssertEqual(late.edge("api -> db").latency.max, .milliseconds(1100))
    }

    func test_killEndsAPause_andItsEndDoesNotEndALaterOne() throws {
        let trial = try Trial(
            services: """
                api: { restart: { after: "100ms" }, endpoints: { "GET /": [{ work: "10ms" }] } }
                """,
            load: load,
            faults: """
                { at: "1s", for: "1s", inject: "pause", on: "api" },
                { at: "1.2s", inject: "kill", on: "api" },
                { at: "1.5s", for: "2s", inject: "pause", on: "api" }
                """, duration: "5s")
        XCTAssertEqual(trial.seconds { $0 == .instanceResumed(0, instance: 0) }, [1.2, 3.5])
    }

    func test_slowStartSlowsWhatStartsMeanwhile_lessAndLess() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [{ work: "100ms" }] } }"#,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: """
                { at: "1s", for: "9s", inject: "slow-start", on: "api", factor: 3, ramp: "4s" },
                { at: "2s", for: "1s", inject: "kill", on: "api" }
                """, duration: "8s")
        // It starts at 3 s; at age a of 4 s its work takes 100 · (1 + 2 · (1 − a/4)) ms: due at
        // 3.5, 4.5, 5.5 and 6.5 s: 275, 225, 175 and 125 ms; before and after 100 ms.
        let latencies: [Int64] = [275, 225, 175, 125, 3 * 100]
        let total = trial.stream().successLatency.total
        XCTAssertEqual(total, .milliseconds(latencies.reduce(0, +)))
        XCTAssertEqual(trial.recording.faults[0].instances, 1)
    }

    func test_zoneOutageTakesEveryInstanceOfTheZone() throws {
        let trial = try Trial(
            services: """
                api: { replicas: 3, endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { replicas: 2, restart: {}, endpoints: { "GET /": [{ work: "1ms" }] } }
                """, rest: #"zones: ["a", "b"],"#, load: load,
            faults: #"{ at: "1s", for: "2s", inject: "zone-outage", on: "zone:a" }"#,
            duration: "4s")
        XCTAssertEqual(trial.ledger(of: "api").deaths.map(\.instance), [0, 2])
        XCTAssertEqual(trial.ledger(of: "db").deaths.map(\.instance), [0])
        XCTAssertEqual(trial.recording.faults[0].instances, 3)
        // `restart` does not bring a zone back; its end does.
        XCTAssertEqual(trial.ledger(of: "db").deaths[0].servingAgain?.seconds, 3)
        XCTAssertEqual(trial.ledger(of: "api").instances.map(\.ready), [3, 1, 3])
    }

    func test_zoneOutageDoesNotRevive_whatHadDiedForGood() throws {
        let trial = try Trial(
            services: #"api: { replicas: 2, endpoints: { "GET /": [] } }"#,
            rest: #"zones: ["a", "b"],"#, load: load,
            faults: """
                { at: "1s", inject: "kill", on: "api#0" },
                { at: "2s", for: "1s", inject: "zone-outage", on: "zone:a" }
                """, duration: "5s")
        XCTAssertNil(trial.ledger(of: "api").deaths[0].servingAgain)
        XCTAssertEqual(trial.recording.faults[1].instances, 0)
    }
}

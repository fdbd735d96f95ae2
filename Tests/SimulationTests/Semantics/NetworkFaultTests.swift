import Recordings
import Timebase
import XCTest

/// Faults on edges. Requests are due at 0.5, 1.5, 2.5 and 3.5 s; the callee needs 700 ms, so that
/// one is under way when a fault begins at 1 s; it lasts 2 s.
final class NetworkFaultTests: XCTestCase {
    private func trial(
        _ fault: String, policy: String = "", more: String = "", at: String = "1s"
    ) throws -> Trial {
        try Trial(
            services: """
                api: { endpoints: { "GET /": [{ call: "db GET /", policy: { \(policy) } }] } },
                db: { endpoints: { "GET /": [{ work: "700ms" }] } }
                """,
            load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
            faults: #"{ at: "\#(at)", for: "2s", \#(fault) }\#(more)"#, duration: "4s")
    }

    private func touched(_ trial: Trial) -> [Int] {
        let fault = trial.recording.faults[0]
        return [fault.requests, fault.connections, fault.instances]
    }

    private func outcomes(_ trial: Trial) -> [EdgeCounter: Int] {
        counts(trial.edge("api -> db").tally)
    }

    func test_blackholeHoldsLiveConnectionsToo_andResetsThemAtItsEnd() throws {
        let trial = try trial(#"inject: "blackhole", on: "api -> db""#)
        XCTAssertEqual(
            outcomes(trial),
            [.calls: 4, .answered: 1, .failedCalls: 3, .attempts: 4, .succeeded: 1, .reset: 3])
        XCTAssertEqual(touched(trial), [2, 1, 0])
        // Until 3 s: 2.5 + 1.5 + 0.5 s, and the last undisturbed.
        XCTAssertEqual(trial.edge("api -> db").latency.total, .milliseconds(4500 + 700))
        // The first was worked on and its answer lost; the next two never came.
        XCTAssertEqual(trial.service("db")[.arrived], 2)
    }

    func test_blackholesAnswerSide_holdsAnswersOfWorkThatWasDone() throws {
        // Answers are due at 1.2, 2.2, 3.2 and 4.2 s, so two of them while it lasts.
        let trial = try trial(#"inject: "blackhole", on: "api -> db", side: "answer""#)
        XCTAssertEqual(outcomes(trial)[.reset], 2)
        XCTAssertEqual(touched(trial), [1, 1, 0])
        XCTAssertEqual(trial.service("db")[.arrived], 4)
    }

    func test_heldAttemptTimesOut_likeAnyOther() throws {
        let trial = try trial(
            #"inject: "blackhole", on: "api -> db""#, policy: #"timeout: "900ms""#)
        XCTAssertEqual(outcomes(trial)[.timedOut], 2)  // the third is reset at 3 s
        XCTAssertEqual(outcomes(trial)[.reset], 1)
    }

    func test_partitionStopsBothWays_byDefault() throws {
        let trial = try trial(#"inject: "partition", on: ["api"], from: ["db"]"#)
        XCTAssertEqual(outcomes(trial)[.reset], 3)
        XCTAssertEqual(touched(trial), [2, 1, 0])
        XCTAssertEqual(trial.service("db")[.arrived], 2)
    }

    func test_partitionFrom_stopsRequestsAndLetsAnswersThrough() throws {
        let trial = try trial(
            #"inject: "partition", on: ["api"], from: ["db"], direction: "from""#)
        XCTAssertEqual(outcomes(trial)[.succeeded], 2)
        XCTAssertEqual(outcomes(trial)[.reset], 2)
        XCTAssertEqual(touched(trial), [2, 0, 0])
        XCTAssertEqual(trial.service("db")[.arrived], 2)
    }

    func test_partitionTo_stopsAnswersAndLetsRequestsThrough() throws {
        let trial = try trial(
            #"inject: "partition", on: ["api"], from: ["db"], direction: "to""#)
        // The fourth is sent at 3.5 s; the third's answer would come at 3.2 s, after the end.
        XCTAssertEqual(trial.service("db")[.arrived], 4)
        XCTAssertEqual(outcomes(trial)[.reset], 2)
        XCTAssertEqual(outcomes(trial)[.succeeded], 2)
        XCTAssertEqual(touched(trial), [1, 1, 0])
    }

    func test_partitionOfAZone_stopsOnlyWhatCrossesIt() throws {
        let trial = try Trial(
            services: """
                api: { zones: ["a"], endpoints: { "GET /": [{ call: "db GET /" }] } },
                db: { replicas: 2, zones: ["a", "b"], endpoints: { "GET /": [{ work: "1ms" }] } }
                """, rest: #"zones: ["a", "b"],"#,
            load: #"main: { send: "api GET /", rate: 10, arrivals: "constant" }"#,
            faults: """
                { at: "2s", for: "2s", inject: "partition", on: "zone:a", from: "zone:b" }
                """, duration: "6s")
        // Every other of 20 calls goes to the instance in the other zone.
        XCTAssertEqual(touched(trial), [10, 0, 0])
        XCTAssertEqual(
            outcomes(trial),
            [
                .calls: 60, .answered: 50, .failedCalls: 10, .attempts: 60, .succeeded: 50,
                .reset: 10,
            ]
        )
    }

    func test_refuseHitsNewConnectionsOnly() throws {
        let trial = try trial(#"inject: "refuse", on: "db""#)
        XCTAssertEqual(
            outcomes(trial),
            [.calls: 4, .answered: 2, .failedCalls: 2, .attempts: 4, .succeeded: 2, .refused: 2])
        XCTAssertEqual(touched(trial), [2, 0, 0])
    }

    func test_resetCutsLiveConnectionsToo() throws {
        let trial = try trial(#"inject: "reset", on: "* -> db""#)
        XCTAssertEqual(outcomes(trial)[.reset], 3)
        XCTAssertEqual(touched(trial), [2, 1, 0])
        // The first is cut after 500 ms, when 200 ms of its work are still to come.
        XCTAssertEqual(trial.edge("api -> db").latency.total, .milliseconds(500 + 700))
        XCTAssertEqual(trial.service("db")[.wastedTime], 200_000_000)
    }

    func test_errorAnswersAtOnce_withoutTheCallee() throws {
        let trial = try trial(#"inject: "error", status: 503, on: "load:main -> api""#)
        XCTAssertEqual(
            counts(trial.stream().tally),
            [.requests: 4, .succeeded: 2, .rejected: 2, .slow: 2])
        XCTAssertEqual(trial.service("db")[.arrived], 2)
    }

    func test_errorsAnswerSide_spoilsAnswersOfWorkThatWasDone() throws {
        let trial = try trial(#"inject: "error", on: "db", side: "answer""#)
        XCTAssertEqual(trial.service("db")[.arrived], 4)
        // Answers at 1.2 and 2.2 s fall into the fault; at 3.2 and 4.2 not.
        XCTAssertEqual(outcomes(trial)[.failed], 2)
    }

    func test_cut_losesTheAnswerOrTheRequest() throws {
        let answer = try trial(#"inject: "cut", on: "db", side: "answer""#)
        XCTAssertEqual(outcomes(answer)[.reset], 2)
        XCTAssertEqual(answer.service("db")[.arrived], 4)
        let request = try trial(#"inject: "cut", on: "db""#)
        XCTAssertEqual(outcomes(request)[.reset], 2)
        XCTAssertEqual(request.service("db")[.arrived], 2)
    }

    func test_latencyDelaysTheRequest_orTheAnswer() throws {
        // 500 ms late; the caller gives up after 300 ms. A late request is worked on in vain; a
        // late answer was worked on in time.
        func wasted(_ side: String) throws -> Int {
            try Trial(
                services: """
                    api: { endpoints: { "GET /": [
                      { call: "db GET /", policy: { timeout: "300ms" } } ] } },
                    db: { endpoints: { "GET /": [{ work: "100ms" }] } }
                    """,
                load: #"main: { send: "api GET /", rate: 1, arrivals: "constant" }"#,
                faults: """
                    { at: "0s", inject: "latency", on: "db", delay: "500ms", side: "\(side)" }
                    """, duration: "2s"
            ).service("db")[.wastedTime]
        }
        XCTAssertEqual(try wasted("request"), 100_000_000)  // the second is not done by the end
        XCTAssertEqual(try wasted("answer"), 0)
    }

    func test_latenciesAddUp_andOneFaultDelaysOnce() throws {
        let two = try trial(
            #"inject: "latency", on: "db", delay: "100ms""#,
            more: #", { at: "0s", inject: "latency", on: "api -> db", delay: "30ms" }"#)
        // Requests at 1.5 and 2.5 s meet both, the others only the second.
        XCTAssertEqual(two.stream().latency.total, .milliseconds(4 * 730 + 2 * 100))
        let once = try trial(
            #"inject: "latency", on: ["db", "api -> db", "* -> db"], delay: "100ms""#)
        XCTAssertEqual(once.stream().latency.total, .milliseconds(4 * 700 + 2 * 100))
        XCTAssertEqual(touched(once), [2, 0, 0])
    }

    func test_jitterIsUniform_aroundTheDelay() throws {
        let trial = try Trial(
            services: #"api: { endpoints: { "GET /": [] } }"#,
            load: #"main: { send: "api GET /", rate: 1000, arrivals: "constant" }"#,
            faults: """
                { at: "0s", inject: "latency", on: "api", delay: "100ms", jitter: "50ms" }
                """, duration: "10s")
        let latency = trial.stream().latency
        XCTAssertLessThanOrEqual(latency.max, .milliseconds(150))
        XCTAssertGreaterThan(latency.max, .milliseconds(149))
        XCTAssertGreaterThanOrEqual(latency.quantile(0)!, .milliseconds(50))
        // 100 ms ± 3 · (100/√12)/√10000 = 0.87 ms; quarters at 75 and 125 ms.
        XCTAssertEqual(latency.mean!.milliseconds, 100, accuracy: 0.9)
        XCTAssertEqual(latency.quantile(0.25)!.milliseconds, 75, accuracy: 1.5)
        XCTAssertEqual(latency.quantile(0.75)!.milliseconds, 125, accuracy: 1.5)
    }

    func test_overlappingFaults_winInTheirOrder() throws {
        // Refuse beats reset beats error, whatever their order in the file.
        let trial = try trial(
            #"inject: "error", on: "db""#,
            more: """
                , { at: "1s", for: "1s", inject: "refuse", on: "db" },
                { at: "1s", for: "2s", inject: "cut", on: "db" }
                """)
        XCTAssertEqual(
            outcomes(trial),
            [
                .calls: 4, .answered: 2, .failedCalls: 2, .attempts: 4, .succeeded: 2,
                .refused: 1, .reset: 1,
            ])
    }
}

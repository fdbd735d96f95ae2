import Recordings
import XCTest

/// Outlier ejection and panic through the eyes of one caller, `main`.
final class EjectionTests: XCTestCase {
    /// A load in turn on so many instances; `bad` of them answer 500 throughout.
    private func trial(
        replicas: Int, bad: Int, rate: Int, eject: String, service: String = "",
        duration: String = "50s"
    ) throws -> Trial {
        let faults = (0..<bad).map {
            #"{ at: "0s", inject: "error", on: "api#\#($0)", match: "GET /" }"#
        }
        return try Trial(
            services: """
                api: { replicas: \(replicas), \(service) endpoints: { "GET /": [] } }
                """,
            load: """
                main: { send: "api GET /", rate: \(rate), arrivals: "constant",
                  policy: { eject: { \(eject) } } }
                """,
            faults: faults.joined(separator: ", "), duration: duration)
    }

    private func ejections(_ trial: Trial, of instance: Int = 0) -> [Double] {
        let edge = trial.edgeNumber("load:main -> api")
        return trial.seconds { $0 == .ejected(edge, instance: instance, caller: 0) }
    }

    private func returns(_ trial: Trial, of instance: Int = 0) -> [Double] {
        let edge = trial.edgeNumber("load:main -> api")
        return trial.seconds { $0 == .readmitted(edge, instance: instance, caller: 0) }
    }

    private let sigma = #"consecutive: "off", atMost: "100%""#

    func test_oneDeadOfFiveIsEjectedByItsRate_andComesBackAfterThirtySeconds() throws {
        // 60/s in turn on five: 120 in an interval of 10 s, which is enough. Out from 10 to 40 s,
        // and out again with the interval that ends at 50 s.
        let trial = try trial(replicas: 5, bad: 1, rate: 60, eject: sigma, duration: "49s")
        XCTAssertEqual(ejections(trial), [10])
        XCTAssertEqual(returns(trial), [40])
        let steps = trial.recording.edges[trial.edgeNumber("load:main -> api")].steps
        XCTAssertEqual(steps[..<10].reduce(0) { $0 + $1[.failed] }, 120)
        XCTAssertEqual(steps[10..<40].reduce(0) { $0 + $1[.failed] }, 0)
        XCTAssertEqual(steps[40..<45].reduce(0) { $0 + $1[.failed] }, 60, "in turn as before")
    }

    func test_oneDeadOfFourIsNeverEjectedByItsRate_norTwoOfFive() throws {
        let four = try trial(
            replicas: 4, bad: 1, rate: 60, eject: sigma + ", successRate: { instances: 4 }")
        XCTAssertEqual(ejections(four), [])
        let five = try trial(replicas: 5, bad: 2, rate: 60, eject: sigma)
        XCTAssertEqual(ejections(five) + ejections(five, of: 1), [])
    }

    func test_fiveFailuresInARowEjectAtOnce_butOnlyOneOfTwo() throws {
        // 10/s in turn on two: each is asked every 200 ms.
        let one = try trial(replicas: 2, bad: 1, rate: 10, eject: "", duration: "30s")
        XCTAssertEqual(ejections(one).count, 1)
        XCTAssertEqual(one.stream().tally[.failed], 5)
        // Both bad: one is out, and since the other is half of them nobody panics.
        let both = try trial(replicas: 2, bad: 2, rate: 10, eject: "", duration: "30s")
        XCTAssertEqual((ejections(both) + ejections(both, of: 1)).count, 1)
        XCTAssertEqual(both.seconds { $0 == .panicBegan(0, caller: 0) }, [])
    }

    func test_callerPanics_belowHalfGoodInstances() throws {
        let trial = try trial(
            replicas: 4, bad: 3, rate: 40, eject: #"atMost: "100%""#, duration: "30s")
        let edge = trial.edgeNumber("load:main -> api")
        XCTAssertEqual(trial.seconds { $0 == .panicBegan(edge, caller: 0) }.count, 1)
        // All four are used again: 30 of 40 requests a second fail, as before the first ejection.
        let steps = trial.recording.edges[edge].steps
        XCTAssertEqual(steps[5..<15].reduce(0) { $0 + $1[.failed] }, 300)
        let calm = try self.trial(
            replicas: 4, bad: 3, rate: 40, eject: #"atMost: "100%", panic: 0"#)
        let calmSteps = calm.recording.edges[edge].steps
        XCTAssertEqual(calmSteps[5..<15].reduce(0) { $0 + $1[.failed] }, 0)
    }

    func test_passingHealthCheckEndsAnEjection() throws {
        let trial = try trial(
            replicas: 2, bad: 1, rate: 10, eject: "", service: #"health: { every: "2s" },"#)
        XCTAssertGreaterThan(ejections(trial).count, 3)
        for (out, back) in zip(ejections(trial), returns(trial)) {
            XCTAssertLessThanOrEqual(back - out, 2, "the next probe passes")
        }
        let deaf = try self.trial(
            replicas: 2, bad: 1, rate: 10, eject: "checksReadmit: false",
            service: #"health: { every: "2s" },"#, duration: "40.5s")
        XCTAssertEqual(ejections(deaf).count, 1)
        XCTAssertEqual(returns(deaf), [40])  // Out at 1 s for 30 s; intervals end every 10 s.
    }

    func test_withoutTakesItOut() throws {
        let text = """
            { title: "t", objectives: [], duration: "20s", without: ["eject"],
              topology: { name: "t", services: {
                api: { replicas: 2, endpoints: { "GET /": [] } } } },
              load: { main: { send: "api GET /", rate: 10, policy: { eject: {} } } },
              faults: [{ at: "0s", inject: "error", on: "api#0" }] }
            """
        XCTAssertEqual(ejections(try Trial(text: text, seed: 1)), [])
    }
}

import Timebase
import XCTest

/// The simulator agrees with what is known exactly. One run of a million customers has a standard
/// deviation of about 1 % in the mean wait, so three seeds are averaged.
final class QueueingTheoryTests: XCTestCase {
    private let seeds: [UInt64] = [1, 2, 3]

    private struct Queueing {
        var meanWait = 0.0
        var waited = 0.0
    }

    /// The mean wait in service times of 1 ms, and the share that waited.
    private func queueing(_ file: String) throws -> Queueing {
        var sum = Queueing()
        for seed in seeds {
            let server = try Trial(file: file, seed: seed).service("server", during: "run")
            let started = Double(server[.started])
            sum.meanWait += Double(server[.waitTime]) / started / 1e6 / Double(seeds.count)
            sum.waited += Double(server[.waited]) / started / Double(seeds.count)
        }
        return sum
    }

    func test_meanWaitIsOneServiceTime_forMM1AtHalfLoad() throws {
        let seen = try queueing("mm1-half")
        XCTAssertEqual(seen.meanWait, 1, accuracy: 0.02)  // ρ/(1 − ρ) = 0.5/0.5
        XCTAssertEqual(seen.waited, 0.5, accuracy: 0.01)  // ρ
    }

    func test_meanWaitIsFourServiceTimes_forMM1AtEightyPercent() throws {
        let seen = try queueing("mm1-busy")
        XCTAssertEqual(seen.meanWait, 4, accuracy: 0.08)  // 0.8/0.2
        XCTAssertEqual(seen.waited, 0.8, accuracy: 0.016)
    }

    func test_waitIsErlangsC_forMM4AtEightyPercent() throws {
        let seen = try queueing("mm4-busy")
        // With a = 3.2: terms aⁿ/n! 1, 3.2, 5.12, 5.4613 sum to 14.7813; a⁴/4! · 1/(1 − 0.8) =
        // 21.8453; C = 21.8453/36.6266 = 0.5964; mean wait C/(4 − 3.2) = 0.7455.
        XCTAssertEqual(seen.waited, 0.5964, accuracy: 0.5964 * 0.02)
        XCTAssertEqual(seen.meanWait, 0.7455, accuracy: 0.7455 * 0.02)
    }

    /// The mean time in the system in service times of 100 ms.
    private func timeInSystem(_ file: String) throws -> Double {
        try seeds.reduce(0) { sum, seed in
            let server = try Trial(file: file, seed: seed).service("server", during: "run")
            let mean = Double(server[.sojournTime]) / Double(server[.completed])
            return sum + mean / 1e8 / Double(seeds.count)
        }
    }

    func test_twoChoicesShortenTheTimeInTheSystem_fromTenServiceTimesTo2_65() throws {
        // Without limit of servers Σ ρ^(2ⁱ − 2) = 1 + 0.81 + 0.53 + 0.23 + 0.04 = 2.61; for a
        // hundred 2.65 was simulated (Mitzenmacher, "The power of two choices …", TPDS 12, 2001).
        XCTAssertEqual(try timeInSystem("supermarket-two-choices"), 2.65, accuracy: 0.05)
        XCTAssertEqual(try timeInSystem("supermarket-random"), 10, accuracy: 0.5)  // 1/(1 − ρ)
    }

    func test_sharedBlockedIsErlangsB_forALossSystem() throws {
        var rejected = 0.0
        var requests = 0.0
        for seed in seeds {
            let main = try Trial(file: "loss", seed: seed).stream(during: "run").tally
            rejected += Double(main[.rejected])
            requests += Double(main[.requests])
        }
        // B(0) = 1, B(n) = 7B/(n + 7B): 0.8750, 0.7538, 0.6375, 0.5273, 0.4247, 0.3313, 0.2489,
        // 0.1788, 0.1221, 0.0787.
        XCTAssertEqual(rejected / requests, 0.0787, accuracy: 0.003)
    }

    func test_littlesLawHolds_atEveryStation() throws {
        let trial = try Trial(file: "network")
        XCTAssertGreaterThan(trial.service("left", during: "run")[.waited], 10_000)
        XCTAssertGreaterThan(trial.service("right", during: "run")[.overflowed], 1000)
        for service in ["front", "left", "right"] {
            let seen = trial.service(service, during: "run")
            XCTAssertGreaterThan(seen[.arrived], 80_000, service)
            let inside = Double(seen[.busyTime] + seen[.waitingTime])
            let admitted = Double(seen[.arrived] - seen[.overflowed])
            let meanTime = Double(seen[.sojournTime]) / Double(seen[.completed])
            XCTAssertEqual(inside / (admitted * meanTime), 1, accuracy: 0.005, service)
        }
    }

    func test_littlesLawIsExact_onceEveryRequestHasLeft() throws {
        // Over a whole run in which nobody is left behind, both sides are the same sum.
        let trial = try Trial(
            services: """
                api: { concurrency: 2, backlog: "unlimited", endpoints: { "GET /": [
                  { work: { mean: "10ms" } } ] } }
                """,
            load: #"main: { send: "api GET /", rate: 190 }"#, duration: "20s")
        let seen = trial.service("api")
        XCTAssertEqual(seen[.arrived], seen[.completed])
        XCTAssertEqual(seen[.busyTime] + seen[.waitingTime], seen[.sojournTime])
        XCTAssertEqual(seen[.waitingTime], seen[.waitTime])
        XCTAssertEqual(seen[.busyTime], seen[.workTime])
    }
}

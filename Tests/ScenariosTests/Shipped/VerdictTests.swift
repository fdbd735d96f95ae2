import Scoring
import XCTest

/// What the shipped scenarios come to, with their own seed and with others: none stands on a
/// knife's edge.
final class VerdictTests: XCTestCase {
    private func runs(ofDemonstrations: Bool) throws -> [JudgedRun] {
        let runs = JudgedRun.all.filter { $0.scenario.isDemonstration == ofDemonstrations }
        let files = ShippedScenario.all.filter { $0.isDemonstration == ofDemonstrations }
        XCTAssertEqual(runs.count, files.count * JudgedRun.seedsEach)
        return runs
    }

    func test_protectedScenariosHoldAllTheyPromise_withEverySeed() throws {
        for run in try runs(ofDemonstrations: false) {
            let what = "\(run.scenario.path), seed \(run.seed): \(run.reasons)"
            XCTAssertEqual(run.verdict, .pass, what)
            XCTAssertEqual(run.failed, [], what)
        }
    }

    /// An inconclusive run would not do: this holds too that every baseline is steady.
    func test_demonstrationsFailInExactlyWhatTheySay_withEverySeed() throws {
        for run in try runs(ofDemonstrations: true) {
            let what = "\(run.scenario.path), seed \(run.seed): \(run.reasons)"
            XCTAssertEqual(run.verdict, .fail, what)
            XCTAssertEqual(run.failed, run.mustFail, what)
        }
    }

    func test_everyFaultTouchesSomething() {
        for run in JudgedRun.all {
            XCTAssertEqual(run.idleFaults, [], "\(run.scenario.path), seed \(run.seed)")
        }
    }

    func test_countsAddUp_inEveryPhaseOfEveryRun() {
        for run in JudgedRun.all {
            XCTAssertEqual(
                run.miscounts.prefix(5), [], "\(run.scenario.path), seed \(run.seed)")
        }
    }
}

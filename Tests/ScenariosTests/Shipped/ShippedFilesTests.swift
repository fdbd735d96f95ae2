import ScenarioFiles
import Scenarios
import XCTest

/// The files themselves: whole, without warnings, and twins that differ in nothing else.
final class ShippedFilesTests: XCTestCase {
    func test_everyFileIsReadWithoutProblems_andTeaches() throws {
        XCTAssertGreaterThanOrEqual(ShippedScenario.protected.count, 10)
        XCTAssertEqual(ShippedScenario.ofPrograms.count, 1)
        for shipped in ShippedScenario.all + ShippedScenario.ofPrograms {
            let scenario = try shipped.load().scenario
            XCTAssertFalse(scenario.title.isEmpty, shipped.path)
            XCTAssertGreaterThan(scenario.why.count, 80, "\(shipped.path) teaches nothing")
            XCTAssertFalse(scenario.objectives.isEmpty, shipped.path)
        }
    }

    func test_titlesAreDifferent() throws {
        let files = ShippedScenario.all + ShippedScenario.ofPrograms
        let titles = try files.map { try $0.load().scenario.title }
        XCTAssertEqual(Set(titles).count, titles.count, "\(titles)")
    }

    func test_protectedScenariosPassCheck_withoutAWarning() throws {
        for shipped in ShippedScenario.protected + ShippedScenario.ofPrograms {
            let warnings = try shipped.load().warnings.map(\.description)
            XCTAssertEqual(warnings, [], shipped.path)
        }
    }

    /// What a run shows to hurt, `check` says beforehand, where the files alone can tell.
    func test_plantedWeaknessesAreWarnedOf_beforeAnythingRuns() throws {
        let expected: [(PlantedWeakness, String)] = [
            (.timeoutTenTimesTooLong, "short-timeout"), (.openForTenMinutes, "slow-constant"),
            (.bulkheadWiderThanItsCallee, "wide-bulkhead"),
        ]
        for (planted, lint) in expected {
            let loaded = try planted.load(isPlanted: true)
            let warnings = loaded.warnings.filter { $0.lint == lint }.map(\.description)
            XCTAssertEqual(warnings.count, loaded.warnings.count, "\(loaded.warnings)")
            XCTAssertFalse(warnings.isEmpty, "\(planted.new): no \(lint)")
        }
    }

    func test_everyScenarioWithFaultsHasATwin() throws {
        for shipped in ShippedScenario.protected {
            let scenario = try shipped.load().scenario
            let spikes = scenario.load.contains { "\($0.demand)".contains("spike") }
            guard !scenario.faults.isEmpty || scenario.monkey != nil || spikes else { continue }
            let demonstrations = ShippedScenario.all.filter(\.isDemonstration)
            XCTAssertTrue(demonstrations.contains { $0.original == shipped }, shipped.path)
        }
    }

    func test_twinsHoldNothingButWhatMakesThemTwins() throws {
        let allowed: Set = ["title", "why", "extends", "without", "mustFail"]
        for twin in ShippedScenario.twins {
            let text = try XCTUnwrap(ShippedScenario.text(of: twin.path))
            let tree = try SyntaxReader.read(Array(text.utf8), file: twin.path).0
            XCTAssertEqual(Set(tree.members?.map(\.key) ?? []), allowed, twin.path)
            let name = twin.original.path.split(separator: "/").last.map(String.init)
            XCTAssertEqual(tree["extends"]?.string, name, twin.path)
        }
    }

    func test_wrongOrdersHoldNothingButAnotherOrder() throws {
        XCTAssertEqual(ShippedScenario.wrongOrders.count, 3)
        for shipped in ShippedScenario.wrongOrders {
            let text = try XCTUnwrap(ShippedScenario.text(of: shipped.path))
            let tree = try SyntaxReader.read(Array(text.utf8), file: shipped.path).0
            let allowed: Set = ["title", "why", "extends", "set", "mustFail"]
            XCTAssertEqual(Set(tree.members?.map(\.key) ?? []), allowed, shipped.path)
            let keys = tree["set"]?.members?.map(\.key) ?? []
            XCTAssertTrue(keys.allSatisfy { $0.hasSuffix(".order") }, shipped.path)
            let policies = try [shipped, shipped.original].map { shipped in
                try XCTUnwrap(shipped.load().scenario.topology.policies.first).policy
            }
            XCTAssertEqual(Set(policies[0].order), Set(policies[1].order), shipped.path)
            XCTAssertNotEqual(policies[0].stages, policies[1].stages, shipped.path)
        }
    }

    func test_twinsAreTheirOriginals_whenNothingIsTakenOut() throws {
        for twin in ShippedScenario.twins {
            var restored = try twin.load(Overrides(isRestored: true)).scenario
            let original = try twin.original.load().scenario
            restored.title = original.title
            restored.why = original.why
            restored.mustFail = original.mustFail
            restored.places = original.places
            XCTAssertEqual(restored, original, twin.path)
        }
    }

    func test_originalsAreTheirTwins_withTheSameProtectionsOutOnTheCommandLine() throws {
        for twin in ShippedScenario.twins {
            let scenario = try twin.load().scenario
            let flags = Overrides(without: scenario.without)
            let original = try twin.original.load(flags).scenario
            XCTAssertEqual(original.topology, scenario.topology, twin.path)
        }
    }
}

import Faults
import Resilience
import ScenarioFiles
import Scenarios
import Timebase
import Topologies
import Workloads
import XCTest

final class ReadScenarioTests: XCTestCase {
    func test_shopIsRead_withoutProblems() throws {
        let loaded = try Shop.read().get()
        let scenario = loaded.scenario
        XCTAssertEqual(
            scenario.topology.services.map(\.name),
            [
                "gateway", "catalog", "orders", "inventory", "payments", "recommendations",
            ])
        XCTAssertEqual(scenario.seed, 42)
        XCTAssertEqual(scenario.duration, .seconds(90))
        XCTAssertEqual(scenario.load.map(\.name), ["checkout", "browse", "admin"])
        XCTAssertEqual(scenario.load[0].slow, .milliseconds(500))
        XCTAssertEqual(scenario.load[1].slow, .seconds(15))
        XCTAssertEqual(scenario.load[2].demand, .closed(users: 20, think: .constant(.seconds(1))))
        XCTAssertEqual(scenario.faults[0].on, [.edge(from: .service(2), to: .service(4))])
        XCTAssertEqual(scenario.faults[1].on, [.service(3, .count(1))])
        XCTAssertEqual(scenario.objectives[1].during, "slow")
        XCTAssertEqual(scenario.objectives[1].bound, .atMost(1.5))
        XCTAssertEqual(scenario.objectives[2].bound, .atMost(5))
        // gateway -> catalog, gateway -> orders, orders -> inventory, orders -> payments
        XCTAssertEqual(scenario.objectives[3].of, .edge(3))
        let careful = try XCTUnwrap(scenario.topology.policies.first)
        XCTAssertEqual(
            careful.policy.retry?.budget, .share(Retry.Budget(ratio: 0.2, minPerSecond: 10)))
        XCTAssertEqual(careful.policy.breaker?.window, .calls(50))
        XCTAssertEqual(
            scenario.place(of: "topology.policies.careful.timeout"),
            SourcePlace(file: "topologies/shop.json5", line: 7, column: 16))
        XCTAssertEqual(loaded.warnings.map(\.description), [])
        XCTAssertEqual(loaded.files.map(\.path), ["shop.json5", "topologies/shop.json5"])
    }

    func test_aPercentageIsTheSameNumberAsItsShare() throws {
        // 99.9 / 100 = 0.9990000000000001 in binary64.
        let files = Shop.changed("shop.json5", #"atLeast: "99%""#, #"atLeast: "99.9%""#)
        let objective = try Shop.read("shop.json5", files).get().scenario.objectives[0]
        XCTAssertEqual(objective.bound, .atLeast(0.999))
    }
}

import Faults
import ScenarioFiles
import Scenarios
import Timebase
import Topologies
import XCTest

/// Which edges and services a target means, and how it is written.
///
/// Services a (0), b (1), c (2); edges a -> b (0), b -> c (1), load:users -> a (2).
/// In zones x, y: a stands in both, b in x, c in y.
final class ScenarioTargetsTests: XCTestCase {
    private func scenario() throws -> Scenario {
        let text = """
            {
              title: "targets", duration: "10s", objectives: [],
              topology: { zones: ["x", "y"], services: {
                a: { replicas: 2, endpoints: { "GET /": [{ call: "b GET /" }] } },
                b: { zones: ["x"], endpoints: { "GET /": [{ call: "c GET /" }] } },
                c: { zones: ["y"], endpoints: { "GET /": [{ work: "1ms" }] } },
              } },
              load: { users: { send: "a GET /", rate: 1 } },
            }
            """
        return try readScenario("targets.json5") { _ in .success(Array(text.utf8)) }.get().scenario
    }

    func test_aServiceStandsForTheEdgesIntoIt() throws {
        let scenario = try scenario()
        XCTAssertEqual(scenario.edges(of: .service(1, .all)), [0])
        XCTAssertEqual(scenario.edges(of: .service(0, .index(1))), [2])
    }

    func test_anEdgeIsFoundByItsEnds() throws {
        let scenario = try scenario()
        XCTAssertEqual(scenario.edges(of: .edge(from: .service(1), to: .any)), [1])
        XCTAssertEqual(scenario.edges(of: .edge(from: .any, to: .any)), [0, 1, 2])
        XCTAssertEqual(scenario.edges(of: .edge(from: .load(0), to: .service(0))), [2])
        // No service of the load's is in a zone.
        XCTAssertEqual(scenario.edges(of: .edge(from: .zone(0), to: .any)), [0, 1])
        XCTAssertEqual(scenario.edges(of: .edge(from: .service(2), to: .any)), [])
    }

    func test_partitionsStopBothDirections_andOnlyBetweenTheSides() throws {
        let scenario = try scenario()
        let a = Target.service(0, .all)
        let b = Target.service(1, .all)
        let c = Target.service(2, .all)
        XCTAssertEqual(scenario.edges(between: [b], and: [a, c]), [0, 1])
        XCTAssertEqual(scenario.edges(between: [c], and: [a]), [])
        XCTAssertEqual(scenario.edges(between: [a], and: [.load(0)]), [2])
    }

    func test_aZoneOutageFallsOnTheServicesThatStandThere() throws {
        let scenario = try scenario()
        let outage = Fault(kind: .zoneOutage, on: [.zone(1)], at: .start)
        XCTAssertEqual(scenario.services(of: outage), [0, 2])
        let latency = Fault(
            kind: .latency(delay: .constant(.seconds(1)), jitter: .zero),
            on: [.service(1, .all)], at: .start)
        XCTAssertEqual(scenario.services(of: latency), [])
        XCTAssertEqual(scenario.edges(of: latency), [0])
    }

    func test_targetsAreWrittenAsTheFormatReadsThem() throws {
        let scenario = try scenario()
        let table: [(Target, String)] = [
            (.service(0, .all), "a"), (.service(0, .index(1)), "a#1"),
            (.service(0, .count(2)), "a[2]"), (.service(0, .share(0.5)), "a[50%]"),
            (.edge(from: .any, to: .service(2)), "* -> c"),
            (.edge(from: .load(0), to: .service(0)), "load:users -> a"),
            (.zone(1), "zone:y"), (.load(0), "load:users"),
        ]
        for (target, text) in table { XCTAssertEqual(scenario.text(of: target), text) }
    }

    func test_edgesAreNamedByBothEnds() throws {
        let scenario = try scenario()
        XCTAssertEqual(
            (0..<scenario.edgeCount).map { scenario.edgeName($0) },
            ["a -> b", "b -> c", "load:users -> a"])
        XCTAssertEqual(scenario.entryEdge(of: 0), 2)
        XCTAssertNil(scenario.caller(of: 2))
        XCTAssertEqual(scenario.stream(ofEntry: 2), 0)
        XCTAssertNil(scenario.stream(ofEntry: 1))
    }

    func test_thePlaceIsThatOfTheNearestNode_whenAKeyIsNotWritten() throws {
        let scenario = try scenario()
        let services = "topology.services"
        XCTAssertEqual(scenario.place(of: "\(services).b.zones")?.line, 5)
        XCTAssertEqual(
            scenario.place(of: "\(services).b.restart.after"),
            scenario.place(of: "\(services).b"))
        XCTAssertNil(scenario.place(of: "nothing.of.this"))
    }
}

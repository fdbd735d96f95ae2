import Timebase
import Topologies
import XCTest

final class TopologyTests: XCTestCase {
    private func call(_ service: Int, _ endpoint: Int = 0) -> Step {
        .call(.init(to: EndpointReference(service: service, endpoint: endpoint), policy: nil))
    }

    func test_edgesAreThoseOfAllSteps_eachOnceInOrder() {
        let topology = Topology(
            name: "t",
            services: [
                Service(
                    name: "a",
                    endpoints: [
                        Endpoint(
                            name: "GET /", steps: [.all([[call(2)], [call(1), call(2, 1)]])]),
                        Endpoint(name: "PUT /", steps: [call(1)]),
                    ]),
                Service(
                    name: "b",
                    endpoints: [
                        Endpoint(
                            name: "GET /",
                            steps: [
                                .repeat(
                                    count: 2, parallel: false,
                                    steps: [.any([[.work(.constant(.zero))], [call(2)]])])
                            ])
                    ]),
                Service(name: "c", endpoints: []),
            ])
        XCTAssertEqual(
            topology.edges, [Edge(from: 0, to: 2), Edge(from: 0, to: 1), Edge(from: 1, to: 2)])
        XCTAssertEqual(topology.service(named: "c"), 2)
        XCTAssertNil(topology.service(named: "d"))
    }

    func test_instancesStandInTheirZonesInTurn() {
        let spread = Service(name: "s", replicas: 5, endpoints: [])
        XCTAssertEqual((0..<5).map { spread.zone(ofInstance: $0, zoneCount: 3) }, [0, 1, 2, 0, 1])
        let chosen = Service(name: "s", replicas: 3, zones: [2, 0], endpoints: [])
        XCTAssertEqual((0..<3).map { chosen.zone(ofInstance: $0, zoneCount: 3) }, [2, 0, 2])
        XCTAssertNil(spread.zone(ofInstance: 0, zoneCount: 0))
    }
}

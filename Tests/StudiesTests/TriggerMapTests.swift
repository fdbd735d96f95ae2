import Faults
import Resilience
import Scenarios
import Scoring
import Studies
import Timebase
import Topologies
import Workloads
import XCTest

/// The map finds the edge beyond which a system does not come back by itself.
final class TriggerMapTests: XCTestCase {
    /// 4 slots of 20 ms serve 200/s, and 175/s are sent with three attempts each: what a pause of
    /// two seconds leaves behind never drains, for retries add more than the 25/s that are left.
    private func storm(retrying: Bool) -> Scenario {
        var policy = Policy(timeout: .milliseconds(200))
        if retrying {
            policy.retry = Retry(
                attempts: 3,
                backoff: Retry.Backoff(
                    base: .milliseconds(10), max: .milliseconds(10), jitter: .none))
        }
        let topology = Topology(
            name: "storm", network: .constant(.zero),
            policies: [Topology.NamedPolicy(name: "eager", policy: policy, path: "eager")],
            services: [
                Service(
                    name: "gateway", concurrency: nil,
                    endpoints: [
                        Endpoint(
                            name: "GET /a",
                            steps: [
                                .call(
                                    Step.Call(
                                        to: EndpointReference(service: 1, endpoint: 0), policy: 0))
                            ])
                    ]),
                Service(
                    name: "orders", concurrency: 4, backlog: 128,
                    endpoints: [
                        Endpoint(
                            name: "GET /o", steps: [.work(.constant(.milliseconds(20)))])
                    ]),
            ])
        var scenario = Scenario(
            title: "storm", topology: topology, duration: .seconds(40), warmup: .seconds(1),
            load: [
                LoadStream(
                    name: "main", send: EndpointReference(service: 0, endpoint: 0),
                    demand: .open(.constant(175), .constant), timeout: .seconds(1))
            ])
        scenario.faults = [
            Fault(
                kind: .pause, on: [.service(1, .all)], at: .start + .seconds(7),
                lasts: .seconds(2), path: "faults[0]")
        ]
        return scenario
    }

    func test_retriesHoldABusyServiceDown_andAnIdleOneComesBack() {
        let map = triggerMap(of: storm(retrying: true), seed: 1)
        XCTAssertEqual(map.sizes, [1], "a pause has no strength")
        XCTAssertEqual(map.lengths, [0.25, 0.5, 1, 2, 4])
        XCTAssertEqual(map.length, .seconds(2))
        XCTAssertEqual(map.cells.count, 20)
        // 60 % are 105/s; even three times as many is no more than the 200/s that are served only
        // for as long as the queue lasts. All of them, 175/s, have nowhere to go.
        let usual = try? XCTUnwrap(map.lengths.firstIndex(of: 1))
        XCTAssertEqual(map.cell(load: 2, size: 0, length: usual ?? 0), .metastable)
        // 120 % of 175/s are 210/s: more than is served, fault or none.
        XCTAssertEqual(map.cell(load: 3, size: 0, length: 0), .overloaded)
        XCTAssertEqual(map, triggerMap(of: storm(retrying: true), seed: 1))
    }

    func test_withoutRetriesItAlwaysComesBack() {
        let map = triggerMap(of: storm(retrying: false), seed: 1)
        for load in 0..<3 {
            for length in map.lengths.indices {
                guard case .recovered = map.cell(load: load, size: 0, length: length) else {
                    return XCTFail("load \(map.loads[load]), length \(map.lengths[length])")
                }
            }
        }
    }

    func test_whatHasAStrengthIsVaried() {
        var scenario = storm(retrying: false)
        scenario.faults[0].kind = .latency(
            delay: .constant(.milliseconds(50)), jitter: .zero)
        scenario.faults[0].on = [.edge(from: .service(0), to: .service(1))]
        scenario.faults[0].lasts = .seconds(1)
        let map = triggerMap(of: scenario, seed: 1)
        XCTAssertEqual(map.sizes, [0.5, 1, 1.5, 2])
        XCTAssertEqual(map.cells.count, 4 * 4 * 5)
        XCTAssertFalse(map.cells.contains(.metastable))
    }
}

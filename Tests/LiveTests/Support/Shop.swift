import Chance
import Live
import Resilience
import Timebase
import Topologies
import XCTest

/// A front that calls a back, as instances that answer on real sockets.
enum Shop {
    static let front: Int32 = 0
    static let back: Int32 = 1

    /// - Parameter work: how long the back works on `GET /work`.
    static func topology(work: Duration = .milliseconds(300)) -> Topology {
        func call(_ endpoint: Int, isOptional: Bool = false) -> [Step] {
            let to = EndpointReference(service: 1, endpoint: endpoint)
            return [.call(Step.Call(to: to, policy: nil, isOptional: isOptional))]
        }
        let front = Service(
            name: "front",
            endpoints: [
                Endpoint(name: "GET /plain", steps: []),
                Endpoint(name: "POST /plain", steps: []),
                Endpoint(name: "GET /through", steps: call(0)),
                Endpoint(name: "GET /work", steps: call(1)),
                Endpoint(name: "GET /reduced", steps: call(2, isOptional: true)),
                Endpoint(name: "GET /deep", steps: call(3)),
                Endpoint(name: "GET /naïve path", steps: []),
            ])
        let back = Service(
            name: "back \"1\"\\",
            endpoints: [
                Endpoint(name: "GET /plain", steps: []),
                Endpoint(name: "GET /work", steps: [.work(.constant(work))]),
                Endpoint(name: "GET /broken", steps: [.respond(status: 500, chance: 1)]),
                Endpoint(
                    name: "GET /reduced",
                    steps: [
                        .call(
                            Step.Call(
                                to: EndpointReference(service: 2, endpoint: 0), policy: nil,
                                isOptional: true))
                    ]),
            ])
        let last = Service(
            name: "last",
            endpoints: [Endpoint(name: "GET /broken", steps: [.respond(status: 500, chance: 1)])])
        return Topology(name: "shop", services: [front, back, last])
    }

    /// Runs `body` with the instances; they are stopped afterwards.
    static func with<Answer>(
        _ topology: Topology = topology(), clientPatience: Duration = .seconds(10),
        _ body: (StationThread) throws -> Answer
    ) throws -> Answer {
        let instances = try StationThread(topology, clientPatience: clientPatience)
        defer { instances.stop() }
        return try body(instances)
    }
}

/// Waits until a condition holds, and fails when it does not within 10 s.
func waitUntil(
    _ what: String, file: StaticString = #filePath, line: UInt = #line,
    _ condition: () throws -> Bool
) rethrows {
    for _ in 0..<10_000 {
        if try condition() { return }
        usleep(1000)
    }
    XCTFail("not within 10 s: \(what)", file: file, line: line)
}

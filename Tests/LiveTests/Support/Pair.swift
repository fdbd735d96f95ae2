import Resilience
import Topologies

/// A front whose `GET /call` asks a callee that the test plays itself.
enum Pair {
    static func topology(
        calling port: UInt16, policy: Policy? = nil, concurrency: Int? = 64,
        abandoned: Service.Abandoned = .finish
    ) -> Topology {
        let address = ExternalAddress(host: "127.0.0.1", port: Int(port))
        let callee = Service(
            name: "the test", implementation: .external(address),
            endpoints: [Endpoint(name: "POST /callee", steps: [])])
        let call = Step.Call(
            to: EndpointReference(service: 1, endpoint: 0), policy: policy.map { _ in 0 })
        let front = Service(
            name: "front", concurrency: concurrency, abandoned: abandoned,
            endpoints: [Endpoint(name: "GET /call", steps: [.call(call)])])
        let named = policy.map { [Topology.NamedPolicy(name: "own", policy: $0, path: "")] }
        return Topology(name: "pair", policies: named ?? [], services: [front, callee])
    }
}

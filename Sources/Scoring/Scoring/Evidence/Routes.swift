import Scenarios
import Topologies

/// Which edges and services the requests of each stream pass, from the topology alone.
struct Routes {
    /// Expected calls per request of each stream over each edge, all optional ones included.
    private(set) var calls: [[Double]]
    /// For each stream the edges that lie on a path of non-optional calls.
    private(set) var required: [[Bool]]
    private let scenario: Scenario

    init(_ scenario: Scenario) {
        self.scenario = scenario
        calls = scenario.load.map { _ in Array(repeating: 0, count: scenario.edgeCount) }
        required = scenario.load.map { _ in Array(repeating: false, count: scenario.edgeCount) }
        for (stream, load) in scenario.load.enumerated() {
            calls[stream][scenario.entryEdge(of: stream)] = 1
            required[stream][scenario.entryEdge(of: stream)] = true
            follow(load.send, Walk(stream: stream, times: 1, isRequired: true, depth: 0))
        }
    }

    /// Where a walk stands: how often it comes here per request, and whether it must.
    private struct Walk {
        var stream: StreamID
        var times: Double
        var isRequired: Bool
        var depth: Int
    }

    private mutating func follow(_ endpoint: EndpointReference, _ walk: Walk) {
        // A path longer than there are services goes round; the cycle's first lap has said it all.
        guard walk.depth <= scenario.topology.services.count else { return }
        let service = scenario.topology.services[endpoint.service]
        if case .command(let program) = service.implementation {
            follow(program, endpoint.service, walk)
        } else {
            follow(service.endpoints[endpoint.endpoint].steps, from: endpoint.service, walk)
        }
    }

    /// Nobody knows what a user's program asks whom for: each request is taken to need one call to
    /// everything it says it calls. What those calls ask for is unknown, too, and any endpoint of a
    /// reference service stands for all of them.
    private mutating func follow(_ program: CommandService, _ service: ServiceID, _ walk: Walk) {
        for dependency in program.calls {
            let callee = EndpointReference(service: dependency.service, endpoint: 0)
            follow(Step.Call(to: callee, policy: nil), from: service, walk)
        }
    }

    private mutating func follow(_ steps: [Step], from service: ServiceID, _ walk: Walk) {
        var walk = walk
        for step in steps {
            switch step {
            case .work, .cpu: break
            case .respond(_, let chance): walk.times *= 1 - chance
            case .call(let call): follow(call, from: service, walk)
            case .all(let branches), .any(let branches):
                for branch in branches { follow(branch, from: service, walk) }
            case .repeat(let count, _, let steps):
                var inner = walk
                inner.times *= Double(count)
                follow(steps, from: service, inner)
            }
        }
    }

    private mutating func follow(_ call: Step.Call, from service: ServiceID, _ walk: Walk) {
        guard
            let edge = scenario.topology.edges.firstIndex(
                of: Edge(from: service, to: call.to.service))
        else { return }
        var next = walk
        next.isRequired = walk.isRequired && !call.isOptional
        next.depth += 1
        calls[walk.stream][edge] += walk.times
        if next.isRequired { required[walk.stream][edge] = true }
        follow(call.to, next)
    }

    /// Expected requests at a service per request of a stream.
    func visits(of service: ServiceID, by stream: StreamID) -> Double {
        (0..<scenario.edgeCount).reduce(0) { sum, edge in
            scenario.callee(of: edge) == service ? sum + calls[stream][edge] : sum
        }
    }

    /// Whether a stream's requests pass an edge at all.
    func passes(_ edge: EdgeID, stream: StreamID) -> Bool { calls[stream][edge] > 0 }

    /// Whether a stream has a path of non-optional calls to one of these edges or services.
    func depends(_ stream: StreamID, onEdges edges: [EdgeID], services: [ServiceID]) -> Bool {
        required[stream].indices.contains { edge in
            required[stream][edge]
                && (edges.contains(edge) || services.contains(scenario.callee(of: edge)))
        }
    }
}

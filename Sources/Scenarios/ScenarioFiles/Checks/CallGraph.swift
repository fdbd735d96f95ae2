import Topologies

/// Who calls whom, endpoint by endpoint: finds calls that go round in a circle and requests that
/// would fan out without end.
struct CallGraph {
    /// How many calls one request may cause.
    static let most = 100_000.0
    /// How often the innermost of nested repeats may run for one request.
    static let mostRounds = 1_000_000.0

    let calls: [TopologyReader.Call]
    let names: Names

    func check() {
        var graph: [EndpointReference: [Int]] = [:]
        for (index, call) in calls.enumerated() { graph[call.from, default: []].append(index) }
        var done: [EndpointReference: Double] = [:]  // calls that one request to it causes
        for call in calls where done[call.from] == nil {
            guard walk(from: call.from, graph, &done) else { return }
        }
    }

    /// One endpoint on the way down: its next call, and what it was called by.
    private struct Level {
        var endpoint: EndpointReference
        var next = 0
        var causes = 0.0
    }

    /// Walks depth first, without recursion: a chain may be longer than a thread's stack allows.
    private func walk(
        from start: EndpointReference, _ graph: [EndpointReference: [Int]],
        _ done: inout [EndpointReference: Double]
    ) -> Bool {
        var levels = [Level(endpoint: start)]
        var onTheWay: Set<EndpointReference> = [start]  // and those done, which are asked for first
        while var level = levels.last {
            let outgoing = graph[level.endpoint] ?? []
            guard level.next < outgoing.count else {
                done[level.endpoint] = level.causes
                levels.removeLast()
                continue
            }
            let call = calls[outgoing[level.next]]
            if let causes = done[call.to] {
                level.causes += call.times * (1 + causes)
                level.next += 1
                levels[levels.count - 1] = level
                guard level.causes <= Self.most else {
                    call.node.report(
                        "one request to \(name(level.endpoint)) causes more than 100000 calls",
                        expected: "fewer or smaller repeats")
                    return false
                }
            } else if onTheWay.insert(call.to).inserted {
                levels.append(Level(endpoint: call.to))
            } else {
                reportCircle(call, levels.map(\.endpoint))
                return false
            }
        }
        return true
    }

    private func reportCircle(_ call: TopologyReader.Call, _ way: [EndpointReference]) {
        let start = way.firstIndex(of: call.to) ?? 0
        let round = way[start...].prefix(8).map { name($0) } + [name(call.to)]
        call.node.report(
            "calls go round in a circle: \(round.joined(separator: " -> "))",
            expected: "calls that come to an end")
    }

    private func name(_ endpoint: EndpointReference) -> String {
        let service = names.services[endpoint.service]
        return escaped("\(service) \(names.endpoints[endpoint.service][endpoint.endpoint])")
    }
}

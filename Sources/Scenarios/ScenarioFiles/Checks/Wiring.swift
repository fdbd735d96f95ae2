import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// A scenario's calls laid out for the lints: who calls whom, callers before callees.
struct Wiring {
    let scenario: Scenario
    /// In the order of the file.
    let calls: [TopologyReader.Call]
    /// The calls that each endpoint makes, and those made to it; endpoints are numbered through.
    let outgoing: [[Int]]
    let incoming: [[Int]]
    /// Endpoints, each after all that call it.
    let order: [Int]
    /// The calls of each line, which share what their policy holds for one caller and callee.
    let lineMates: [LineKey: [Int]]
    /// The number of each service's first endpoint.
    private let firstEndpoint: [Int]

    /// A caller service, a callee and the policy between them.
    struct LineKey: Hashable {
        var from: ServiceID
        var to: ServiceID
        var policy: PolicyID?

        init(_ call: TopologyReader.Call) {
            (from, to, policy) = (call.from.service, call.to.service, call.policy)
        }
    }

    /// - Parameter calls: those of all endpoints; ``CallGraph`` has found no circle among them.
    init(_ scenario: Scenario, calls: [TopologyReader.Call]) {
        self.scenario = scenario
        self.calls = calls
        lineMates = Dictionary(grouping: calls.indices) { LineKey(calls[$0]) }
        var first: [Int] = []
        var count = 0
        for service in scenario.topology.services {
            first.append(count)
            count += service.endpoints.count
        }
        firstEndpoint = first
        var outgoing: [[Int]] = Array(repeating: [], count: count)
        var incoming = outgoing
        for (index, call) in calls.enumerated() {
            outgoing[first[call.from.service] + call.from.endpoint].append(index)
            incoming[first[call.to.service] + call.to.endpoint].append(index)
        }
        self.outgoing = outgoing
        self.incoming = incoming
        var waiting = incoming.map(\.count)
        var order = waiting.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for call in outgoing[order[next]] {
                let callee = first[calls[call].to.service] + calls[call].to.endpoint
                waiting[callee] -= 1
                if waiting[callee] == 0 { order.append(callee) }
            }
            next += 1
        }
        self.order = order
    }

    /// An endpoint's number in ``outgoing``, ``incoming`` and ``order``.
    func number(of endpoint: EndpointReference) -> Int {
        firstEndpoint[endpoint.service] + endpoint.endpoint
    }

    func policy(_ id: PolicyID?) -> Policy {
        id.map { scenario.topology.policies[$0].policy } ?? .none
    }

    /// The call that stands in for one under this policy.
    func fallbackCall(of policy: PolicyID) -> Step.Call? {
        scenario.topology.policies[policy].fallbackCall
    }

    func endpoint(_ reference: EndpointReference) -> Endpoint {
        scenario.topology.services[reference.service].endpoints[reference.endpoint]
    }
}

extension Policy {
    /// Whether it has both, the one around the other.
    func stands(_ outer: Stage, around inner: Stage) -> Bool {
        guard has(outer), has(inner), let first = stages.firstIndex(of: outer),
            let second = stages.firstIndex(of: inner)
        else { return false }
        return first < second
    }
}

// MARK: words and places

extension Wiring {
    /// Two decimals at most, cut off, so that what is below a bound never looks like it: `1.2`.
    func decimal(_ value: Double) -> String {
        if value >= 1e15 { return "more than 1000000000000000" }
        let hundredths = Int(value * 100 + 1e-6)
        let (whole, fraction) = hundredths.quotientAndRemainder(dividingBy: 100)
        if fraction % 10 > 0 { return "\(whole).\(fraction / 10)\(fraction % 10)" }
        return fraction > 0 ? "\(whole).\(fraction / 10)" : "\(whole)"
    }

    func name(_ id: ServiceID) -> String { escaped(scenario.topology.services[id].name) }

    /// `orders POST /orders`.
    func name(_ reference: EndpointReference) -> String {
        "\(name(reference.service)) \(escaped(endpoint(reference).name))"
    }

    /// `gateway -> orders`.
    func name(of call: TopologyReader.Call) -> String {
        "\(name(call.from.service)) -> \(name(call.to.service))"
    }

    /// `load:checkout -> gateway`.
    func name(of stream: LoadStream) -> String {
        "load:\(escaped(stream.name)) -> \(name(stream.send.service))"
    }

    /// Where a key of a policy stands, or the policy where that is its default.
    func place(of key: String, inPolicy policy: PolicyID?) -> SourcePlace {
        place(policy.map { "\(scenario.topology.policies[$0].path).\(key)" } ?? "")
    }

    /// Where a key of a service stands.
    func place(of key: String, inService service: ServiceID) -> SourcePlace {
        let name = scenario.topology.services[service].name
        return place("topology.services.\(KeyPath.step(name)).\(key)")
    }

    func place(_ path: String) -> SourcePlace {
        scenario.place(of: path) ?? SourcePlace(file: "", line: 0, column: 0)
    }
}

import Chance
import Resilience
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    package static let topology = ObjectTable(
        "Topology", "What runs.",
        [
            KeyRow("name", "text", default: "topology", "Its name in results."),
            KeyRow("network", "[Network](#network)", default: [:], "How far instances are apart."),
            KeyRow("zones", "list of names", defaultText: "none", "Where instances stand."),
            KeyRow(
                "policies", "object of [Policy](#policy)", defaultText: "none",
                "Policies that calls and streams name."),
            KeyRow("services", "object of [Service](#service)", required: true, "What runs."),
            .later("stores", "Databases with replicas."),
            .later("caches", "Caches between services and what they ask for."),
            .later("topics", "Topics of an event broker."),
            .later("registry", "How callers learn of instances."),
        ])

    package static let network = ObjectTable(
        "Network", "One-way times between instances.",
        [
            KeyRow(
                "latency", "duration or distribution", default: "0s",
                "Within a zone, or without zones."),
            KeyRow(
                "crossZone", "duration or distribution", defaultText: "as `latency`",
                "Between instances of different zones."),
        ])
}

/// Reads a topology, and remembers what the rest of the scenario refers to.
struct TopologyReader {
    /// A call as it was read, for the checks on the whole graph.
    struct Call {
        var from: EndpointReference
        var to: EndpointReference
        var policy: PolicyID?
        /// A failure of it does not fail its caller.
        var isOptional = false
        /// It carries an idempotency key.
        var isKeyed = false
        var times: Double
        var node: Node
    }

    var names: Names
    /// The topology's file, which paths in it are relative to.
    let base: String
    /// What is to run it; nil where that has a problem.
    var engine: Scenario.Engine?
    var policies: [Topology.NamedPolicy] = []
    private(set) var calls: [Call] = []
    /// Whether every call could be read: else nothing is said about edges that none makes.
    private(set) var knowsAllCalls = true

    init(_ names: Names, base: String) {
        self.names = names
        self.base = base
    }

    mutating func read(_ node: Node) -> Topology? {
        guard let fields = Fields(node, .topology) else { return nil }
        let network = fields["network"].flatMap { Fields($0, .network) }
        readZones(fields["zones"])
        readPolicies(fields["policies"])
        let services = readServices(fields["services"])
        return Topology(
            name: fields["name"]?.text() ?? "",
            network: network?["latency"]?.distribution() ?? .constant(.zero),
            crossZoneNetwork: network?["crossZone"]?.distribution(),
            zones: names.zones, policies: policies, services: services)
    }

    private mutating func readZones(_ node: Node?) {
        guard let nodes = node?.elements(expected: "a list of names, such as [\"a\", \"b\"]") else {
            return
        }
        for node in nodes {
            guard let name = node.text(expected: "a name in quotes") else { continue }
            node.checkIdentifier(name, at: node.tree.place, kind: "zone")
            if names.zones.contains(name) { node.refuse(expected: "each zone once") }
            names.zones.append(name)
        }
    }

    private mutating func readPolicies(_ node: Node?) {
        guard let members = node?.members(expected: "an object of policies by name") else { return }
        for (name, place, node) in members {
            node.checkIdentifier(name, at: place, kind: "policy")
            policies.append(
                .init(name: name, policy: node.policy() ?? .none, path: node.path))
        }
        for (id, member) in members.enumerated() { readFallbackCall(of: id, at: member.node) }
        checkFallbackCircles(members.map(\.node))
    }

    private mutating func readServices(_ node: Node?) -> [Service] {
        guard let node, let members = node.members(expected: "an object of services by name") else {
            return []
        }
        if members.isEmpty { node.refuse(expected: "at least one service") }
        var services: [Service] = []
        for (id, (name, place, node)) in members.enumerated() {
            node.checkIdentifier(name, at: place, kind: "service")
            services.append(readService(node, name: name, id: id))
        }
        let instances = services.reduce(0) { $0 + $1.replicas }
        if instances > 1_000_000 {
            node.report(
                "all services have \(instances) replicas", expected: "at most 1000000 in all")
        }
        return services
    }

    /// A policy by name, or the object itself, which then joins the policies.
    mutating func policy(_ node: Node) -> PolicyID? {
        if let name = node.tree.string {
            if let id = names.policy(name) { return id }
            node.refuseName(name, kind: "policy", among: names.policies)
            return nil
        }
        guard let policy = node.policy() else { return nil }
        let id = policies.count
        policies.append(.init(name: node.path, policy: policy, path: node.path))
        readFallbackCall(of: id, at: node)
        return id
    }

    mutating func add(_ call: Call) { calls.append(call) }
    mutating func missCall() { knowsAllCalls = false }
}

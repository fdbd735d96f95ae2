public import Chance
public import Resilience
public import Timebase

/// What runs: services, their endpoints, the policies on their calls, the zones they stand in.
public struct Topology: Hashable, Sendable {
    public var name: String
    /// One way, between instances of the same zone or of none.
    public var network: Distribution
    /// One way, between instances of different zones; nil: as within a zone.
    public var crossZoneNetwork: Distribution?
    public var zones: [String]
    /// Every policy that a call or a stream names or holds itself.
    public var policies: [NamedPolicy]
    public var services: [Service]
    /// Every caller and callee that a step, or a program's list of whom it calls, joins, in the
    /// order of services and steps; derived.
    public let edges: [Edge]

    public init(
        name: String, network: Distribution = .constant(.zero),
        crossZoneNetwork: Distribution? = nil, zones: [String] = [],
        policies: [NamedPolicy] = [], services: [Service]
    ) {
        self.name = name
        self.network = network
        self.crossZoneNetwork = crossZoneNetwork
        self.zones = zones
        self.policies = policies
        self.services = services
        edges = Topology.edges(of: services, policies)
    }

    /// A policy and where it was written.
    public struct NamedPolicy: Hashable, Sendable {
        /// Its name in `policies`, or for one written at the call, the call's own path.
        public var name: String
        public var policy: Policy
        /// The key path of its object in the scenario, such as `topology.policies.careful`.
        public var path: String
        /// Whom a fallback that is another call asks, under what policy.
        public var fallbackCall: Step.Call?
        public init(
            name: String, policy: Policy, path: String, fallbackCall: Step.Call? = nil
        ) {
            self.name = name
            self.policy = policy
            self.path = path
            self.fallbackCall = fallbackCall
        }
    }

    private static func edges(of services: [Service], _ policies: [NamedPolicy]) -> [Edge] {
        var edges: [Edge] = []
        var seen: Set<Edge> = []
        for (caller, service) in services.enumerated() {
            for callee in service.callees(under: policies) {
                let edge = Edge(from: caller, to: callee)
                if seen.insert(edge).inserted { edges.append(edge) }
            }
        }
        return edges
    }

    /// The service of this name.
    public func service(named name: String) -> ServiceID? {
        services.firstIndex { $0.name == name }
    }
}

extension Service {
    /// Whom it calls, once a call, and behind each whom its fallbacks call.
    fileprivate func callees(under policies: [Topology.NamedPolicy]) -> [ServiceID] {
        if case .command(let program) = implementation { return program.calls.map(\.service) }
        var callees: [ServiceID] = []
        for step in endpoints.flatMap(\.steps) {
            step.visit { step in
                guard case .call(let call) = step else { return }
                callees += call.withFallbacks(under: policies).map(\.to.service)
            }
        }
        return callees
    }
}

/// A caller and a callee, joined by at least one call.
public struct Edge: Hashable, Sendable {
    public var from: ServiceID
    public var to: ServiceID
    public init(from: ServiceID, to: ServiceID) {
        self.from = from
        self.to = to
    }
}

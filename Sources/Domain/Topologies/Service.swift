public import Resilience

/// A service: how many instances it has, how much each takes on, and what its endpoints do.
public struct Service: Hashable, Sendable {
    public var name: String
    public var implementation: Implementation
    /// Instances at the start; at least 1.
    public var replicas: Int
    /// The zones its instances go to in turn; empty means every zone of the topology in turn.
    public var zones: [ZoneID]
    /// Requests one instance works on at once; nil is without limit.
    public var concurrency: Int?
    /// Requests that may wait for a slot; one more is refused with 503; nil is without limit.
    public var backlog: Int?
    public var abandoned: Abandoned
    public var admission: Admission
    public var endpoints: [Endpoint]
    public var autoscale: Autoscaler.Settings?
    public var health: HealthCheck.Settings?
    public var restart: Restart.Settings?
    /// The startup, liveness and readiness probes of each instance.
    public var probes: Probes.Settings

    public init(
        name: String, implementation: Implementation = .reference, replicas: Int = 1,
        zones: [ZoneID] = [], concurrency: Int? = 64,
        backlog: Int? = 128, abandoned: Abandoned = .finish,
        admission: Admission = .open, endpoints: [Endpoint],
        autoscale: Autoscaler.Settings? = nil, health: HealthCheck.Settings? = nil,
        restart: Restart.Settings? = nil, probes: Probes.Settings = .init()
    ) {
        self.name = name
        self.implementation = implementation
        self.replicas = replicas
        self.zones = zones
        self.concurrency = concurrency
        self.backlog = backlog
        self.abandoned = abandoned
        self.admission = admission
        self.endpoints = endpoints
        self.autoscale = autoscale
        self.health = health
        self.restart = restart
        self.probes = probes
    }

    /// What an instance is.
    public enum Implementation: Hashable, Sendable {
        /// A reference service, which does the steps of its endpoints.
        case reference
        /// A program of the user's; its endpoints have names and no steps.
        case command(CommandService)
        /// A server that already runs; its endpoints have names and no steps.
        case external(ExternalAddress)
    }

    /// Whether what it is sent is HTTP; else it is told apart by connections alone.
    ///
    /// A program of the user's speaks HTTP where it is asked by HTTP whether it is ready, or where
    /// anything is sent to an endpoint of it.
    public var speaksHTTP: Bool {
        switch implementation {
        case .reference: return true
        case .external: return !endpoints.isEmpty
        case .command(let program):
            if case .answers = program.ready { return true }
            return !endpoints.isEmpty
        }
    }

    /// What becomes of a request whose caller has given up.
    public enum Abandoned: String, Hashable, Sendable, CaseIterable {
        /// It is finished all the same, its calls included.
        case finish
        /// It is dropped when it reaches a slot; one whose deadline is over, too.
        case drop
        /// It is dropped as well, and if it is being worked on it ends, and its calls with it.
        case cancel
    }

    /// The zone of its `index`-th instance, nil in a topology without zones.
    public func zone(ofInstance index: Int, zoneCount: Int) -> ZoneID? {
        if !zones.isEmpty { return zones[index % zones.count] }
        return zoneCount == 0 ? nil : index % zoneCount
    }
}

/// Something a service can be asked for.
public struct Endpoint: Hashable, Sendable {
    /// As written: `"POST /orders"`.
    public var name: String
    /// Whether asking twice has the effect of asking once.
    public var isIdempotent: Bool
    public var steps: [Step]
    public init(name: String, isIdempotent: Bool = false, steps: [Step]) {
        self.name = name
        self.isIdempotent = isIdempotent
        self.steps = steps
    }
}

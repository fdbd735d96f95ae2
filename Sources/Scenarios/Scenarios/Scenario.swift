public import Faults
public import Timebase
public import Topologies
public import Workloads

/// A checked scenario: what runs, who calls it, what goes wrong, and what must hold.
public struct Scenario: Hashable, Sendable {
    public var title: String
    public var why: String
    public var topology: Topology
    public var engine: Engine
    public var seed: UInt64
    /// How many seeds are run, from `seed` on.
    public var seeds: Int
    /// When the load stops and every fault is undone.
    public var duration: Duration
    /// Figures before this count nowhere.
    public var warmup: Duration
    /// The availability that makes a baseline steady.
    public var steadyAvailability: Double
    public var load: [LoadStream]
    public var faults: [Fault]
    public var monkey: Monkey?
    public var objectives: [Objective]
    /// The ids of the objectives that must fail; nil: none must.
    public var mustFail: [String]?
    /// What ends a live run early.
    public var aborts: [AbortCondition]
    /// Protections that this scenario takes out of the one it extends, as written in `without`.
    public var without: [String]
    /// Where each node stands, by key path: `topology.policies.careful.timeout`, `faults[0].delay`.
    public var places: [String: SourcePlace]

    public init(
        title: String, why: String = "", topology: Topology, engine: Engine = .simulate,
        seed: UInt64 = 0, seeds: Int = 1, duration: Duration, warmup: Duration = .zero,
        steadyAvailability: Double = 0.95, load: [LoadStream], faults: [Fault] = [],
        monkey: Monkey? = nil, objectives: [Objective] = [], mustFail: [String]? = nil,
        aborts: [AbortCondition] = [], without: [String] = [], places: [String: SourcePlace] = [:]
    ) {
        self.title = title
        self.why = why
        self.topology = topology
        self.engine = engine
        self.seed = seed
        self.seeds = seeds
        self.duration = duration
        self.warmup = warmup
        self.steadyAvailability = steadyAvailability
        self.load = load
        self.faults = faults
        self.monkey = monkey
        self.objectives = objectives
        self.mustFail = mustFail
        self.aborts = aborts
        self.without = without
        self.places = places
    }

    /// What carries a scenario out.
    public enum Engine: String, Hashable, Sendable, CaseIterable {
        case simulate
        case inProcess = "in-process"
        case subprocess
    }

    /// The place of the node at `path`, or of the nearest node around it.
    public func place(of path: String) -> SourcePlace? {
        var path = Substring(path)
        while !path.isEmpty {
            if let place = places[String(path)] { return place }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
            path = path[..<cut]
        }
        return nil
    }
}

extension Scenario {
    /// Edges between services, then one entry edge a stream; ``EdgeID`` counts through both.
    public var edgeCount: Int { topology.edges.count + load.count }

    /// The entry edge of a stream.
    public func entryEdge(of stream: StreamID) -> EdgeID { topology.edges.count + stream }

    /// The stream whose entry edge this is, or nil for an edge between services.
    public func stream(ofEntry edge: EdgeID) -> StreamID? {
        edge < topology.edges.count ? nil : edge - topology.edges.count
    }

    /// The callee of any edge.
    public func callee(of edge: EdgeID) -> ServiceID {
        stream(ofEntry: edge).map { load[$0].send.service } ?? topology.edges[edge].to
    }

    /// The calling service, nil for an entry edge.
    public func caller(of edge: EdgeID) -> ServiceID? {
        stream(ofEntry: edge) == nil ? topology.edges[edge].from : nil
    }

    /// The caller's name in results: a service, or `load:checkout`.
    public func callerName(of edge: EdgeID) -> String {
        if let stream = stream(ofEntry: edge) { return "load:\(load[stream].name)" }
        return topology.services[topology.edges[edge].from].name
    }

    /// `orders -> payments`, `load:checkout -> gateway`.
    public func edgeName(_ edge: EdgeID) -> String {
        "\(callerName(of: edge)) -> \(topology.services[callee(of: edge)].name)"
    }
}

extension Fault.Kind {
    /// The word of the scenario format.
    public var word: String {
        switch self {
        case .latency: "latency"
        case .error: "error"
        case .refuse: "refuse"
        case .reset: "reset"
        case .blackhole: "blackhole"
        case .cut: "cut"
        case .partition: "partition"
        case .kill: "kill"
        case .crashLoop: "crash-loop"
        case .pause: "pause"
        case .slowStart: "slow-start"
        case .zoneOutage: "zone-outage"
        case .overload: "overload"
        case .slowConnect: "slow-connect"
        case .bandwidth: "bandwidth"
        case .slice: "slice"
        case .truncate: "truncate"
        case .corrupt: "corrupt"
        case .slowBody: "slow-body"
        case .cpu: "cpu"
        case .memory: "memory"
        case .diskFull: "disk-full"
        case .breaker: "breaker"
        case .autoscalerStuck: "autoscaler-stuck"
        }
    }

    /// What a kind's target must be.
    public enum Scope: Hashable, Sendable {
        /// Edges; a service or instance stands for all edges into it.
        case edge
        /// Instances of services.
        case instance
        /// A zone.
        case zone
        /// A load stream.
        case load
        /// What watches over a service: its autoscaler.
        case platform
    }

    public var scope: Scope {
        switch self {
        case .latency, .error, .refuse, .reset, .blackhole, .cut, .partition, .slowConnect,
            .bandwidth, .slice, .truncate, .corrupt, .slowBody, .breaker:
            .edge
        case .kill, .crashLoop, .pause, .slowStart, .cpu, .memory, .diskFull: .instance
        case .zoneOutage: .zone
        case .overload: .load
        case .autoscalerStuck: .platform
        }
    }

    /// Whether it shapes the bytes that cross a connection, rather than deciding on an attempt:
    /// see ``ActiveFault/falls(on:attempt:)``.
    public var shapesBytes: Bool {
        switch self {
        case .slowConnect, .bandwidth, .slice, .truncate, .corrupt, .slowBody: true
        case .latency, .error, .refuse, .reset, .blackhole, .cut, .partition, .kill, .crashLoop,
            .pause, .slowStart, .zoneOutage, .overload, .cpu, .memory, .diskFull,
            .breaker, .autoscalerStuck:
            false
        }
    }

    /// Whether it needs to know where a request begins, so that it can fall on HTTP alone.
    public var needsHTTP: Bool {
        switch self {
        case .error, .slowBody: true
        default: false
        }
    }

    /// Whether it happens at one instant when no `for` is given; its window is then 5 s.
    public var isInstant: Bool { self == .kill }
}

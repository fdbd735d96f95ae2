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
    }

    public var scope: Scope {
        switch self {
        case .latency, .error, .refuse, .reset, .blackhole, .cut, .partition: .edge
        case .kill, .crashLoop, .pause, .slowStart: .instance
        case .zoneOutage: .zone
        case .overload: .load
        }
    }

    /// Whether it happens at one instant when no `for` is given; its window is then 5 s.
    public var isInstant: Bool { self == .kill }
}

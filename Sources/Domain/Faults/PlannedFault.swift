public import Chance
public import Timebase
public import Topologies

/// A fault with its windows laid out: from the file, or drawn for the monkey.
public struct PlannedFault: Hashable, Sendable {
    public var fault: Fault
    /// The instances drawn for the monkey, by index; nil: the fault's own targets say it.
    public var isMonkey: Bool
    /// Leashed: it is said and not done.
    public var isLeashed: Bool
    /// When it is active, half open, in order, within the run.
    public var windows: [Window]

    public struct Window: Hashable, Sendable {
        public var from: Instant
        /// When it is undone; an instant fault is undone by nobody and ends 5 s later on paper.
        public var to: Instant
        public init(from: Instant, to: Instant) {
            self.from = from
            self.to = to
        }
    }

    /// How long the window of an instant fault is.
    public static let instantWindow = Duration.seconds(5)

    /// Whether it happens at once and nothing is undone at the end of its window.
    public var isInstant: Bool { fault.kind.isInstant && fault.lasts == nil }

    /// From when its recovery counts: its last window's end, or an instant fault's last instant.
    public var over: Instant {
        guard let last = windows.last else { return fault.at }
        return isInstant ? last.from : last.to
    }

    /// Lays out the windows of a fault within a run.
    public init(_ fault: Fault, duration: Duration, isMonkey: Bool = false, isLeashed: Bool = false)
    {
        self.fault = fault
        self.isMonkey = isMonkey
        self.isLeashed = isLeashed
        windows = []
        let end = Instant.start + duration
        let length = fault.lasts ?? (fault.kind.isInstant ? PlannedFault.instantWindow : .forever)
        var from = fault.at
        while from < end {
            windows.append(Window(from: from, to: min(end, from + length)))
            guard let every = fault.every, every > .zero else { break }
            from = from + every
        }
    }

    /// Every fault of a run, the file's first and then the monkey's in order of time.
    public static func plan(
        faults: [Fault], monkey: Monkey?, topology: Topology, duration: Duration, key: Key
    ) -> [PlannedFault] {
        let own = faults.map { PlannedFault($0, duration: duration) }
        guard let monkey else { return own }
        let drawn = monkey.schedule(topology: topology, key: key.child(.monkey)).map {
            PlannedFault($0, duration: duration, isMonkey: true, isLeashed: monkey.isLeashed)
        }
        return own + drawn
    }
}

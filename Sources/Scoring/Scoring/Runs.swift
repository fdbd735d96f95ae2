public import Recordings
public import Scenarios

/// What one scoring rests on: the run, and the runs that it is held against.
public struct Runs: Hashable, Sendable {
    public var run: Recording
    /// The same scenario without faults, monkey and spikes, cut by the same windows. Nil for a run
    /// without faults, and for a live one, which is held against its own baseline.
    public var control: Recording?
    /// The overloaded streams rising past what the system can serve; only under overload, and only
    /// in simulation.
    public var capacity: Recording?
    /// What the protections of faulty edges did in their companion runs; only in simulation.
    public var harmless: [HarmlessTraffic]

    public init(
        run: Recording, control: Recording? = nil, capacity: Recording? = nil,
        harmless: [HarmlessTraffic] = []
    ) {
        self.run = run
        self.control = control
        self.capacity = capacity
        self.harmless = harmless
    }

    /// What the run is held against: its control run, or what its own baseline leads one to expect,
    /// or, without a fault or a baseline, itself.
    public func usual(in scenario: Scenario) -> Recording {
        Evidence(scenario, self).control ?? run
    }
}

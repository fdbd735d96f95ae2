public import Recordings

/// What one scoring rests on: the run, and the runs that it is held against.
public struct Runs: Hashable, Sendable {
    public var run: Recording
    /// The same scenario without faults, monkey and spikes, cut by the same windows.
    public var control: Recording?
    /// The overloaded streams rising past what the system can serve; only under overload.
    public var capacity: Recording?

    public init(run: Recording, control: Recording? = nil, capacity: Recording? = nil) {
        self.run = run
        self.control = control
        self.capacity = capacity
    }
}

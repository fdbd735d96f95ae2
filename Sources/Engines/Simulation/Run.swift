import Experiments
public import Recordings
public import Scenarios

/// What a simulation is run for.
public enum Role: Hashable, Sendable {
    /// The scenario as written.
    case run
    /// Without faults, monkey and spikes, but cut into the same phases.
    case control
    /// With its faults, but without spikes and overloads.
    case companion
    /// Without faults; the overloaded streams ramp up to 1.5 × their overload, and autoscaling
    /// stands still: the best goodput on the way is the capacity.
    case capacity

    var extent: LoadPlan.Extent {
        switch self {
        case .run: .all
        case .control, .companion: .base
        case .capacity: .capacity
        }
    }
}

/// Runs a scenario in virtual time.
///
/// The same scenario, seed and role give the same recording on every machine, to the last bit.
///
/// - Parameter isTraced: whether requests are followed on their way, for ``Recording/traces``; it
///   changes nothing else.
public func run(
    _ scenario: Scenario, seed: UInt64, as role: Role = .run, isTraced: Bool = false
) -> Recording {
    var simulator = Simulator(scenario, seed: seed, role: role, isTraced: isTraced)
    simulator.run()
    return simulator.recording()
}

/// How much a simulation had to do, for benchmarks.
public struct Effort: Hashable, Sendable {
    /// Events that went through the queue, and timers that were outlived in their lanes.
    public var events: Int
    /// Requests of users.
    public var requests: Int
    public init(events: Int, requests: Int) {
        self.events = events
        self.requests = requests
    }
}

/// Runs a scenario and says how much there was to do.
public func measuredRun(_ scenario: Scenario, seed: UInt64) -> (
    recording: Recording, effort: Effort
) {
    var simulator = Simulator(scenario, seed: seed, role: .run)
    simulator.run()
    return (simulator.recording(), simulator.effort)
}

/// The faults that a run would see, with windows, monkey's draws and spikes, in ledger order.
///
/// Nothing in them has happened yet: instances of `[2]` targets are drawn only when they begin.
public func plannedFaults(of scenario: Scenario, seed: UInt64) -> [FaultLedger] {
    FaultSchedule(scenario, seed: seed).ledgers
}

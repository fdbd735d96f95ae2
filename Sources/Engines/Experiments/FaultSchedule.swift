import Chance
public import Faults
public import Recordings
public import Scenarios
import Timebase
import Topologies
import Workloads

/// Every fault of a run and its ledger, in ledger order: the file's, the monkey's, the spikes.
public struct FaultSchedule {
    /// The file's faults, then the monkey's.
    public let planned: [PlannedFault]
    /// One a planned fault, then one a spike of the load.
    public let ledgers: [FaultLedger]

    /// Lays out the faults that a seed gives a scenario.
    public init(_ scenario: Scenario, seed: UInt64) {
        planned = PlannedFault.plan(
            faults: scenario.faults, monkey: scenario.monkey, topology: scenario.topology,
            duration: scenario.duration, key: Key(seed: seed))
        let own = planned.enumerated().map { number, planned in
            FaultSchedule.ledger(of: planned, number: number, in: scenario)
        }
        ledgers = own + FaultSchedule.spikes(of: scenario)
    }

    private static func ledger(
        of planned: PlannedFault, number: Int, in scenario: Scenario
    ) -> FaultLedger {
        FaultLedger(
            origin: planned.isMonkey ? .monkey : .fault(number), inject: planned.fault.kind.word,
            on: scenario.targets(of: planned.fault), name: planned.fault.name,
            spans: planned.isLeashed
                ? [] : planned.windows.map { FaultLedger.Span(from: $0.from, to: $0.to) },
            over: planned.over, edges: scenario.edges(of: planned.fault),
            services: scenario.services(of: planned.fault))
    }

    private static func spikes(of scenario: Scenario) -> [FaultLedger] {
        scenario.load.enumerated().compactMap { stream, load in
            guard case .open(.spike(_, _, let at, let lasts), _) = load.demand else { return nil }
            let end = min(Instant.start + scenario.duration, at + lasts)
            return FaultLedger(
                origin: .spike(stream), inject: "spike", on: "load:\(load.name)",
                spans: [FaultLedger.Span(from: at, to: end)], over: end,
                edges: [scenario.entryEdge(of: stream)])
        }
    }
}

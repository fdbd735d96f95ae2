import Recordings
import Resilience
import Scenarios
import Scoring
import Simulation
import Timebase
import Topologies

/// Runs changed scenarios and scores them against the runs of the scenario as it is.
///
/// Control and capacity stay those of the scenario as it is: every variant sees the same arrivals
/// and work times, and one yardstick makes their scores comparable.
struct TrialBench: Sendable {
    let scenario: Scenario
    let seed: UInt64
    let runs: Runs
    let card: Scorecard

    /// What came of a changed scenario.
    struct Trial: Sendable {
        var card: Scorecard
        var run: Recording
    }

    func trial(_ changed: Scenario) -> Trial {
        let recording = run(changed, seed: seed)
        let runs = Runs(
            run: recording, control: runs.control, capacity: runs.capacity,
            harmless: harmless(in: changed, recording))
        return Trial(card: score(changed, runs), run: recording)
    }

    /// The companion runs of the scenario as it is hold where nothing on their edge was changed.
    private func harmless(in changed: Scenario, _ recording: Recording) -> [HarmlessTraffic] {
        guard let control = runs.control else { return [] }
        let companions = Companions(changed, seed: seed, control: control)
        return companions.edges(under: recording.faults).flatMap { edge in
            let known = runs.harmless.filter { $0.edge == edge }
            let isKnown =
                !known.isEmpty
                && policies(on: edge, in: changed) == policies(on: edge, in: scenario)
            return isKnown ? known : companions.traffic(on: [edge])
        }
    }

    private func policies(on edge: EdgeID, in scenario: Scenario) -> [Policy] {
        scenario.policies(on: edge).map { scenario.topology.policies[$0].policy }
    }

    func trials(_ changed: [Scenario]) -> [Trial] { concurrentMap(changed) { trial($0) } }
}

extension Recording {
    /// All requests due in the phase `faults`, or in the whole run where there was no fault.
    private var underFault: StreamLedger.Cell {
        var sum = StreamLedger.Cell()
        let faults = windows.phase(named: "faults") ?? 0
        let phase = windows.phases[faults].isEmpty ? windows.phase(named: "run") ?? 0 : faults
        for stream in streams {
            let total = stream.total(of: phase, in: windows)
            sum.tally += total.tally
            sum.latency += total.latency
        }
        return sum
    }

    /// The share of requests under fault with an ok answer; nil without requests.
    var availabilityUnderFault: Double? {
        let tally = underFault.tally
        guard tally[.requests] > 0 else { return nil }
        return Double(tally[.succeeded] + tally[.degraded]) / Double(tally[.requests])
    }

    /// The 99th percentile of the latency under fault; nil with too few requests.
    var p99UnderFault: Duration? { underFault.latency.figure(0.99) }

    /// Requests of all streams after the warm-up that had no ok answer.
    var lost: Int {
        guard let phase = windows.phase(named: "run") else { return 0 }
        return streams.reduce(0) { sum, stream in
            let tally = stream.total(of: phase, in: windows).tally
            return sum + tally[.requests] - tally[.succeeded] - tally[.degraded]
        }
    }

    /// Requests of all streams after the warm-up, and those of them that were slow or failed.
    var slowAndAll: (slow: Int, all: Int) {
        guard let phase = windows.phase(named: "run") else { return (0, 0) }
        return streams.reduce(into: (0, 0)) { sum, stream in
            let tally = stream.total(of: phase, in: windows).tally
            sum.0 += tally[.slow]
            sum.1 += tally[.requests]
        }
    }
}

import Faults
import Recordings
public import Scenarios
public import Scoring
import Simulation
import Timebase

/// Runs a scenario with its faults smaller and larger, shorter and longer, at lower and higher
/// load, on all cores, and says what became of each version.
///
/// Each run goes on for long enough after its fault that staying ill can be told from recovering
/// late. The same scenario and seed give the same map on any number of cores.
public func triggerMap(of scenario: Scenario, seed: UInt64) -> TriggerMap {
    let grid = TriggerGrid(scenario)
    let controls = concurrentMap(grid.backgrounds) { background in
        run(
            grid.variant(load: background.load, size: grid.usualSize, length: background.length),
            seed: seed, as: .control)
    }
    let cells = concurrentMap(grid.places) { place in
        let control = controls[place.load * grid.lengths.count + place.length]
        guard control.isWell(in: scenario) else { return TriggerMap.Cell.overloaded }
        let variant = grid.variant(load: place.load, size: place.size, length: place.length)
        return cell(score(variant, Runs(run: run(variant, seed: seed), control: control)))
    }
    return TriggerMap(
        loads: grid.loads, sizes: grid.sizes, lengths: grid.lengths,
        length: scenario.faults.compactMap(\.lasts).max(), cells: cells)
}

/// What became of a variant, by the two objectives that it has.
private func cell(_ card: Scorecard) -> TriggerMap.Cell {
    if card.objectives[0].held == false { return .metastable }
    let recovery = card.objectives[1]
    guard let seconds = recovery.observed, recovery.reason == nil else { return .ill }
    return .recovered(.nanoseconds(Int64((seconds * 1e9).rounded())))
}

/// The versions of a scenario that a map is made of.
private struct TriggerGrid: Sendable {
    /// A place in the map, by number.
    struct Place: Sendable {
        var load: Int
        var size: Int
        var length: Int
    }

    let loads = [0.6, 0.8, 1, 1.2]
    let sizes: [Double]
    let lengths: [Double]
    private let scenario: Scenario
    private let duration: Duration

    init(_ scenario: Scenario) {
        self.scenario = scenario
        let hasSize = scenario.faults.contains { $0.stronger(by: 1) != nil }
        sizes = hasSize ? [0.5, 1, 1.5, 2] : [1]
        let hasLength = scenario.faults.contains { $0.lasts != nil }
        let lengths = hasLength ? [0.25, 0.5, 1, 2, 4] : [1]
        self.lengths = lengths
        let over = scenario.faults.map { fault in
            fault.at + (fault.lasts ?? .zero) * (lengths.last ?? 1)
        }
        // Three times as long as it takes to call something metastable, so that it has a chance.
        let wait = max(.seconds(30), TimeConstant.longest(in: scenario) * Int64(2))
        duration = max(scenario.duration, (over.max() ?? .start) - .start + wait + .seconds(30))
    }

    var usualSize: Int { sizes.firstIndex(of: 1) ?? 0 }

    /// What the runs of all sizes share.
    var backgrounds: [(load: Int, length: Int)] {
        loads.indices.flatMap { load in lengths.indices.map { (load, $0) } }
    }

    /// In the order of ``TriggerMap/cells``.
    var places: [Place] {
        loads.indices.flatMap { load in
            sizes.indices.flatMap { size in
                lengths.indices.map { Place(load: load, size: size, length: $0) }
            }
        }
    }

    func variant(load: Int, size: Int, length: Int) -> Scenario {
        var variant = scenario
        variant.duration = duration
        variant.load = scenario.load.map { $0.heavier(by: loads[load]) }
        variant.faults = scenario.faults.map { fault in
            let sized = fault.stronger(by: sizes[size]) ?? fault
            return sized.longer(by: lengths[length]) ?? sized
        }
        variant.objectives = [
            Objective(id: "metastable", expect: .metastable, of: .all, bound: .equals(0)),
            Objective(id: "recovery", expect: .recovery, of: .all, bound: .atLeast(0)),
        ]
        variant.mustFail = nil
        return variant
    }
}

extension Recording {
    /// Whether every stream was served as the scenario's steady baseline asks.
    fileprivate func isWell(in scenario: Scenario) -> Bool {
        guard let phase = windows.phase(named: "run") else { return false }
        return streams.allSatisfy { stream in
            let tally = stream.total(of: phase, in: windows).tally
            let good = tally[.succeeded] + tally[.degraded]
            return Double(good) >= scenario.steadyAvailability * Double(tally[.requests])
        }
    }
}

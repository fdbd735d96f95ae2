public import Scenarios
public import Scoring
import Simulation

/// What is kept of each of so many seeds from `first` on: run and control, and capacity run under
/// overload, without trials. All cores work, and at most a seed a core is in memory at a time.
///
/// - Parameter known: samples that were taken before, which are not taken again.
public func sampleSeeds(
    _ scenario: Scenario, from first: UInt64, count: Int, known: [SeedSample] = []
) -> [SeedSample] {
    let seeds = (0..<count).map { first &+ UInt64($0) }
    return concurrentMap(seeds) { seed in
        if let sample = known.first(where: { $0.seed == seed }) { return sample }
        let runs = Runs(of: scenario, seed: seed) { roles, perform in roles.map(perform) }
        var seeded = scenario
        seeded.seed = seed
        return SeedSample(seeded, runs, score(seeded, runs))
    }
}

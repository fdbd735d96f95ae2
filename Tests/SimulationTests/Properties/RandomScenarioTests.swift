import Foundation
import Recordings
import Simulation
import Synchronization
import XCTest

/// Random scenarios: nothing crashes, nothing sticks, nothing is left behind, everything adds up.
///
/// With `CHAOS_SEEDS=7-9` in the environment only these are run, and each is said beforehand.
final class RandomScenarioTests: XCTestCase {
    private var seeds: ClosedRange<UInt64> {
        let bounds = (ProcessInfo.processInfo.environment["CHAOS_SEEDS"] ?? "")
            .split(separator: "-").compactMap { UInt64($0) }
        guard let first = bounds.first, let last = bounds.last else { return 1...3000 }
        return first...last
    }

    func test_everyRandomScenario_runsAndAddsUp() throws {
        let isChosen = ProcessInfo.processInfo.environment["CHAOS_SEEDS"] != nil
        let seeds = Array(self.seeds)
        let outcomes = Mutex((seen: Seen(), failures: [UInt64: String]()))
        DispatchQueue.concurrentPerform(iterations: seeds.count) { place in
            let seed = seeds[place]
            guard outcomes.withLock({ $0.failures.isEmpty }) else { return }
            if isChosen { print("seed \(seed)") }
            let text = RandomScenario.text(seed: seed)
            var seen = Seen()
            let problems =
                (try? Self.problems(text, seed: seed, &seen)) ?? ["it cannot be read"]
            outcomes.withLock {
                $0.seen.add(seen)
                if problems.isEmpty { return }
                $0.failures[seed] = problems.joined(separator: "\n") + "\n\(text)"
            }
        }
        let (seen, failures) = outcomes.withLock { $0 }
        for seed in failures.keys.sorted() { XCTFail("seed \(seed):\n\(failures[seed]!)") }
        guard !isChosen, failures.isEmpty else { return }
        // The scenarios are about something.
        XCTAssertGreaterThan(seen.requests, 100_000)
        XCTAssertGreaterThan(seen.touched, 20_000)
        XCTAssertGreaterThan(seen.deaths, 2000)
    }

    /// What the scenarios are about, added up.
    private struct Seen {
        var requests = 0
        var touched = 0
        var deaths = 0

        mutating func add(_ other: Seen) {
            requests += other.requests
            touched += other.touched
            deaths += other.deaths
        }
    }

    private static func problems(
        _ text: String, seed: UInt64, _ seen: inout Seen
    ) throws -> [String] {
        let scenario = try Trial.read(text)
        guard let occupancy = occupancy(of: scenario, seed: seed, within: 30_000_000) else {
            return ["it is stuck"]
        }
        let trial = Trial(scenario, seed: seed)
        var problems = LedgerChecks(trial).broken
        if occupancy.held != 0 || occupancy.live.contains(where: { $0 != 0 }) {
            problems.append("left behind: \(occupancy.live), \(occupancy.held) held")
        }
        if occupancy.missing.contains(where: { $0 != 0 }) {
            problems.append("unaccounted for at the services: \(occupancy.missing)")
        }
        if seed % 2 == 0 {
            var again = Simulation.run(scenario, seed: seed, isTraced: true)
            problems += TraceChecks(scenario, again).broken
            again.traces = nil
            if again != trial.recording { problems.append("a second run differs") }
        } else {
            let control = Trial(scenario, seed: seed, as: .control)
            problems += LedgerChecks(control).broken.map { "control: \($0)" }
            problems += differences(trial, control)
        }
        for stream in trial.recording.streams {
            seen.requests += stream.total(over: Array(stream.cells.indices)).tally[.requests]
        }
        seen.touched += trial.recording.faults.reduce(0) { $0 + $1.touched }
        seen.deaths += trial.recording.services.reduce(0) { $0 + $1.deaths.count }
        return problems
    }

    /// Arrivals of open loops are the control's, but for what overload adds.
    private static func differences(_ trial: Trial, _ control: Trial) -> [String] {
        var found: [String] = []
        for (number, stream) in trial.scenario.load.enumerated() {
            guard case .open = stream.demand else { continue }
            let own = trial.recording.streams[number].steps.map {
                $0.tally[.requests] - $0.tally[.extra]
            }
            let base = control.recording.streams[number].steps.map { $0.tally[.requests] }
            if own != base { found.append("arrivals of \(stream.name): \(own), control \(base)") }
        }
        return found
    }
}

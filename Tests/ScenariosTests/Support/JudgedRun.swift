import Dispatch
import Recordings
import Scenarios
import Scoring
import Simulation
import Synchronization

/// What one shipped scenario came to with one seed.
struct JudgedRun: Sendable {
    let scenario: ShippedScenario
    let seed: UInt64
    let verdict: Scorecard.Verdict
    let reasons: [String]
    /// The ids of the gates that did not hold, and of those that must not.
    let failed: Set<String>
    let mustFail: Set<String>
    /// Sentences about sums that are none.
    let miscounts: [String]
    /// Faults that were to touch something and did not.
    let idleFaults: [String]

    static let seedsEach = 3

    /// Every shipped scenario with its own seed and two others, run once for all tests.
    static let all: [JudgedRun] = {
        var jobs: [(ShippedScenario, UInt64?)] = []
        for scenario in ShippedScenario.all {
            jobs.append((scenario, nil))
            for seed in 1..<UInt64(seedsEach) { jobs.append((scenario, seed)) }
        }
        let work = jobs
        let results = Mutex<[Int: JudgedRun]>([:])
        DispatchQueue.concurrentPerform(iterations: work.count) { index in
            let judged = JudgedRun(work[index].0, seed: work[index].1)
            results.withLock { $0[index] = judged }
        }
        return results.withLock { found in work.indices.compactMap { found[$0] } }
    }()

    /// Nil when the file cannot be read, which is another test's matter.
    private init?(_ shipped: ShippedScenario, seed: UInt64?) {
        guard let scenario = try? shipped.load().scenario else { return nil }
        self.scenario = shipped
        self.seed = seed ?? scenario.seed
        let recording = run(scenario, seed: self.seed)
        let hasOverload = recording.faults.contains { ["overload", "spike"].contains($0.inject) }
        let runs = Runs(
            run: recording, control: run(scenario, seed: self.seed, as: .control),
            capacity: hasOverload ? run(scenario, seed: self.seed, as: .capacity) : nil)
        let card = score(scenario, runs)
        verdict = card.verdict
        reasons = card.reasons
        failed = Set(
            card.objectives.filter { $0.held != true }.map { scenario.objectives[$0.objective] }
                .filter { $0.severity == .gate }.map(\.id))
        mustFail = Set(scenario.mustFail ?? [])
        miscounts = [runs.run, runs.control, runs.capacity].compactMap(\.self).flatMap(\.miscounts)
        idleFaults = recording.idleFaults
    }
}

extension Recording {
    /// Faults that were carried out and touched nothing; the monkey counts once, as a whole.
    var idleFaults: [String] {
        let tried = faults.filter(\.attempted)
        let monkey = tried.filter { $0.origin == .monkey }
        let others = tried.filter { $0.origin != .monkey && $0.touched == 0 }
        return others.map { "\($0.inject) on \($0.on)" }
            + (!monkey.isEmpty && monkey.allSatisfy { $0.touched == 0 } ? ["monkey"] : [])
    }

    /// Every phase, stream and edge in which the parts do not add up to the whole.
    var miscounts: [String] {
        windows.phases.indices.flatMap { phase in
            streams.indices.compactMap { miscount(ofStream: $0, phase) }
                + edges.indices.flatMap { miscounts(ofEdge: $0, phase) }
        }
    }

    private func miscount(ofStream stream: Int, _ phase: Int) -> String? {
        let tally = streams[stream].total(of: phase, in: windows).tally
        let parts: [StreamCounter] = [.succeeded, .degraded, .failed, .timedOut, .rejected]
        let sum = parts.reduce(0) { $0 + tally[$1] }
        return sum == tally[.requests]
            ? nil : "stream \(stream), \(windows.phases[phase].name): \(sum) of \(tally[.requests])"
    }

    private func miscounts(ofEdge edge: Int, _ phase: Int) -> [String] {
        let tally = edges[edge].total(of: phase, in: windows).tally
        let sums: [(whole: EdgeCounter, parts: [EdgeCounter])] = [
            (.calls, [.answered, .fallback, .failedCalls, .rejectedCalls]),
            (.attempts, [.succeeded, .failed, .refused, .reset, .timedOut, .cancelled]),
            (.attempts, [.reached, .retries]),
        ]
        return sums.compactMap { whole, parts in
            let sum = parts.reduce(0) { $0 + tally[$1] }
            let name = windows.phases[phase].name
            return sum == tally[whole]
                ? nil : "edge \(edge), \(name): \(parts) make \(sum), \(whole) \(tally[whole])"
        }
    }
}

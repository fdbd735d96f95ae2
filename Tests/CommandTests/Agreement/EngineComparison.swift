/// Holds the results of live engines against a simulation's, by the bounds that a real machine is
/// allowed.
struct EngineComparison {
    let simulated: EngineResult
    /// How late the machine woke threads meanwhile, at the 99th percentile, in ms.
    let lateness: Double
    /// What is further apart than it may be, a sentence each.
    private(set) var differences: [String] = []

    init(simulated: EngineResult, lateness: Double) {
        self.simulated = simulated
        self.lateness = lateness
    }

    /// Whether a live engine's result shows no difference of its own.
    mutating func agrees(with live: EngineResult) -> Bool {
        let known = differences.count
        compare(live)
        return differences.count == known
    }

    private mutating func compare(_ live: EngineResult) {
        let engine = live.scenario.engine
        expectSame(live.verdict, simulated.verdict, "\(engine): verdict")
        expectSame(live.phases.map(\.name), simulated.phases.map(\.name), "\(engine): phases")
        for (mine, theirs) in zip(live.objectives, simulated.objectives) {
            compare(mine, with: theirs, engine)
        }
        for (mine, theirs) in zip(live.phases, simulated.phases) {
            for name in theirs.streams.keys.sorted() {
                let place = "\(engine): \(name) in \(theirs.name)"
                compare(mine.streams[name]!, with: theirs.streams[name]!, place)
            }
        }
        for (mine, theirs) in zip(live.instances, simulated.instances) {
            expectSame(mine.max, theirs.max, "\(engine): most of \(theirs.service)")
            expectSame(mine.counts, theirs.counts, "\(engine): instances of \(theirs.service)")
        }
    }

    /// Mechanism scores, over the measures that have a value on every engine.
    mutating func compareScores(of live: [EngineResult]) {
        for mechanism in simulated.mechanisms {
            let shared = mechanism.measures.map(\.name).filter { name in
                ([simulated] + live).allSatisfy { $0.score(of: name, in: mechanism.name) != nil }
            }
            guard !shared.isEmpty else { continue }
            func mean(_ result: EngineResult) -> Double {
                shared.map { result.score(of: $0, in: mechanism.name)! }.reduce(0, +)
                    / Double(shared.count)
            }
            for result in live {
                expect(
                    mean(result), near: mean(simulated), within: 10,
                    "\(result.scenario.engine): score of \(mechanism.name) over \(shared)")
            }
        }
    }

    private mutating func compare(
        _ mine: EngineResult.Objective, with theirs: EngineResult.Objective, _ engine: String
    ) {
        expectSame(mine.held, theirs.held, "\(engine): objective \(theirs.id)")
        guard theirs.expect.hasPrefix("breaker."), let observed = theirs.observed else { return }
        expect(
            mine.observed ?? .infinity, near: observed, within: 0.5,
            "\(engine): \(theirs.expect) in s")
    }

    private mutating func compare(
        _ mine: EngineResult.Phase.Figures, with theirs: EngineResult.Phase.Figures,
        _ place: String
    ) {
        expectSame(mine.requests, theirs.requests, "\(place): requests")
        if let goodput = theirs.goodputPerS {
            expect(
                mine.goodputPerS ?? 0, near: goodput, within: 0.05 * goodput,
                "\(place): goodput")
        }
        let quantiles = [
            ("p50", mine.latencyMs.p50, theirs.latencyMs.p50),
            ("p99", mine.latencyMs.p99, theirs.latencyMs.p99),
        ]
        for (name, mine, theirs) in quantiles {
            guard let mine, let theirs else { continue }
            // Two timers at least stand on a request's way: its own and its work's. A machine that
            // is later than that is no judge of an engine.
            let bound = max(5, 0.15 * theirs) + min(5, 2 * lateness)
            expect(mine, near: theirs, within: bound, "\(place): \(name) in ms")
        }
    }

    private mutating func expectSame<Value: Equatable>(
        _ mine: Value, _ theirs: Value, _ what: String
    ) {
        if mine != theirs { differences.append("\(what): \(mine), simulated \(theirs)") }
    }

    private mutating func expect(
        _ mine: Double, near theirs: Double, within bound: Double, _ what: String
    ) {
        guard abs(mine - theirs) > bound else { return }
        differences.append("\(what): \(mine), simulated \(theirs), at most \(bound) apart")
    }
}

public import Scenarios

extension Scorecard {
    /// Makes the card of the first seed that of all seeds: the verdict and its reasons, what became
    /// of each objective, the outcome and the scores of the mechanisms.
    ///
    /// Values become medians over the seeds that decide something, with the interval of
    /// ``MedianInterval``; whether an objective held follows from ``SeedTally``. What explains them
    /// (the measures, their events, each edge) stays that of the first seed.
    public mutating func adopt(_ samples: [SeedSample], in scenario: Scenario) {
        let counted = samples.filter { $0.void == nil }
        let usable = SeedSeries(counted.isEmpty ? samples : counted)
        series = usable
        guard samples.count > 1 else { return }
        if !counted.isEmpty {
            objectives = objectives.indices.map { Self.merged($0, of: counted) }
            overall = usable.rows.first { $0.gauge.kind == .outcome }?.spread?.median
            summaries = summaries.map { summary in
                let row = usable.rows.first {
                    $0.gauge.kind == .mechanism && $0.gauge.of == summary.mechanism.rawValue
                }
                let score = row?.spread?.median
                return MechanismSummary(
                    mechanism: summary.mechanism, score: score,
                    reason: score == nil ? summary.reason : nil)
            }
        }
        (verdict, reasons) = verdict(of: samples, in: scenario)
    }

    private static func merged(_ index: Int, of samples: [SeedSample]) -> ObjectiveResult {
        let results = samples.map { $0.objectives[index] }
        let decided = results.compactMap(\.held)
        let tally = SeedTally(
            held: decided.count { $0 }, decided: decided.count, counted: samples.count)
        let spread = MedianInterval(results.compactMap(\.observed))
        var result = results[0]
        result.observed = spread?.median
        result.interval = spread?.interval
        result.target = MedianInterval(results.compactMap(\.target))?.median
        result.margin = MedianInterval(results.compactMap(\.margin))?.median
        result.samples = results.reduce(0) { $0 + $1.samples }
        result.seeds = tally
        result.held = tally.isHeld
        result.reason = nil
        if result.held == nil {
            result.reason =
                decided.isEmpty
                ? results.lazy.compactMap(\.reason).first
                : "the seeds disagree: \(tally.words)"
        }
        return result
    }

    /// As for one run: what decides nothing, then what failed, then what is undecided.
    private func verdict(
        of samples: [SeedSample], in scenario: Scenario
    ) -> (Verdict, [String]) {
        let gates = objectives.filter { scenario.objectives[$0.objective].severity == .gate }
        let failed = gates.filter { $0.held == false }
        let undecided = gates.filter { $0.held == nil }
        let warned = objectives.filter {
            $0.held != true && scenario.objectives[$0.objective].severity == .warn
        }
        let void = voidReasons(of: samples)
        let reasons =
            failed.map { "\(scenario.sentence($0)) (failed)" }
            + undecided.map { "\(scenario.sentence($0)) (undecided)" }
            + warned.map { "\(scenario.sentence($0)) (only warns)" }
        if !void.isEmpty { return (.inconclusive, void + reasons) }
        if !failed.isEmpty { return (.fail, reasons) }
        if !undecided.isEmpty { return (.inconclusive, reasons) }
        let held = gates.isEmpty ? "no objective was set" : "every objective held"
        return (.pass, ["\(held) over \(samples.count) seeds"] + reasons)
    }

    /// Why too many seeds decide nothing; empty while at most 5 % do.
    private func voidReasons(of samples: [SeedSample]) -> [String] {
        let void = samples.filter { $0.void != nil }
        guard let first = void.first,
            Double(void.count) > (1 - SeedTally.asked) * Double(samples.count)
        else { return [] }
        return [
            "\(void.count) of \(samples.count) seeds decide nothing; seed \(first.seed): "
                + (first.void ?? "")
        ]
    }
}

extension SeedTally {
    /// `held in 17 of 20 seeds`.
    public var words: String {
        "held in \(held) of \(decided) seeds"
            + (decided < counted ? ", undecided in \(counted - decided)" : "")
    }
}

extension Scenario {
    /// `checkout-up: availability was 93.2 % in the median, asked for at least 99 %; held in …`.
    fileprivate func sentence(_ result: ObjectiveResult) -> String {
        let objective = objectives[result.objective]
        let about = objective.sentence(
            observed: result.observed, target: result.target, reason: result.reason)
        guard let seeds = result.seeds, result.held == false else { return about }
        return "\(about); \(seeds.words)"
    }
}

import Recordings
import Scenarios
import Topologies

extension Evidence {
    /// What became of each stream, and of all: the equal mean of a stream's measures, then the
    /// mean of the streams by control's requests.
    func judgeOutcome() -> (overall: Double?, outcome: Scorecard.Outcome) {
        let outcomes = streams.map { stream in
            let measures = outcomeMeasures(of: stream)
            return Scorecard.StreamOutcome(
                stream: stream, score: Measure.mean(measures), measures: measures)
        }
        let scored = outcomes.compactMap { outcome in
            outcome.score.map { (stream: outcome.stream, score: $0) }
        }
        let worst = scored.min { ($0.score, $0.stream) < ($1.score, $1.stream) }?.stream
        let overall = weightedMean(
            scored.map { ($0.score, weight(of: scenario.entryEdge(of: $0.stream))) })
        return (overall, Scorecard.Outcome(streams: outcomes, worst: worst))
    }

    /// The outcome measures of a stream; without faults, over the whole run.
    private func outcomeMeasures(of stream: StreamID) -> [Measure] {
        let kept =
            faults.isEmpty
            ? keptGoodput(of: stream, over: cells(of: "run"))
            : worstKeptGoodput(of: stream, in: faults)
        let slow =
            faults.isEmpty
            ? slowShareOverControl(of: stream, over: cells(of: "run"))
            : worstSlowShare(of: stream, in: faults)
        return [
            Measure(
                "kept_goodput", "goodput kept in the worst fault window", kept, unit: "ratio",
                good: 1, bad: 0.5),
            Measure(
                "slow_share", "requests slower than `slow`, over control", slow, unit: "ratio",
                good: 0, bad: 0.2),
            Measure(
                "recovery", "time to recover from the worst fault",
                worstRecovery(of: stream, from: faults), unit: "s", good: 1, bad: 60),
            Measure(
                "blast_radius", "worst goodput kept by streams that should not feel the fault",
                blastRadius(of: faults), unit: "ratio", good: 0.99, bad: 0.5),
        ]
    }
}

/// Σ value · weight ÷ Σ weight; the plain mean where all weights are 0, nil where nothing is.
func weightedMean(_ values: [(value: Double, weight: Double)]) -> Double? {
    guard !values.isEmpty else { return nil }
    let weights = values.reduce(0) { $0 + $1.weight }
    guard weights > 0 else {
        return values.reduce(0) { $0 + $1.value } / Double(values.count)
    }
    return values.reduce(0) { $0 + $1.value * $1.weight } / weights
}

import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// What became of an objective; scores are looked up in `card`.
    func judge(_ index: Int, scores card: Scorecard) -> ObjectiveResult {
        let objective = scenario.objectives[index]
        let question = Question(
            metric: objective.expect, subject: objective.of, phase: objective.during)
        let spans = spans(of: objective.during)
        var result = ObjectiveResult(
            objective: index, observed: nil, target: nil, held: nil, margin: nil, samples: 0,
            from: spans.first?.from ?? .start, to: spans.last?.to ?? .start)
        guard spans.contains(where: { $0.from < $0.to }) else {
            result.reason = "the phase `\(objective.during)` is empty"
            return result
        }
        let seen =
            objective.expect == .score
            ? score(of: objective.of, in: card) : observe(question, in: run)
        result.samples = seen.samples
        result.observed = seen.value
        result.reason = seen.reason
        switch target(of: objective, question) {
        case .success(let target): result.target = target
        case .failure(let missing):
            result.reason = result.reason ?? missing.reason
            return result
        }
        decide(&result, seen, objective.bound)
        return result
    }

    private struct MissingReference: Error { var reason: String }

    /// The bound in the metric's unit; with `relativeTo`, a factor of the reference's value.
    private func target(
        of objective: Objective, _ question: Question
    ) -> Result<Double, MissingReference> {
        let bound = objective.bound.value
        guard let reference = objective.relativeTo else { return .success(bound) }
        var question = question
        if reference == .baseline { question.phase = "baseline" }
        guard let recording = reference == .control ? control : run else {
            return .failure(MissingReference(reason: Observation.noControl.reason ?? ""))
        }
        let seen = observe(question, in: recording)
        guard let value = seen.value else {
            let reason = "the \(reference.rawValue) has no value: \(seen.reason ?? "")"
            return .failure(MissingReference(reason: reason))
        }
        return .success(bound * value)
    }

    /// Holds the observation against the target. What the run's end cut off is a lower bound: it
    /// can break `atMost` and hold `atLeast`, and decides nothing else.
    private func decide(
        _ result: inout ObjectiveResult, _ seen: Observation, _ bound: Objective.Bound
    ) {
        guard let value = seen.value, let target = result.target else { return }
        let margin: Double
        switch bound {
        case .atLeast: margin = value - target
        case .atMost: margin = target - value
        case .equals: margin = value == target ? 0 : -abs(value - target)
        }
        if seen.isAtLeast {
            if case .atLeast = bound {
                guard margin >= 0 else { return }
            } else {
                guard value > target else { return }
            }
        }
        result.held = margin >= 0
        result.margin = margin
    }

    /// The score of a mechanism, on one edge or over all; of a stream, or of all: the outcome.
    private func score(of subject: Objective.Subject, in card: Scorecard) -> Observation {
        switch subject {
        case .mechanism(let name, let edge): return mechanismScore(name, edge, in: card)
        case .stream(let stream):
            let score = card.outcome.streams.first { $0.stream == stream }?.score
            return score.map { .value($0, samples: 1) } ?? .none("nothing called for a score")
        case .all, .service, .edge:
            return card.overall.map { .value($0, samples: 1) }
                ?? .none("nothing called for a score")
        }
    }

    private func mechanismScore(
        _ name: String, _ edge: EdgeID?, in card: Scorecard
    ) -> Observation {
        guard let edge else {
            let summary = card.summaries.first { $0.mechanism.rawValue == name }
            return summary?.score.map { .value($0, samples: 1) }
                ?? .none(summary?.reason ?? "no mechanism is called \(name)")
        }
        let own = card.mechanisms.first { $0.mechanism.rawValue == name && $0.on == .edge(edge) }
        if case .notCalledFor(let reason) = own?.state { return .none("not called for: \(reason)") }
        return own?.score.map { .value($0, samples: 1) }
            ?? .none("no fault fell on \(scenario.edgeName(edge))")
    }
}

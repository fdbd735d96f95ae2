import Recordings
import Scenarios
import Timebase

extension Evidence {
    /// Why the run does not count although it was scored: it did not come to its end.
    func cutOffReasons() -> [String] {
        guard run.cutAt != nil else { return [] }
        let at = Figure.rounded((end - .start).seconds.rounded(.down))
        let cause = run.abortedBy.flatMap { number in
            scenario.aborts.indices.contains(number)
                ? "; " + sentence(scenario.aborts[number]) : nil
        }
        return ["the run was cut off at \(at) s of \(run.duration)\(cause ?? "")"]
    }

    /// `abort[0] struck: availability of checkout, of which what is not answered within 500ms
    /// counts as failed, was not at least 50 % in any second with requests for 5s`.
    private func sentence(_ condition: AbortCondition) -> String {
        let stream = (run.abortedStream ?? condition.stream).flatMap { number in
            scenario.load.indices.contains(number) ? scenario.load[number] : nil
        }
        let isHasty = condition.expect == .availability
        let haste = stream.flatMap { stream in
            isHasty
                ? ", of which what is not answered within \(stream.slow) counts as failed," : nil
        }
        let value = Figure.text(
            condition.bound.value, unit: condition.expect.metric.unit.rawValue)
        let side =
            switch condition.bound {
            case .atLeast: "not at least"
            case .atMost: "not at most"
            case .equals: "not"
            }
        return "\(condition.path) struck: \(condition.expect.rawValue) of "
            + "\(stream?.name ?? "a stream")\(haste ?? "") was \(side) \(value) in any second with "
            + "requests for \(condition.hold)"
    }
}

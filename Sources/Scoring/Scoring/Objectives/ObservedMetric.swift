import Recordings
import Scenarios
import Timebase
import Topologies

/// What a metric is asked of: a subject, over a phase.
struct Question {
    var metric: Metric
    var subject: Objective.Subject
    /// The name of a phase.
    var phase: String
}

extension Evidence {
    /// The value of a metric in a recording; `recording` is the run or its control.
    func observe(_ question: Question, in recording: Recording) -> Observation {
        switch question.metric.subjects {
        case .stream: observeStream(question, in: recording)
        case .edge: observeEdge(question, in: recording)
        case .service: observeService(question, in: recording)
        case .mechanism, .any: .none("scores are taken from the scorecard")
        }
    }

    /// The faults an objective is about: the one its phase is named for, else all.
    func faults(during phase: String) -> [Int] {
        let named = faults.filter { run.faults[$0].name == phase }
        return named.isEmpty ? faults : named
    }
}

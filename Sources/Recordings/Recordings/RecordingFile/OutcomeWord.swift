import Resilience

/// The words of the outcomes of requests, in the order of their cases.
enum OutcomeWord: String, CaseIterable {
    case succeeded, degraded, failed
    case timedOut = "timed-out"
    case rejected

    init(_ outcome: RequestOutcome) { self = OutcomeWord.allCases[Int(outcome.rawValue)] }

    var outcome: RequestOutcome {
        RequestOutcome.allCases[OutcomeWord.allCases.firstIndex(of: self) ?? 0]
    }
}

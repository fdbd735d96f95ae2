import Recordings
public import Scenarios

/// Scores a run: its outcome, what each protection did, its objectives, and the verdict.
///
/// A pure function of what the runs left behind; it knows no engine. Advice and ablations are
/// left empty, for they take more runs (see Studies).
public func score(_ scenario: Scenario, _ runs: Runs) -> Scorecard {
    let evidence = Evidence(scenario, runs)
    let (overall, outcome) = evidence.judgeOutcome()
    let mechanisms = evidence.judgeMechanisms()
    var card = Scorecard(
        verdict: .pass, expectsFail: !(scenario.mustFail ?? []).isEmpty, overall: overall,
        outcome: outcome, mechanisms: mechanisms,
        summaries: MechanismSummary.summaries(of: mechanisms),
        unelapsed: TimeConstant.unelapsed(
            in: scenario, faults: evidence.faults.map { runs.run.faults[$0] }))
    card.objectives = scenario.objectives.indices.map { evidence.judge($0, scores: card) }
    card.voidReasons = evidence.voidReasons()
    (card.verdict, card.reasons) = evidence.verdict(card.objectives, void: card.voidReasons)
    return card
}

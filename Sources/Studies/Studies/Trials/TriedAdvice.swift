import Scenarios
import Scoring

extension TrialBench {
    /// The findings whose change does not lower the outcome, the one that raises it most first,
    /// each with the outcome before and with it.
    func tried(_ findings: [Finding], atMost most: Int) -> [Advice] {
        guard let now = card.overall else { return findings.map(\.advice) }
        let chosen = Array(findings.prefix(most))
        let variants = chosen.map { finding in
            var variant = scenario
            finding.apply(&variant)
            return variant
        }
        let tried = zip(chosen, trials(variants)).enumerated().compactMap { place, pair in
            let (finding, trial) = pair
            var advice = finding.advice
            advice.outcomeNow = now
            advice.outcomeThen = trial.card.overall
            return trial.card.overall.map { (place: place, then: $0, advice: advice) }
        }
        return tried.filter { $0.then >= now - TrialBench.noise }
            .sorted { ($1.then, $0.place) < ($0.then, $1.place) }.map(\.advice)
    }

    /// Points of outcome that two runs may differ by without meaning anything.
    private static let noise = 0.5
}

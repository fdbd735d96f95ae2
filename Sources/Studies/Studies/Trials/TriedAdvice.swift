import Scenarios
import Scoring

extension TrialBench {
    /// Points of outcome that two runs may differ by without meaning anything.
    private static let noise = 0.5

    /// The advice that stands: where it is worth trying, what trials show; else what the recordings
    /// show by themselves, with trials only of what needs a proof.
    func advice(_ findings: [Finding], tryingAll: Bool, atMost most: Int) -> [Advice] {
        if tryingAll { return tried(Array(findings.prefix(most))) }
        let unproven = findings.filter { $0.needsProof }
        let proven = tried(Array(unproven.prefix(TrialBench.mostProofs)))
        return findings.filter { !$0.needsProof }.map(\.advice) + proven
    }

    /// A default run stays quick: so many proofs at most.
    private static let mostProofs = 4

    /// The findings whose change holds in a trial, the one that raises the outcome most first,
    /// each with the outcome before and with it. A setting may leave the outcome as it is, for it
    /// may count another day; what needs a proof must raise it.
    private func tried(_ findings: [Finding]) -> [Advice] {
        guard let now = card.overall else { return findings.map(\.advice) }
        let variants = findings.map { finding in
            var variant = scenario
            finding.apply(&variant)
            return variant
        }
        let gains = zip(findings, trials(variants)).enumerated().compactMap { place, pair in
            let (finding, trial) = pair
            return trial.card.overall.map { (place: place, then: $0, finding: finding) }
        }
        let standing = gains.filter { gain in
            gain.finding.needsProof
                ? gain.then > now + TrialBench.noise : gain.then >= now - TrialBench.noise
        }
        return standing.sorted { ($1.then, $0.place) < ($0.then, $1.place) }.map { gain in
            var advice = gain.finding.advice
            advice.outcomeNow = now
            advice.outcomeThen = gain.then
            return advice
        }
    }
}

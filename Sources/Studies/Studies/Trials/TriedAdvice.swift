import Scenarios
import Scoring

extension TrialBench {
    /// Points of outcome that two runs may differ by without meaning anything.
    fileprivate static let noise = 0.5

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

    /// The findings whose change holds in a trial: the one that mends most objectives first, then
    /// the one that raises the outcome most; each with the outcome before and with it. A setting
    /// may leave both as they are, for it may count another day; what needs a proof must not.
    private func tried(_ findings: [Finding]) -> [Advice] {
        guard let now = card.overall else { return findings.map(\.advice) }
        let variants = findings.map { finding in
            var variant = scenario
            finding.apply(&variant)
            return variant
        }
        let results = zip(findings, trials(variants)).enumerated().compactMap { place, pair in
            pair.1.card.overall.map { then in
                Result(place: place, finding: pair.0, failed: pair.1.card.failed, then: then)
            }
        }
        let standing = results.filter { result in
            let isBetter = result.then > now + TrialBench.noise || result.failed < card.failed
            let isNoWorse = result.then >= now - TrialBench.noise && result.failed <= card.failed
            return result.finding.needsProof ? isBetter && isNoWorse : isNoWorse
        }
        return standing.sorted { $0.order < $1.order }.map { result in
            var advice = result.finding.advice
            advice.outcomeNow = now
            advice.outcomeThen = result.then
            return advice
        }
    }

    private struct Result {
        var place: Int
        var finding: Finding
        /// Objectives that fail with the change.
        var failed: Int
        /// The outcome with the change.
        var then: Double
        /// Of equal worth, what mends something comes before what adds something.
        var order: (Int, Double, Int, Int) {
            let worth = (then / TrialBench.noise).rounded()
            return (failed, -worth, finding.needsProof ? 1 : 0, place)
        }
    }
}

extension Scorecard {
    /// How many objectives failed, warnings included.
    fileprivate var failed: Int { objectives.count { $0.held == false } }
}

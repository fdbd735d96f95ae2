import Scenarios
import Scoring

extension TrialBench {
    /// Points of outcome that two runs may differ by without meaning anything.
    fileprivate static let noise = 0.5

    /// The advice that stands: the worst findings, of which trials show that their change does some
    /// good. A run in which nothing failed stays quick and tries only a few.
    func advice(_ findings: [Finding], tryingAll: Bool, atMost most: Int) -> [Advice] {
        if tryingAll { return tried(Array(findings.prefix(most))) }
        let shown = Array(findings.filter { !$0.needsProof }.prefix(TrialBench.few))
        return tried(shown + Array(findings.filter { $0.needsProof }.prefix(TrialBench.few)))
    }

    private static let few = 4

    /// The findings whose change holds in a trial: the one that mends most objectives first, then
    /// the one that raises the outcome most; each with the outcome before and with it.
    private func tried(_ findings: [Finding]) -> [Advice] {
        guard let now = card.overall else {
            return findings.filter { !$0.needsProof }.map(\.advice)
        }
        let ordered = results(of: findings).filter { stands($0, now) }
            .sorted { $0.order < $1.order }
        let best = card.objectives.indices.filter { card.objectives[$0].held == false }
            .map { ($0, mostHelpful(to: $0, of: ordered)) }
        return ordered.enumerated().map { rank, result in
            var advice = result.finding.advice
            advice.outcomeNow = now
            advice.outcomeThen = result.then
            advice.effects = best.map { place, winner in
                let then = result.card.objectives[place]
                return Advice.Effect(
                    objective: then.objective, observed: then.observed, held: then.held,
                    isBest: winner == rank)
            }
            return advice
        }
    }

    /// What comes of each finding; of a setting that can be turned further, as far as mends most
    /// and no further.
    private func results(of findings: [Finding]) -> [Result] {
        let settings = findings.enumerated().flatMap { place, finding in
            ([finding] + finding.stronger).map { (place: place, finding: $0) }
        }
        let variants = settings.map { setting in
            var variant = scenario
            setting.finding.apply(&variant)
            return variant
        }
        var asIs = runs.run
        asIs.traces = nil
        let results = zip(settings, trials(variants)).compactMap { setting, trial in
            trial.card.overall.map {
                Result(
                    place: setting.place, finding: setting.finding, card: trial.card,
                    isSame: trial.run == asIs, then: $0)
            }
        }
        return findings.indices.compactMap { place in
            let own = results.filter { $0.place == place }
            let fewest = own.map(\.failed).min()
            return own.first { $0.failed == fewest }
        }
    }

    /// Whether a change is worth naming: it mends an objective, whatever that costs, or does some
    /// good and no harm. Where nothing failed a setting may leave all as it is, for it may count
    /// another day.
    private func stands(_ result: Result, _ now: Double) -> Bool {
        if result.failed < card.failed { return true }
        guard result.then >= now - TrialBench.noise, result.failed == card.failed else {
            return false
        }
        if result.then > now + TrialBench.noise { return true }
        guard !result.isSame else { return false }
        return card.failed == 0 ? !result.finding.needsProof : isNearer(result)
    }

    /// Whether a failed objective is missed by a twentieth less, or more than that.
    private func isNearer(_ result: Result) -> Bool {
        zip(card.objectives, result.card.objectives).contains { now, then in
            guard now.held == false, let short = now.margin, let left = then.margin else {
                return false
            }
            return left > 0.95 * short
        }
    }

    /// The rank of the change under which a failed objective holds, or is missed by least; of
    /// equals the first. Nil where none brings it nearer.
    private func mostHelpful(to place: Int, of results: [Result]) -> Int? {
        let now = card.objectives[place].margin ?? -.infinity
        let margins = results.map { $0.card.objectives[place].margin ?? -.infinity }
        guard let best = margins.max(), best > now else { return nil }
        return margins.firstIndex { $0 >= 0 } ?? margins.firstIndex(of: best)
    }

    private struct Result {
        var place: Int
        var finding: Finding
        /// What comes of the change.
        var card: Scorecard
        /// Whether the run went as without it.
        var isSame: Bool
        /// The outcome with the change.
        var then: Double
        /// Objectives that fail with it.
        var failed: Int { card.failed }
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

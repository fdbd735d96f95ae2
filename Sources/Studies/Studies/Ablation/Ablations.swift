import Recordings
import Scenarios
import Scoring

extension TrialBench {
    /// What each entry of the scenario's `without` would have bought: it alone put back.
    func restore(from restored: Scenario) -> [Ablation] {
        let entries = scenario.without
        let protections = InstalledProtection.all(in: restored)
        let variants = entries.map { entry in
            var variant = restored
            for protection in protections {
                let isOther = entries.contains { other in
                    other != entry && protection.isTaken(by: other, in: restored)
                }
                if isOther, !protection.isTaken(by: entry, in: restored) {
                    protection.remove(from: &variant)
                }
            }
            return variant
        }
        return zip(entries, trials(variants)).map { entry, trial in
            let key = entry.split(separator: "@").first.map(String.init) ?? entry
            return ablation(
                entry, isRestored: true, trial, InstalledProtection.Key(rawValue: key)?.mechanism)
        }
    }

    /// The scenario without each of its protections in turn, and last without any. What guards
    /// faulty edges and services comes first, and beyond `most` trials the rest is left out.
    ///
    /// - Returns: the rows, and the run without any protection.
    func ablate(atMost most: Int) -> (rows: [Ablation], bare: Recording) {
        let chosen = ablatable().prefix(most)
        let variants = chosen.map { protection in
            var variant = scenario
            protection.remove(from: &variant)
            return variant
        }
        let results = trials(variants + [bare])
        var rows = zip(chosen, results).map { protection, trial in
            ablation(
                protection.text(in: scenario), isRestored: false, trial, protection.key.mechanism)
        }
        let last = results[results.count - 1]
        rows.append(Ablation(without: "", figures: last.figures))
        return (rows, last.run)
    }

    /// The scenario without any protection.
    var bare: Scenario {
        var bare = scenario
        for protection in InstalledProtection.all(in: scenario) { protection.remove(from: &bare) }
        return bare
    }

    /// A backlog is bounded everywhere by default; it is taken out where shedding was judged.
    private func ablatable() -> [InstalledProtection] {
        let judged = card.mechanisms.map(\.on)
        let shedders = card.mechanisms.filter { $0.mechanism == .shedding }.map(\.on)
        let all = InstalledProtection.all(in: scenario)
            .filter { $0.key != .backlog || shedders.contains($0.place) }
        return all.filter { judged.contains($0.place) } + all.filter { !judged.contains($0.place) }
    }

    private func ablation(
        _ without: String, isRestored: Bool, _ trial: Trial, _ mechanism: Mechanism?
    ) -> Ablation {
        Ablation(
            without: without, isRestored: isRestored, figures: trial.figures, mechanism: mechanism,
            mechanismScore: trial.card.summaries.first { $0.mechanism == mechanism }?.score)
    }
}

extension TrialBench.Trial {
    /// What ablation tells of it.
    var figures: Ablation.Figures {
        func values(_ name: String) -> [Double] {
            card.outcome.streams.compactMap { stream in
                stream.measures.first { $0.name == name }?.value
            }
        }
        return Ablation.Figures(
            verdict: card.verdict, overall: card.overall,
            availability: run.availabilityUnderFault, p99: run.p99UnderFault,
            goodputKept: values("kept_goodput").min(), recovery: values("recovery").max(),
            lost: run.lost)
    }
}

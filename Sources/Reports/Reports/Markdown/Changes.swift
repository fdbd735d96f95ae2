import Recordings
import Scenarios
import Scoring

/// What to change, with the place of the setting and the outcome it would bring.
struct Changes {
    private static let most = 5
    private static let mostDiffs = 3

    private let evidence: Evidence
    private var scorecard: Scorecard { evidence.scorecard }

    init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to page: inout MarkdownPage) {
        page.heading("What to change")
        if scorecard.advice.isEmpty { page.paragraph(nothing) }
        page.numbered(scorecard.advice.prefix(Changes.most).map(item))
        writeDiffs(to: &page)
        let restored = scorecard.ablation.filter(\.isRestored)
        page.list(restored.prefix(Changes.most).map(sentence))
    }

    /// The first change, and what helps an objective most, as the lines to edit, where a trial has
    /// shown what it is worth.
    private func writeDiffs(to page: inout MarkdownPage) {
        let shown = scorecard.advice.prefix(Changes.most).enumerated().filter { number, advice in
            let isFirst = number == 0 && advice.gain >= 0.5
            return isFirst || advice.effects.contains(where: \.isBest)
        }
        for (number, advice) in shown.prefix(Changes.mostDiffs) {
            guard let diff = advice.diff else { continue }
            page.paragraph("Change \(number + 1), for `patch -p0`:")
            let lines = diff.split(separator: "\n", omittingEmptySubsequences: false)
            page.diff(lines.map { PlainText.codeLine($0) })
        }
    }

    private var nothing: String {
        scorecard.verdict == .pass
            ? "Nothing was found that should change."
            : "No single setting was found that would set it right."
    }

    /// Where and what: `shop.json5:14:22`, for `orders -> payments`: set `timeout` to 60ms.
    static func instruction(_ advice: Advice) -> String {
        let place = advice.place.map { MarkdownText.code($0.description, limit: 120) }
        let on = MarkdownText.code(advice.on)
        let change = MarkdownText.prose(advice.change)
        return (place.map { $0 + ", for " } ?? "For ") + on + ": " + change
    }

    private func item(_ advice: Advice) -> String {
        var text = "**\(Changes.instruction(advice)).** \(MarkdownText.prose(sentence(advice)))."
        if let now = advice.outcomeNow, let then = advice.outcomeThen {
            text += " Tried: outcome \(Quantity.scores(then, insteadOf: now))."
        }
        let effects = advice.effects.filter { $0.held == true || $0.isBest }
        if !effects.isEmpty {
            let words = effects.prefix(Changes.most).map(effect)
            text += " With it \(words.joined(separator: ", "))."
        }
        if let set = advice.set {
            text +=
                " Try it with " + MarkdownText.code(ShellText.flag("--set " + set), limit: 400)
                + "."
        }
        return text
    }

    /// The finding with a capital, unless it begins with a service's name.
    private func sentence(_ advice: Advice) -> String {
        let finding = advice.finding
        let isName = evidence.scenario.topology.services.contains { finding.hasPrefix($0.name) }
        return isName ? finding : finding.prefix(1).uppercased() + finding.dropFirst()
    }

    /// `checkout-up` holds (99.4 %), `checkout-fast` comes to 720 ms.
    private func effect(_ effect: Advice.Effect) -> String {
        let objective = evidence.input.scenario.objectives[effect.objective]
        let id = MarkdownText.code(objective.id, limit: 40)
        let value = effect.observed.map { Quantity.value($0, of: objective.expect) } ?? "nothing"
        return effect.held == true ? "\(id) holds (\(value))" : "\(id) comes to \(value)"
    }

    /// What a protection that this scenario lacks would have been worth.
    private func sentence(_ ablation: Ablation) -> String {
        var figures: [String] = []
        if let mechanism = ablation.mechanism, let score = ablation.mechanismScore {
            let now = scorecard.score(of: mechanism)
            figures.append(compare(mechanism.rawValue, score, now))
        }
        if let overall = ablation.figures.overall {
            figures.append(compare("outcome", overall, scorecard.overall))
        }
        if let availability = ablation.figures.availability {
            figures.append("availability \(Quantity.percent(availability))")
        }
        if let p99 = ablation.figures.p99 { figures.append("p99 \(Quantity.duration(p99))") }
        let name = MarkdownText.code(ablation.without)
        return "With \(name) put back: \(figures.joined(separator: ", "))."
    }

    private func compare(_ name: String, _ then: Double, _ now: Double?) -> String {
        "\(name) \(now.map { Quantity.scores(then, insteadOf: $0) } ?? Quantity.score(then))"
    }
}

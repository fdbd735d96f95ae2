import Resilience
import Timebase

extension ObjectTable {
    package static let retry = ObjectTable(
        "Retry", "When and how often a failed attempt is made again.",
        [
            KeyRow(
                "attempts", "count from 1", default: 3, from: "resilience4j", "Attempts in all."),
            KeyRow(
                "backoff", "[Backoff](#backoff)", default: [:],
                "The wait between two attempts."),
            KeyRow(
                "on", "list of `timeout`, `refused`, `reset`, `5xx`, `429`, `rejected`",
                default: ["timeout", "refused", "reset", "5xx"],
                "What is retried; `rejected` is a refusal by the caller's own breaker or "
                    + "bulkhead."),
            KeyRow(
                "budget", "[Retry budget](#retry-budget), or its `ratio`",
                defaultText: "none: no limit",
                "How much of the traffic may be retries."),
        ])

    package static let backoff = ObjectTable(
        "Backoff", "The n-th retry waits `base` · 2ⁿ⁻¹ up to `max`, spread by `jitter`.",
        [
            KeyRow(
                "base", "duration", default: "500ms", from: "resilience4j",
                "The wait before the first retry."),
            KeyRow(
                "max", "duration, at least `base`",
                defaultText: "10 × `base`; `\"500ms\"` when `base` is not written",
                from: "Envoy; resilience4j",
                "No wait is longer; equal to `base` it makes waits constant."),
            KeyRow(
                "jitter", "`full`, `equal`, `decorrelated` or `none`", default: "none",
                from: "resilience4j", "How waits are spread."),
        ])

    package static let retryBudget = ObjectTable(
        "Retry budget",
        "A token bucket: each call deposits `ratio`, each retry withdraws 1, tokens last 10 s.",
        [
            KeyRow(
                "ratio", "ratio", default: 0.2, from: "Finagle", "Retries per call in the long run."
            ),
            KeyRow(
                "minPerSecond", "number from 0", default: 10, from: "Finagle",
                "Retries a second that are always allowed."),
        ])
}

extension Node {
    func retry() -> Retry? {
        guard let fields = Fields(self, .retry) else { return nil }
        var retry = Retry()
        retry.attempts = fields["attempts"]?.count(in: 1...100) ?? 1
        retry.backoff = fields["backoff"]?.backoff() ?? Retry.Backoff()
        retry.on = fields["on"]?.retried() ?? .standard
        retry.budget = fields["budget"]?.retryBudget()
        return retry
    }

    private func backoff() -> Retry.Backoff? {
        guard let fields = Fields(self, .backoff), let baseNode = fields["base"],
            let base = baseNode.duration()
        else { return nil }
        let most = Duration.nanoseconds(min(Self.longest.nanoseconds, base.nanoseconds * 10))
        var backoff = Retry.Backoff(base: base, max: fields.has("base") ? most : base)
        if let maxNode = fields["max"], let max = maxNode.duration() {
            guard max >= base else {
                maxNode.refuse(expected: "at least the base, \"\(base)\"")
                return nil
            }
            backoff.max = max
        }
        backoff.jitter = fields["jitter"]?.word(Retry.Jitter.self) ?? .none
        return backoff
    }

    private func retried() -> Retry.Set? {
        let words: [(word: String, set: Retry.Set)] = [
            ("timeout", .timeout), ("refused", .refused), ("reset", .reset),
            ("5xx", .status5xx), ("429", .status429), ("rejected", .rejected),
        ]
        let expected = "one of \(listed(words.map { quoted($0.word) }, "or"))"
        guard let nodes = elements(expected: "a list, each \(expected)") else { return nil }
        guard !nodes.isEmpty else {
            refuse(
                expected: "at least \(expected)",
                advice: "A retry that retries nothing is no retry: take it out."
            )
            return nil
        }
        var result: Retry.Set = []
        for node in nodes {
            if let known = words.first(where: { $0.word == node.tree.string }) {
                result.insert(known.set)
            } else {
                let nearest = node.tree.string.flatMap {
                    nearestWord(to: $0, among: words.map(\.word))
                }
                node.refuse(expected: expected, suggestion: nearest)
            }
        }
        return result
    }

    func retryBudget() -> Retry.Budget? {
        guard tree.members != nil else { return ratio().map { Retry.Budget(ratio: $0) } }
        guard let fields = Fields(self, .retryBudget) else { return nil }
        let expected = "a number from 0 to 1000000"
        return Retry.Budget(
            ratio: fields["ratio"]?.ratio() ?? 0,
            minPerSecond: fields["minPerSecond"]?.number(in: 0...1_000_000, expected: expected) ?? 0
        )
    }
}

import Resilience

extension Node {
    /// A list of outcomes: `["timeout", "5xx", 429]`.
    func conditions(mayBeRejected: Bool) -> Conditions? {
        var words: [(word: String, set: Retry.Set)] = [
            ("timeout", .timeout), ("refused", .refused), ("reset", .reset),
            ("5xx", .status5xx), ("4xx", .status4xx), ("429", .status429),
        ]
        if mayBeRejected { words.append(("rejected", .rejected)) }
        let expected =
            "one of \(listed(words.map { quoted($0.word) }, "or")), or a status from 400 to 599"
        guard let nodes = elements(expected: "a list, each \(expected)") else { return nil }
        guard !nodes.isEmpty else {
            refuse(
                expected: "at least \(expected)",
                advice: mayBeRejected
                    ? "A retry that retries nothing is no retry: take it out." : nil)
            return nil
        }
        var result = Conditions([])
        for node in nodes {
            if let known = words.first(where: { $0.word == node.tree.string }) {
                result.kinds.insert(known.set)
            } else if let status = node.failureStatus() {
                result.statuses.append(status)
            } else {
                let nearest = node.tree.string.flatMap {
                    nearestWord(to: $0, among: words.map(\.word))
                }
                node.refuse(expected: expected, suggestion: nearest)
            }
        }
        return result
    }

    /// 503 or `"503"`, without a problem when it is none.
    private func failureStatus() -> Int? {
        let status: Int? =
            switch tree.value {
            case .number(let number): Int(exactly: number.value)
            case .string(let text): text.utf8.count == 3 ? decimal(text).map { Int($0) } : nil
            default: nil
            }
        return status.flatMap { (400...599).contains($0) ? $0 : nil }
    }
}

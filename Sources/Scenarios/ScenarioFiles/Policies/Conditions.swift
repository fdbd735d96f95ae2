import Resilience

extension Node {
    /// A list of outcomes: `["timeout", "5xx", 429]`.
    func conditions(mayBeRejected: Bool) -> Conditions? {
        let words = Node.outcomes(mayBeRejected).map(\.word)
        let expected =
            "one of \(listed(words.map { quoted($0) }, "or")), or a status from 400 to 599"
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
            guard let one = node.condition(mayBeRejected: mayBeRejected) else {
                let nearest = node.tree.string.flatMap { nearestWord(to: $0, among: words) }
                node.refuse(expected: expected, suggestion: nearest)
                continue
            }
            result.kinds.formUnion(one.kinds)
            result.statuses += one.statuses
        }
        return result
    }

    /// One outcome of such a list; nil, without a problem, when it is none.
    func condition(mayBeRejected: Bool) -> Conditions? {
        let known = Node.outcomes(mayBeRejected).first { $0.word == tree.string }
        return known.map { Conditions($0.set) }
            ?? failureStatus().map { Conditions([], statuses: [$0]) }
    }

    private static func outcomes(_ mayBeRejected: Bool) -> [(word: String, set: Retry.Set)] {
        let words: [(word: String, set: Retry.Set)] = [
            ("timeout", .timeout), ("refused", .refused), ("reset", .reset),
            ("5xx", .status5xx), ("4xx", .status4xx), ("429", .status429),
        ]
        return mayBeRejected ? words + [("rejected", .rejected)] : words
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

extension Conditions {
    /// Whether whatever the other covers is covered by this, too.
    func contains(_ other: Conditions) -> Bool {
        var statuses = other.statuses
        var kinds = other.kinds
        if kinds.remove(.status429) != nil { statuses.append(429) }
        return kinds.isSubset(of: self.kinds)
            && statuses.allSatisfy { covers(.failed, status: $0) }
    }
}

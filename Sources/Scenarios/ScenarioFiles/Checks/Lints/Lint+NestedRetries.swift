import Scenarios
import Topologies

extension Lint {
    /// More attempts than this of one call for one request are too many where layers multiply: two
    /// layers that try twice each are let pass.
    static let mostAttempts = 4.0

    /// Layers of retries that multiply.
    static let nestedRetries = Lint(
        "nested-retries",
        warnsOf: "retries at several layers that multiply to more than \(Int(mostAttempts)) "
            + "attempts of one call for one request",
        arithmetic: """
            The product of `attempts` from the user down to the call, over the layers that see the \
            failure below them and retry it: as the 502, 503 or 504 that it becomes, unless the \
            call is optional or has a fallback, or as a timeout that is over before the callee's \
            attempts are. A layer with a budget counts 1 + its ratio; AWS's has none, and counts \
            in full where `capacity` pays for every retry of the run.
            """,
        remedy:
            "Retry at one layer, best the one above what fails, or give the retries a `budget`.",
        source: "Brooker: \"Timeouts, retries and backoff with jitter\", Amazon Builders' Library: "
            + "five layers of three tries make 243"
    ) { wiring in
        let tower = RetryTower(wiring)
        var isPartOfAnother: Set<Int> = []
        var problems: [Problem] = []
        // Those below come first, so that only the whole of a tower is named.
        for endpoint in wiring.order.reversed() {
            for index in wiring.outgoing[endpoint] where tower.attempts[index] > mostAttempts {
                guard !isPartOfAnother.contains(index),
                    tower.growth(of: .call(index)) >= 2
                else { continue }
                let layers = tower.layers(to: index)
                guard layers.filter({ $0.tries >= 2 }).count > 1 else { continue }
                for case (.call(let inner), _) in layers { isPartOfAnother.insert(inner) }
                problems.append(wiring.multiplied(index, tower, layers))
            }
        }
        return problems
    }
}

extension Wiring {
    fileprivate func multiplied(
        _ index: Int, _ tower: RetryTower, _ layers: [(layer: RetryTower.Layer, tries: Double)]
    ) -> Problem {
        let call = calls[index]
        let factors = layers.suffix(8).map { "\(decimal($0.tries)) (\(tower.name(of: $0.layer)))" }
        let more = layers.count > 8 ? "… × " : ""
        let callee = name(call.to.service)
        return Problem(
            at: call.node.tree.place,
            found: "retries multiply over \(layers.count) layers: "
                + "\(more)\(factors.joined(separator: " × ")) = "
                + "\(decimal(tower.attempts[index])) attempts at \(callee) a request",
            advice: "Retry at one layer, or give the retries a budget.")
    }
}

import Resilience
import Timebase
import Topologies

extension ObjectTable {
    package static let fallback = ObjectTable(
        "Fallback",
        """
        What stands in for an answer that did not come; the answer is then degraded. Exactly one \
        of `static`, `stale` and `call`; `"stale"` alone is `{ stale: {} }`.
        """,
        [
            KeyRow("static", "any value", "A fixed value that needs nobody."),
            KeyRow(
                "stale", "[Stale answer](#stale-answer)",
                "The last good answer that this caller instance had from the same endpoint."),
            KeyRow(
                "call", "service and endpoint",
                "Another call. A load stream has none: its users ask one service."),
            KeyRow(
                "policy", "name of a policy, or [Policy](#policy)",
                defaultText: "none: no timeout, no retry", "The protections of that call."),
        ])

    package static let staleAnswer = ObjectTable(
        "Stale answer", "How old the last good answer may be.",
        [
            KeyRow(
                "maxAge", "duration above zero", defaultText: "no limit",
                "An older one stands in for nothing, and the call fails.")
        ])
}

extension Node {
    func fallback() -> Fallback? {
        if tree.string == "stale" { return .stale(maxAge: .forever) }
        guard
            let fields = Fields(
                self, .fallback, expected: "\"stale\", or an object such as { static: [] }"),
            let kind = fields.one(of: ["static", "stale", "call"]), let value = fields[kind]
        else { return nil }
        if kind != "call" {
            fields.written("policy")?.report(
                "\(name) has a policy and no call", expected: "policy only beside call")
        }
        switch kind {
        case "static": return .fixed(value.tree.string ?? String(value.tree.text().dropLast()))
        case "stale":
            guard let stale = Fields(value, .staleAnswer) else { return nil }
            guard let maxAge = stale["maxAge"] else { return .stale(maxAge: .forever) }
            return maxAge.duration(aboveZero: true).map { .stale(maxAge: $0) }
        default: return .call
        }
    }
}

extension TopologyReader {
    /// Reads whom the fallback of a policy asks, once every named policy is known.
    mutating func readFallbackCall(of policy: PolicyID, at node: Node) {
        guard policies[policy].policy.fallback == .call,
            let fallback = node.tree["fallback"], let call = fallback["call"]
        else { return }
        let place = node.child("fallback", fallback)
        var id: PolicyID?
        if let written = fallback["policy"] { id = self.policy(place.child("policy", written)) }
        guard let target = place.child("call", call).endpointReference(names) else {
            missCall()
            return
        }
        policies[policy].fallbackCall = Step.Call(to: target, policy: id)
    }

    /// Fallbacks that fall back on one another would never come to an end.
    func checkFallbackCircles(_ nodes: [Node]) {
        for (named, node) in zip(policies, nodes) {
            guard let call = named.fallbackCall,
                call.withFallbacks(under: policies).count > policies.count
            else { continue }
            node.report(
                "the fallbacks of \(quoted(named.name)) go round in a circle",
                expected: "a call whose own fallback is \"static\", \"stale\" or none")
        }
    }
}

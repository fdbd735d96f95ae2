import Chance
import Topologies

extension ObjectTable {
    /// The kinds of step, each an object that the kind's own key names.
    package static let steps: [(kind: String, table: ObjectTable)] = [
        (
            "work",
            ObjectTable(
                "Step: work", "Takes its time whatever the other slots do.",
                [KeyRow("work", "duration or distribution", required: true, "How long it takes.")])
        ),
        (
            "cpu",
            ObjectTable(
                "Step: cpu", "Burns a core; in virtual time it is `work`.",
                [KeyRow("cpu", "duration or distribution", required: true, "How long it takes.")])
        ),
        (
            "call",
            ObjectTable(
                "Step: call",
                """
                Asks another service and waits. A call that still fails ends the endpoint: 504 if \
                it timed out, 503 if it was refused or rejected, else 502.
                """,
                [
                    KeyRow(
                        "call", "service and endpoint", required: true,
                        "`\"payments POST /charges\"`."),
                    KeyRow(
                        "policy", "name of a policy, or [Policy](#policy)",
                        defaultText: "none: no timeout, no retry", "Its protections."),
                    KeyRow(
                        "optional", "`true` or `false`", default: false,
                        "A failure degrades the answer instead of failing it."),
                    KeyRow(
                        "keyed", "`true` or `false`", default: false,
                        "Whether it carries an idempotency key, so that a retry does nothing "
                            + "twice."),
                ])
        ),
        (
            "all",
            ObjectTable(
                "Step: all",
                "Runs branches in parallel; the first failure answers at once and cancels the "
                    + "rest.",
                [KeyRow("all", "list of branches", required: true, "A branch is a step or a list.")]
            )
        ),
        (
            "any",
            ObjectTable(
                "Step: any",
                "Runs branches in parallel; the first success wins, the rest are cancelled.",
                [KeyRow("any", "list of branches", required: true, "A branch is a step or a list.")]
            )
        ),
        (
            "respond",
            ObjectTable(
                "Step: respond", "Ends the endpoint with a status.",
                [
                    KeyRow(
                        "respond", "status from 200 to 599", required: true,
                        "The answer's "
                            + "status."),
                    KeyRow("chance", "ratio above 0", default: 1, "How often it does."),
                ])
        ),
        (
            "repeat",
            ObjectTable(
                "Step: repeat", "Runs its steps several times.",
                [
                    KeyRow("repeat", "count from 1 to 1000", required: true, "How often."),
                    KeyRow("do", "list of [steps](#steps)", required: true, "What."),
                    KeyRow("parallel", "`true` or `false`", default: false, "All at once."),
                ])
        ),
    ]

    /// Steps that the format has and this version does not.
    package static let laterSteps = ["cache", "read", "write", "publish"]
}

extension TopologyReader {
    mutating func readSteps(
        _ node: Node, of endpoint: EndpointReference, times: Double
    ) -> [Step] {
        guard let nodes = node.elements(expected: "a list of steps") else {
            missCall()
            return []
        }
        var steps: [Step] = []
        for node in nodes {
            if let step = readStep(node, of: endpoint, times: times) {
                steps.append(step)
            } else {
                missCall()
            }
        }
        return steps
    }

    private mutating func readStep(
        _ node: Node, of endpoint: EndpointReference, times: Double
    ) -> Step? {
        guard let (kind, fields) = stepKind(of: node), let value = fields[kind] else { return nil }
        switch kind {
        case "work": return value.distribution().map { .work($0) }
        case "cpu": return value.distribution().map { .cpu($0) }
        case "call": return readCall(value, fields, of: endpoint, times: times)
        case "all": return .all(readBranches(value, of: endpoint, times: times))
        case "any": return .any(readBranches(value, of: endpoint, times: times))
        case "respond":
            let chance = fields["chance"]?.ratio(aboveZero: true)
            guard let status = value.count(in: 200...599), let chance else { return nil }
            return .respond(status: status, chance: chance)
        default:
            let isParallel = fields["parallel"]?.flag() ?? false
            guard let count = value.count(in: 1...1000), let body = fields["do"] else { return nil }
            guard times * Double(count) <= CallGraph.mostRounds else {
                value.refuse(expected: "at most 1000000 rounds with the repeats around it")
                return nil
            }
            let steps = readSteps(body, of: endpoint, times: times * Double(count))
            return .repeat(count: count, parallel: isParallel, steps: steps)
        }
    }

    /// Finds which step an object is by the one key that names a kind.
    private func stepKind(of node: Node) -> (kind: String, fields: Fields)? {
        let kinds = ObjectTable.steps.map(\.kind)
        let expected = "a step: an object with \(listed(kinds, "or"))"
        guard let members = node.tree.members else {
            node.refuse(expected: expected)
            return nil
        }
        if let later = members.first(where: { ObjectTable.laterSteps.contains($0.key) }) {
            node.refuseAsLater("the step \(quoted(later.key))")
            return nil
        }
        let given = members.map(\.key).filter { kinds.contains($0) }
        guard given.count == 1, let step = ObjectTable.steps.first(where: { $0.kind == given[0] })
        else {
            if given.count > 1 {
                node.report("\(node.name) is \(listed(given)) at once", expected: "one kind a step")
            } else if let first = members.first {
                let known = kinds + ObjectTable.laterSteps
                node.report(
                    "unknown step \(quoted(first.key))",
                    suggestion: nearestWord(to: first.key, among: known),
                    advice: "Expected one of: \(kinds.joined(separator: ", ")).")
            } else {
                node.refuse(expected: expected)
            }
            return nil
        }
        guard let fields = Fields(node, step.table) else { return nil }
        return (step.kind, fields)
    }

    private mutating func readCall(
        _ value: Node, _ fields: Fields, of endpoint: EndpointReference, times: Double
    ) -> Step? {
        var policy: PolicyID?
        if let node = fields["policy"] { policy = self.policy(node) }
        let isOptional = fields["optional"]?.flag() ?? false
        let isKeyed = fields["keyed"]?.flag() ?? false
        guard let target = value.endpointReference(names) else { return nil }
        let call = Step.Call(
            to: target, policy: policy, isOptional: isOptional, isKeyed: isKeyed)
        for call in call.withFallbacks(under: policies) {
            add(
                Call(
                    from: endpoint, to: call.to, policy: call.policy,
                    isOptional: call.isOptional, isKeyed: call.isKeyed, times: times, node: value))
        }
        return .call(call)
    }

    private mutating func readBranches(
        _ node: Node, of endpoint: EndpointReference, times: Double
    ) -> [[Step]] {
        guard let nodes = node.elements(expected: "a list of branches, each a step or a list")
        else {
            missCall()
            return []
        }
        if nodes.isEmpty { node.refuse(expected: "at least one branch") }
        var branches: [[Step]] = []
        for branch in nodes {
            if branch.tree.elements != nil {
                branches.append(readSteps(branch, of: endpoint, times: times))
            } else if let step = readStep(branch, of: endpoint, times: times) {
                branches.append([step])
            } else {
                missCall()
            }
        }
        return branches
    }
}

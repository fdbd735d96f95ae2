import Chance
import Scenarios
import Timebase
import Topologies
import Workloads

extension ObjectTable {
    package static let stream = ObjectTable(
        "Load stream",
        "A kind of user. Open loop with `rate`, or closed loop with `users` and `think`.",
        [
            KeyRow("send", "service and endpoint", required: true, "`\"gateway POST /orders\"`."),
            KeyRow(
                "rate", "rate or [rate shape](#rate-shape-ramp)", "Open loop: requests a second."),
            KeyRow(
                "arrivals", "`poisson` or `constant`", default: "poisson",
                "How an open loop's instants are spread."),
            KeyRow("users", "count from 1", "Closed loop: how many users."),
            KeyRow(
                "think", "duration or distribution above zero", "Closed loop: between two requests."
            ),
            KeyRow(
                "policy", "name of a policy, or [Policy](#policy)", defaultText: "none",
                "The client's own protections."),
            KeyRow(
                "timeout", "duration above zero", default: "30s",
                "The user's patience, from the due instant over all attempts; not handed to "
                    + "callees."
            ),
            KeyRow(
                "slow", "duration above zero", defaultText: "half the `timeout`",
                "Slower is "
                    + "slow."),
            KeyRow(
                "priority", "`critical`, `normal` or `sheddable`", default: "normal",
                "Who goes first where a service sheds."),
            KeyRow(
                "clients", "count from 1", default: 1,
                "Callers that share the stream; each has its own breaker, bulkhead and budget."),
            KeyRow(
                "ok", "list of statuses and classes", default: ["2xx", "3xx"],
                "Which answers are ok: `\"2xx\"` or 404."),
            KeyRow(
                "keyed", "`true` or `false`", default: false,
                "Whether its requests carry an idempotency key, so that a retry does nothing "
                    + "twice."),
            .later("keys", "Which keys are asked for."),
            .later("headers", "Headers to send live."),
            .later("body", "A body to send live."),
        ])
}

/// Reads the load, and lends inline policies to the topology.
struct LoadReader {
    var topology: TopologyReader
    /// What `warmup` and `duration` allow an overload to be.
    let run: RunTimes

    mutating func read(_ node: Node) -> [LoadStream] {
        guard let members = node.members(expected: "an object of streams by name") else {
            return []
        }
        if members.isEmpty { node.refuse(expected: "at least one stream") }
        var streams: [LoadStream] = []
        for (name, place, node) in members {
            node.checkIdentifier(name, at: place, kind: "stream")
            topology.names.streams.append(name)
            if let stream = readStream(node, name: name) {
                streams.append(stream)
            } else {
                topology.missCall()
            }
        }
        return streams
    }

    private mutating func readStream(_ node: Node, name: String) -> LoadStream? {
        guard let fields = Fields(node, .stream) else { return nil }
        let demand = demand(fields)
        let policy = fields["policy"].flatMap { topology.policy($0) }
        if let policy, topology.policies[policy].fallbackCall != nil {
            fields["policy"]?.report(
                "\(fields.node.name) falls back on another call",
                expected: "a fallback that is \"static\" or \"stale\": users ask one service")
        }
        let timeout = fields["timeout"]?.duration(aboveZero: true)
        let slow = fields["slow"]?.duration(aboveZero: true)
        if let timeout, let slow, slow > timeout {
            fields["slow"]?.refuse(expected: "at most the timeout, \"\(timeout)\"")
        }
        let priority = fields["priority"]?.word(LoadStream.Priority.self)
        let clients = fields["clients"]?.count(in: 1...100_000)
        let ok = fields["ok"]?.okStatuses()
        let isKeyed = fields["keyed"]?.flag() ?? false
        guard let send = fields["send"]?.endpointReference(topology.names), let demand, let timeout,
            let priority, let clients, let ok
        else { return nil }
        return LoadStream(
            name: name, send: send, demand: demand, policy: policy, timeout: timeout, slow: slow,
            priority: priority, clients: clients, ok: ok, isKeyed: isKeyed)
    }

    private func demand(_ fields: Fields) -> LoadStream.Demand? {
        guard let kind = fields.one(of: ["rate", "users"]) else { return nil }
        if kind == "rate" {
            fields.written("think")?.report(
                "\(fields.node.name) has a rate and a think time",
                expected: "think only beside users, in a closed loop")
            let arrivals = fields["arrivals"]?.word(LoadStream.Arrivals.self)
            let shape = fields["rate"]?.rateShape(run)
            guard let arrivals, let shape else { return nil }
            return .open(shape, arrivals)
        }
        fields.written("arrivals")?.report(
            "\(fields.node.name) has users and arrivals",
            expected: "arrivals only beside rate, in an open loop")
        let users = fields["users"]?.count(in: 1...1_000_000)
        guard let think = fields["think"] else {
            fields.node.report(
                "\(fields.node.name) has users but no \"think\"", expected: "a duration above zero")
            return nil
        }
        guard let time = think.distribution(), let users else { return nil }
        guard !time.isZero else {
            think.refuse(expected: "a duration above zero, such as \"1s\"")
            return nil
        }
        return .closed(users: users, think: time)
    }
}

extension Node {
    /// `["2xx", 404]`.
    fileprivate func okStatuses() -> LoadStream.OKStatuses? {
        let expected = "a status from 100 to 599 or a class such as \"2xx\""
        guard let nodes = elements(expected: "a list, each \(expected)") else { return nil }
        if nodes.isEmpty { refuse(expected: "at least one: \(expected)") }
        var result = LoadStream.OKStatuses(classes: [])
        for node in nodes {
            let text = Array((node.tree.string ?? "").utf8)
            if text.count == 3, text[1...] == [UInt8(ascii: "x"), UInt8(ascii: "x")],
                (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(text[0])
            {
                result.classes.append(Int(text[0] - UInt8(ascii: "0")))
            } else if case .number(let number) = node.tree.value,
                let status = Int(exactly: number.value), (100...599).contains(status)
            {
                result.statuses.append(status)
            } else {
                node.refuse(expected: expected)
            }
        }
        return result
    }
}

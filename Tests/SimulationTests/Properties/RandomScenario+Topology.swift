/// Services, their endpoints and steps, and the policies of their calls.
extension RandomScenario {
    mutating func service(_ number: Int) -> String {
        let replicas = from(1, to: 4)
        self.replicas.insert(replicas, at: 0)
        var endpoints: [String] = []
        for endpoint in 0..<from(1, to: 2) {
            var cost = 0
            let steps = self.steps(of: number, depth: 0, times: 1, cost: &cost)
            endpoints.append(#""GET /\#(endpoint)": [\#(steps)]"#)
            costs[number].append(cost)
        }
        var text = "replicas: \(replicas), endpoints: { \(endpoints.joined(separator: ", ")) }"
        text += optional(0.7, ", concurrency: \(pick(["1", "1", "2", "4", #""unlimited""#]))")
        text += optional(0.5, ", backlog: \(pick(["0", "1", "5", #""unlimited""#]))")
        text += optional(0.5, #", abandoned: "\#(pick(["drop", "cancel"]))""#)
        text += optional(0.3, ", health: { \(health()) }")
        text += optional(0.4, ", restart: { \(restart()) }")
        text += optional(0.3, ", autoscale: { \(autoscale(replicas)) }")
        return text
    }

    mutating func steps(of caller: Int, depth: Int, times: Int, cost: inout Int) -> String {
        (0..<from(depth == 0 ? 0 : 1, to: 3)).map { _ in
            step(of: caller, depth: depth, times: times, cost: &cost)
        }.joined(separator: ", ")
    }

    private mutating func step(
        of caller: Int, depth: Int, times: Int, cost: inout Int
    ) -> String {
        let kind = depth >= 3 ? dice.below(8) : dice.below(12)
        switch kind {
        case 0, 1, 2: return "{ work: \(time()) }"
        case 3:
            let chance = pick(["0.05", "0.5", "1"])
            return "{ respond: \(pick(["200", "404", "429", "500", "503"])), chance: \(chance) }"
        case 4, 5, 6, 7: return call(from: caller, times: times, cost: &cost)
        case 8, 9:
            let branches = (0..<from(1, to: 4)).map { _ in
                "[\(steps(of: caller, depth: depth + 1, times: times, cost: &cost))]"
            }
            return "{ \(kind == 8 ? "all" : "any"): [\(branches.joined(separator: ", "))] }"
        default:
            let rounds = pick(["1", "2", "3", "20"])
            let count = Int(rounds)! * times
            let body = steps(of: caller, depth: depth + 1, times: count, cost: &cost)
            return "{ repeat: \(rounds), do: [\(body)], parallel: \(happens(0.5)) }"
        }
    }

    /// A call to an endpoint that is known already, if one is cheap enough: of a service behind
    /// this one, or of this one.
    private mutating func call(from caller: Int, times: Int, cost: inout Int) -> String {
        let callee = from(caller, to: services - 1)
        guard !costs[callee].isEmpty else { return "{ work: \(time()) }" }
        let endpoint = dice.below(costs[callee].count)
        let policy = dice.below(policies + 1)  // the last is none
        let attempts = policy < policies ? retries[policy] : 1
        let price = times * attempts * (1 + costs[callee][endpoint])
        guard cost + price <= RandomScenario.dearest else { return "{ work: \(time()) }" }
        cost += price
        edges.append("s\(caller) -> s\(callee)")
        var text = #"{ call: "s\#(callee) GET /\#(endpoint)""#
        if callee == caller {
            // Without it a service that waits for its own slots would wait for ever.
            text += #", policy: { timeout: "50ms" }"#
        } else if policy < policies {
            text += #", policy: "p\#(policy)""#
        }
        return text + optional(0.3, ", optional: true") + " }"
    }

    mutating func policy() -> String {
        var parts: [String] = []
        if happens(0.6) { parts.append(#"timeout: "\#(duration())""#) }
        if happens(0.3) { parts.append(#"deadline: "\#(duration())""#) }
        if happens(0.3) { parts.append("fallback: \(pick(["{ static: 0 }", #""stale""#]))") }
        var attempts = 1
        if happens(0.6) {
            attempts = from(1, to: 4)
            parts.append("retry: { attempts: \(attempts), \(retry()) }")
        }
        var copies = 1
        if happens(0.3) {
            copies = from(2, to: 3)
            parts.append("hedge: { \(hedge(copies)) }")
        }
        retries.append(attempts * copies)
        if happens(0.5) { parts.append("breaker: { \(breaker()) }") }
        if happens(0.5) {
            let wait = optional(0.5, #", queueFor: "\#(duration())""#)
            let (places, queue) = (from(1, to: 3), from(0, to: 3))
            parts.append(
                "bulkhead: { concurrent: \(places), queue: \(queue)\(queue > 0 ? wait : "") }")
        }
        var scope = ""
        if happens(0.3) {
            parts.append("order: [\(pick(RandomScenario.orders))]")
        } else if copies == 1, happens(0.4) {
            scope = "instance"
        }
        if scope.isEmpty, happens(0.3) { scope = pick(["endpoint", "stream"]) }
        let isGuarded = parts.contains { $0.hasPrefix("breaker") || $0.hasPrefix("bulkhead") }
        if !scope.isEmpty, isGuarded { parts.append(#"per: "\#(scope)""#) }
        parts.append("balance: \(balance())")
        if happens(0.3) { parts.append("eject: { \(ejection()) }") }
        return parts.joined(separator: ", ")
    }

    private mutating func balance() -> String {
        guard happens(0.4) else {
            let words = ["round-robin", "random", "least-requests", "two-choices", "peak-ewma"]
            return "\"\(pick(words))\""
        }
        let by = pick(["round-robin", "random", "least-requests", "two-choices"])
        var text = #"by: "\#(by)""#
        text += optional(0.5, ", weights: [\(from(1, to: 5)), 1]")
        text += optional(0.5, #", slowStart: { window: "\#(duration())" }"#)
        text += optional(0.5, ", zoneAware: { minimum: 1, direct: \(happens(0.5)) }")
        return "{ \(text + optional(0.3, ", panic: 0.7")) }"
    }

    private mutating func ejection() -> String {
        var text = #"consecutive: \#(from(1, to: 4)), for: "\#(duration())", every: "200ms""#
        text += #", atMost: \#(pick(["0", "0.5", "1"])), checksReadmit: \#(happens(0.5))"#
        text += optional(0.4, ", successRate: { instances: 2, requests: 3 }")
        text += optional(0.4, ", failureShare: { share: 0.3, instances: 1, requests: 2 }")
        return text + optional(0.4, ", panic: 0")
    }

    private static let orders = [
        #""deadline", "timeout", "bulkhead", "breaker", "retry", "hedge", "fallback""#,
        #""bulkhead", "deadline", "hedge", "breaker", "retry", "fallback", "timeout""#,
        #""deadline", "hedge", "retry", "fallback", "timeout", "breaker", "bulkhead", "balance""#,
        #""fallback", "breaker", "bulkhead", "deadline", "retry", "hedge", "timeout""#,
        #""deadline", "retry", "hedge", "breaker", "bulkhead", "timeout", "fallback""#,
        #""breaker", "fallback", "deadline", "timeout", "hedge", "bulkhead", "retry""#,
    ]

    private mutating func hedge(_ most: Int) -> String {
        let after = pick([#""0s""#, #""1ms""#, #""20ms""#, #""p50""#])
        let budget = optional(0.5, ", budget: { ratio: 0.5, minPerSecond: \(dice.below(3)) }")
        return "after: \(after), most: \(most), tied: \(happens(0.3))\(budget)"
    }

    private mutating func retry() -> String {
        let jitter = pick(["full", "equal", "decorrelated", "none"])
        let base = pick(["0s", "0s", "1ns", "1ms", "20ms"])
        var text = #"backoff: { base: "\#(base)", max: "100ms", jitter: "\#(jitter)" }"#
        let on = [#"["timeout", "refused", "reset", "5xx", "429", "rejected"]"#, #"["rejected"]"#]
        text += optional(0.5, ", on: \(pick(on))")
        return text + optional(0.4, ", budget: { ratio: 0.1, minPerSecond: \(dice.below(3)) }")
    }

    private mutating func breaker() -> String {
        let window = pick(["{ calls: 2 }", "{ calls: 10 }", #"{ time: "1s" }"#])
        var text = "window: \(window), minimumCalls: \(from(1, to: 5)), "
        text += #"openFor: "\#(duration())", halfOpenCalls: \#(from(1, to: 3))"#
        text += optional(0.3, #", slowCall: { longerThan: "\#(duration())", rate: 0.5 }"#)
        return text + optional(0.05, #", forced: "open""#)
    }
}

/// Load, faults, the monkey, and what keeps instances up.
extension RandomScenario {
    mutating func stream(_ number: Int) -> String {
        streams = number + 1
        let service = dice.below(services)
        let endpoint = dice.below(costs[service].count)
        edges.append("load:l\(number) -> s\(service)")
        var text = #"l\#(number): { send: "s\#(service) GET /\#(endpoint)", "#
        if happens(0.3) {
            text += "users: \(from(1, to: 4)), "
            text += #"think: \#(pick([#""1ns""#, #""50ms""#, #"{ mean: "100ms" }"#]))"#
        } else {
            text += "rate: \(rate()), arrivals: \"\(pick(["poisson", "constant"]))\""
        }
        text += #", timeout: "\#(pick(["1ms", "20ms", "100ms", "500ms", "2s", "30s"]))""#
        text += optional(0.4, #", policy: "p\#(dice.below(policies))""#)
        return text + optional(0.3, ", clients: \(from(1, to: 3))")
            + optional(0.2, #", ok: ["2xx", 429]"#) + " }"
    }

    private mutating func rate() -> String {
        switch dice.below(6) {
        case 0: return #"{ from: 0, to: \#(from(1, to: 60)), over: "1s" }"#
        case 1: return #"{ spike: \#(from(20, to: 90)), base: 5, at: "600ms", for: "200ms" }"#
        case 2: return #"{ wave: [1, 30], every: "700ms" }"#
        case 3: return #"{ steps: [["0s", 30], ["300ms", 0], ["700ms", 50]] }"#
        default: return "\(pick(["1", "10", "20", "40"]))"
        }
    }

    mutating func health() -> String {
        #"every: "\#(pick(["10ms", "100ms", "300ms"]))", "#
            + #"timeout: "\#(pick(["1ms", "100ms", "1s"]))""#
            + ", down: \(from(1, to: 3)), up: \(from(1, to: 2))"
    }

    mutating func restart() -> String {
        let wait = pick(["0s", "10ms", "200ms"])
        return #"after: "\#(pick(["0s", "1ms", "100ms"]))", backoff: "\#(wait)", max: "1s", "#
            + "startup: \(time())"
    }

    mutating func autoscale(_ replicas: Int) -> String {
        let target = pick(["inFlight: 1", "rate: 5", "queue: 0.5", "inFlight: 0.01"])
        return """
            min: \(from(1, to: replicas)), max: \(replicas + dice.below(8)), \
            target: { \(target) }, \
            every: "\(pick(["50ms", "100ms", "300ms"]))", startup: \(time()), \
            scaleDown: { window: "\(pick(["0s", "300ms"]))" }
            """
    }

    // MARK: faults

    mutating func fault(_ number: Int, length: Int) -> String {
        var text = "{ \(times(length)), \(optional(0.3, #"name: "f\#(number)", "#))"
        switch dice.below(zones > 0 ? 10 : 9) {
        case 0, 1, 2, 3: text += edgeFault()
        case 4: text += partition()
        case 5, 6, 7: text += instanceFault()
        case 8: text += #"inject: "overload", on: "load:l\#(dice.below(streams))", factor: 3"#
        default: text += #"inject: "zone-outage", on: "zone:a""#
        }
        return text + " }"
    }

    private mutating func times(_ length: Int) -> String {
        let at = from(500, to: length * 1000 - 1)
        switch dice.below(4) {
        case 0:
            return #"at: "\#(at)ms", every: "300ms", for: "\#(pick(["1ns", "100ms", "299ms"]))""#
        default:
            return #"at: "\#(at)ms", for: "\#(pick(["1ns", "10ms", "300ms", "900ms", "5s"]))""#
        }
    }

    private mutating func edgeFault() -> String {
        let kind = pick([
            #""latency", delay: \#(time())"#, #""error""#, #""error", status: 404"#, #""refuse""#,
            #""reset""#, #""blackhole""#, #""cut""#,
        ])
        var text = "inject: \(kind), on: \(edgeTargets())"
        text += optional(0.4, #", side: "answer""#)
        text += optional(0.3, ", chance: 0.5")
        text += optional(0.2, ", first: 2")
        return text + optional(0.2, ", nth: 2")
    }

    private mutating func edgeTargets() -> String {
        let service = dice.below(services)
        var targets = [
            edges[dice.below(edges.count)], edges[dice.below(edges.count)], "s\(service)",
            "s\(service)#0", "s\(service)[1]", "s\(service)[50%]",
        ]
        if zones > 0 { targets.append("zone:a") }
        let one = pick(targets)
        return happens(0.7) ? #""\#(one)""# : #"["\#(one)", "\#(pick(targets))"]"#
    }

    private mutating func partition() -> String {
        let direction = pick(["both", "to", "from"])
        let left = dice.below(services)
        var right = "load:l\(dice.below(streams))"
        if services > 1, happens(0.7) {
            right = "s\((left + from(1, to: services - 1)) % services)"
        }
        return
            #"inject: "partition", on: "s\#(left)", from: "\#(right)", direction: "\#(direction)""#
    }

    private mutating func instanceFault() -> String {
        let kind = pick([
            "kill", "kill", "pause", "pause", #"crash-loop", upFor: "\#(duration(from: "1ms"))"#,
            #"slow-start", factor: 5, ramp: "500ms"#,
        ])
        let service = dice.below(services)
        let target = pick(["s\(service)", "s\(service)#0", "s\(service)[2]", "s\(service)[50%]"])
        return #"inject: "\#(kind)", on: "\#(target)""#
    }

    private mutating func duration(from least: String) -> String {
        pick([least, "20ms", "100ms", "300ms"])
    }

    mutating func monkey() -> String {
        let on = (0..<services).map { #""s\#($0)""# }.joined(separator: ", ")
        let grouping = pick(zones > 0 ? ["service", "instance", "zone"] : ["service", "instance"])
        let targets = grouping == "zone" ? #""zone:a""# : on
        let choices = [
            "{ kill: {}, weight: 3 }", #"{ kill: { for: "100ms" } }"#,
            #"{ latency: { delay: "30ms", for: "200ms" } }"#, #"{ pause: { for: "100ms" } }"#,
            #"{ blackhole: { for: "100ms" } }"#,
        ]
        return """
            monkey: { on: [\(targets)], meanBetween: "200ms", grouping: "\(grouping)", \
            inject: [\(pick(choices)), \(pick(choices))], leashed: \(happens(0.1)) },
            """
    }
}

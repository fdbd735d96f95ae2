/// A weakness to plant into the well-protected shop of `topology.json5`, and what brings it to
/// light.
struct Weakness {
    let name: String
    /// What is written well, once in the topology, and how it is written ill.
    let well: String
    let ill: String
    /// The edge or service that a report should name.
    let place: String
    /// The scenario that passes where it is well, and fails where it is ill.
    let scenario: String

    private init(
        _ name: String, _ well: String, to ill: String, at place: String, load: String,
        fault: String, expect: String, duration: String = "60s"
    ) {
        self.name = name
        self.well = well
        self.ill = ill
        self.place = place
        scenario = """
            { title: "\(name)", topology: "topology.json5", duration: "\(duration)", warmup: "5s",
              load: { \(load) }, faults: [{ \(fault) }], objectives: [{ id: "holds", \(expect) }] }
            """
    }

    private static func load(_ name: String, rate: String) -> String {
        #"\#(name): { send: "gateway GET /\#(name)", rate: \#(rate), timeout: "2s", "#
            + #"slow: "500ms" },"#
    }

    private static let chargeBreaker =
        #"failureRate: "50%", openFor: "5s" },"# + "\n      bulkhead: { concurrent: 8 }"
    private static let errors =
        #"at: "20s", for: "10s", inject: "error", on: "orders -> payments""#

    static let all = [
        Weakness(
            "a timeout ten times too long", #"timeout: "150ms""#, to: #"timeout: "1500ms""#,
            at: "orders -> payments", load: load("checkout", rate: "120"),
            fault: """
                at: "20s", for: "15s", inject: "latency", on: "orders -> payments", delay: "800ms"
                """,
            expect: """
                expect: "latency.p95", of: "checkout", during: "faults", atMost: "500ms"
                """),
        Weakness(
            "retries without a budget",
            #"jitter: "full" }, budget: "20%" },"# + "\n      breaker: { window: { time",
            to: #"jitter: "full" } },"# + "\n      breaker: { window: { time",
            at: "orders -> payments", load: load("checkout", rate: "400"),
            fault: """
                at: "20s", for: "20s", inject: "error", on: "orders -> payments", chance: 0.4
                """,
            expect: """
                expect: "retryAmplification", of: "orders -> payments", during: "faults",
                atMost: 1.3
                """),
        Weakness(
            "a breaker that stays open for ten minutes", chargeBreaker,
            to: chargeBreaker.replacingOnly("5s", with: "10m"), at: "orders -> payments",
            load: load("checkout", rate: "120"), fault: errors,
            expect: #"expect: "breaker.closed", of: "orders -> payments", atMost: "15s""#),
        Weakness(
            "minimum calls out of reach", "minimumCalls: 20, " + chargeBreaker,
            to: "minimumCalls: 5000, " + chargeBreaker, at: "orders -> payments",
            load: load("checkout", rate: "120"), fault: errors,
            expect: #"expect: "breaker.opened", of: "orders -> payments", atMost: "6s""#),
        Weakness(
            "a bulkhead wider than its callee", "concurrent: 5 }", to: "concurrent: 400 }",
            at: "orders -> ledger",
            load: load("checkout", rate: "120") + load("history", rate: "300"),
            fault: """
                at: "20s", for: "20s", inject: "latency", on: "orders -> ledger", delay: "3s"
                """,
            expect: """
                expect: "availability", of: "checkout", during: "faults", atLeast: "99%"
                """),
        Weakness(
            "a liveness probe of a dependency", #"httpGet: "/health""#, to: #"httpGet: "/deep""#,
            at: "catalog", load: load("browse", rate: "100"),
            fault: #"at: "20s", for: "20s", inject: "blackhole", on: "catalog -> search""#,
            expect: """
                expect: "availability", of: "browse", during: "faults", atLeast: "99%"
                """),
        Weakness(
            "retries at two layers", #"timeout: "800ms","#,
            to: """
                timeout: "800ms", retry: { attempts: 4, backoff: { base: "10ms", max: "50ms", \
                jitter: "full" } },
                """,
            at: "gateway -> records", load: load("lookup", rate: "280"),
            fault: #"at: "20s", for: "5s", inject: "pause", on: "archive""#,
            expect: #"expect: "recovery", of: "lookup", atMost: "10s""#),
        Weakness(
            "a breaker that trips at 1 %",
            #"window: { calls: 100 }, minimumCalls: 20, failureRate: "50%""#,
            to: #"window: { calls: 100 }, minimumCalls: 20, failureRate: "1%""#,
            at: "gateway -> catalog", load: load("browse", rate: "100"),
            fault: """
                at: "20s", for: "20s", inject: "error", on: "gateway -> catalog", chance: 0.03
                """,
            expect: """
                expect: "availability", of: "browse", during: "faults", atLeast: "95%"
                """),
        Weakness(
            "an autoscaler that flaps", #"scaleDown: { window: "60s" }"#,
            to: #"scaleDown: { window: "0s" }"#, at: "catalog",
            load: load("browse", rate: upAndDown),
            fault: """
                at: "150s", for: "5s", inject: "latency", on: "gateway -> catalog", delay: "50ms"
                """,
            expect: #"expect: "autoscaler.flaps", of: "catalog", equals: 0"#, duration: "180s"),
        Weakness(
            "an unbounded backlog", "concurrency: 4, backlog: 8,",
            to: #"concurrency: 4, backlog: "unlimited","#, at: "depot",
            load: load("reserve", rate: "150"),
            fault: #"at: "20s", for: "10s", inject: "overload", on: "load:reserve", factor: 4"#,
            expect: #"expect: "goodput", of: "reserve", during: "faults", atLeast: 200"#),
    ]

    /// 100/s and 600/s in turn, 20 s each.
    private static let upAndDown: String = {
        let steps = (0..<9).map { #"["\#($0 * 20)s", \#($0 % 2 == 0 ? 100 : 600)]"# }
        return "{ steps: [\(steps.joined(separator: ", "))] }"
    }()
}

extension String {
    /// With the one occurrence of a text replaced.
    func replacingOnly(_ old: String, with new: String) -> String {
        let parts = components(separatedBy: old)
        precondition(parts.count == 2, "\(old) stands there \(parts.count - 1) times")
        return parts.joined(separator: new)
    }
}

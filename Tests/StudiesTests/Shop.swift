import Chance
import Faults
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies
import Workloads

/// A shop in which everything is protected as it should be, for weaknesses to be planted in.
enum Shop {
    static let gateway = 0
    static let orders = 1
    static let payments = 2
    static let catalog = 3
    static let careful = "topology.policies.careful"

    static let policy = Policy(
        retry: Retry(
            attempts: 2,
            backoff: Retry.Backoff(
                base: .milliseconds(50), max: .milliseconds(200), jitter: .full),
            budget: .share(Retry.Budget())),
        breaker: CircuitBreaker.Settings(
            window: .time(.seconds(10)), minimumCalls: 20, openFor: .seconds(5), halfOpenCalls: 5),
        timeout: .milliseconds(150), bulkhead: Bulkhead(concurrent: 20))

    /// For what calls others in turn: it waits longer than they do.
    static let patient = Policy(
        breaker: CircuitBreaker.Settings(
            window: .time(.seconds(10)), minimumCalls: 20, openFor: .seconds(5), halfOpenCalls: 5),
        timeout: .seconds(1), bulkhead: Bulkhead(concurrent: 30))

    /// 90 s in which payments answers 800 ms late from 30 s to 50 s.
    static func slowPayments(_ edit: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = scenario(duration: .seconds(90))
        scenario.faults = [
            Fault(
                name: "slow",
                kind: .latency(
                    delay: .constant(.milliseconds(800)), jitter: .milliseconds(200)),
                on: [.edge(from: .service(orders), to: .service(payments))],
                at: .start + .seconds(30), lasts: .seconds(20), path: "faults[0]")
        ]
        edit(&scenario)
        return scenario
    }

    /// 180 s in which checkout rises to five times its rate from 30 s to 150 s.
    static func rush(_ edit: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = scenario(duration: .seconds(180))
        scenario.faults = [
            Fault(
                kind: .overload(factor: 5), on: [.load(0)], at: .start + .seconds(30),
                lasts: .seconds(120), path: "faults[0]")
        ]
        scenario.topology.services[orders].concurrency = 2
        scenario.topology.services[orders].autoscale = Autoscaler.Settings(
            min: 3, max: 20, target: .utilization(0.5), every: .seconds(5),
            startup: .constant(.seconds(3)),
            scaleDown: Autoscaler.Rules(
                stabilisation: .seconds(15),
                steps: [Autoscaler.Step(.percent(100), per: .seconds(15))]))
        scenario.topology.services[payments].concurrency = nil
        edit(&scenario)
        return scenario
    }

    private static func scenario(duration: Duration) -> Scenario {
        func call(_ service: ServiceID, policy: PolicyID = 1, isOptional: Bool = false) -> Step {
            .call(
                Step.Call(
                    to: EndpointReference(service: service, endpoint: 0), policy: policy,
                    isOptional: isOptional))
        }
        let topology = Topology(
            name: "shop", network: .constant(.microseconds(200)),
            policies: [
                Topology.NamedPolicy(name: "careful", policy: policy, path: careful),
                Topology.NamedPolicy(
                    name: "patient", policy: patient, path: "topology.policies.patient"),
            ],
            services: [
                Service(
                    name: "gateway", replicas: 2,
                    endpoints: [
                        Endpoint(name: "POST /orders", steps: [work(1, 4), call(orders)]),
                        Endpoint(name: "GET /products", steps: [work(1, 4), call(catalog)]),
                    ]),
                Service(
                    name: "orders", replicas: 3,
                    endpoints: [
                        Endpoint(
                            name: "POST /orders",
                            steps: [work(3, 12), call(payments, policy: 0, isOptional: true)])
                    ]),
                Service(
                    name: "payments", replicas: 2,
                    endpoints: [Endpoint(name: "POST /charges", steps: [work(8, 24)])],
                    restart: Restart.Settings()),
                Service(
                    name: "catalog", replicas: 2,
                    endpoints: [Endpoint(name: "GET /items", steps: [work(2, 8)])]),
            ])
        return Scenario(
            title: "shop", topology: topology, duration: duration, warmup: .seconds(5),
            load: [stream("checkout", 0, rate: 120), stream("browse", 1, rate: 200)])
    }

    private static func work(_ median: Int64, _ p99: Int64) -> Step {
        .work(.lognormal(median: .milliseconds(median), p99: .milliseconds(p99)))
    }

    private static func stream(_ name: String, _ endpoint: EndpointID, rate: Double) -> LoadStream {
        LoadStream(
            name: name, send: EndpointReference(service: gateway, endpoint: endpoint),
            demand: .open(.constant(rate), .poisson), timeout: .seconds(2),
            slow: .milliseconds(500))
    }
}

extension Scenario {
    /// Changes the policy that every call of the shop has.
    mutating func plant(_ change: (inout Policy) -> Void) { change(&topology.policies[0].policy) }
}

extension Scorecard {
    /// A card in a few lines, for a test that fails.
    var digest: String {
        var lines = ["\(verdict) overall \(overall ?? -1) \(reasons)"]
        for score in mechanisms {
            let measures = score.measures.map { measure in
                let value = measure.value.map { Figure.text($0, unit: measure.unit) }
                return
                    "\(measure.name) \(value ?? "–") (\(measure.score.map(Figure.rounded) ?? "–"))"
            }
            lines.append(
                "\(score.mechanism) \(score.on) \(score.state) \(score.score ?? -1): "
                    + measures.joined(separator: ", "))
        }
        for stream in outcome.streams {
            lines.append(
                "\(stream.stream) \(stream.score ?? -1) "
                    + stream.measures.map { "\($0.name) \($0.value ?? -1)" }.joined(separator: ", ")
            )
        }
        lines += advice.map {
            "advice \($0.on): \($0.finding) → \($0.change) \($0.outcomeNow ?? -1) → "
                + "\($0.outcomeThen ?? -1)"
        }
        return lines.joined(separator: "\n")
    }
}

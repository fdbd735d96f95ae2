import Faults
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies
import Workloads

/// The smallest shop that has noise worth a test: 40 virtual seconds in which payments answers
/// late for 10 s, and a timeout in front of it.
enum GatedShop {
    static func scenario(timeout: Duration) -> Scenario {
        let policy = Policy(
            retry: Retry(
                attempts: 2,
                backoff: Retry.Backoff(
                    base: .milliseconds(20), max: .milliseconds(50), jitter: .full),
                budget: .share(Retry.Budget())),
            timeout: timeout)
        let topology = Topology(
            name: "gated",
            network: .lognormal(median: .microseconds(200), p99: .milliseconds(1)),
            policies: [
                Topology.NamedPolicy(
                    name: "careful", policy: policy, path: "topology.policies.careful")
            ],
            services: [
                Service(
                    name: "orders", replicas: 2, concurrency: 16,
                    endpoints: [
                        Endpoint(
                            name: "POST /orders",
                            steps: [
                                work(3, 12),
                                .call(
                                    Step.Call(
                                        to: EndpointReference(service: 1, endpoint: 0), policy: 0,
                                        isOptional: true)),
                            ])
                    ]),
                Service(
                    name: "payments", replicas: 2,
                    endpoints: [Endpoint(name: "POST /charges", steps: [work(8, 60)])]),
            ])
        return Scenario(
            title: "gated", topology: topology, duration: .seconds(40), warmup: .seconds(5),
            load: [
                LoadStream(
                    name: "checkout", send: EndpointReference(service: 0, endpoint: 0),
                    demand: .open(.constant(30), .poisson), timeout: .seconds(1),
                    slow: .milliseconds(500))
            ],
            faults: [
                Fault(
                    name: "slow",
                    kind: .latency(
                        delay: .constant(.milliseconds(700)), jitter: .milliseconds(200)),
                    on: [.edge(from: .service(0), to: .service(1))],
                    at: .start + .seconds(15), lasts: .seconds(10), path: "faults[0]")
            ],
            objectives: [
                objective("up", .availability, "faults", .atLeast(0.9)),
                objective("fast", .latencyP90, "faults", .atMost(1500)),
                objective("back", .recovery, "run", .atMost(5)),
            ])
    }

    private static func objective(
        _ id: String, _ metric: Metric, _ phase: String, _ bound: Objective.Bound
    ) -> Objective {
        Objective(id: id, expect: metric, of: .stream(0), during: phase, bound: bound)
    }

    private static func work(_ median: Int64, _ p99: Int64) -> Step {
        .work(.lognormal(median: .milliseconds(median), p99: .milliseconds(p99)))
    }
}

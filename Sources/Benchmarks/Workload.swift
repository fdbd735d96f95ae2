import Chance
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// Scenarios built in code, so that a benchmark measures the engine and not the reader.
enum BenchmarkScenario {
    static let careful = Policy(
        retry: Retry(attempts: 3, budget: .share(Retry.Budget())),
        breaker: CircuitBreaker.Settings(),
        timeout: .milliseconds(300), bulkhead: Bulkhead(concurrent: 1000))

    /// Five services in a chain; each works and calls the next one under timeout, retry with a
    /// budget, breaker and bulkhead.
    static func chain(
        requestsPerSecond: Double, seconds: Int64, replicas: Int = 2
    ) -> Scenario {
        let services = (0..<5).map { number in
            var steps: [Step] = [.work(.exponential(mean: .milliseconds(2)))]
            if number < 4 {
                let next = EndpointReference(service: number + 1, endpoint: 0)
                steps.append(.call(Step.Call(to: next, policy: 0)))
            }
            return Service(
                name: "service-\(number)", replicas: replicas, concurrency: 1000,
                endpoints: [Endpoint(name: "GET /", steps: steps)])
        }
        let topology = Topology(
            name: "chain", network: .lognormal(median: .microseconds(200), p99: .milliseconds(1)),
            policies: [Topology.NamedPolicy(name: "careful", policy: careful, path: "")],
            services: services)
        let load = LoadStream(
            name: "users", send: EndpointReference(service: 0, endpoint: 0),
            demand: .open(.constant(requestsPerSecond), .poisson), timeout: .seconds(2))
        return Scenario(
            title: "chain", topology: topology, duration: .seconds(seconds), load: [load])
    }

    /// A single station: `servers` slots, exponential service of mean 1 ms, at utilisation `rho`.
    static func station(servers: Int, rho: Double, seconds: Int64) -> Scenario {
        let work = Step.work(.exponential(mean: .milliseconds(1)))
        let service = Service(
            name: "station", concurrency: servers, backlog: nil,
            endpoints: [Endpoint(name: "GET /", steps: [work])])
        let load = LoadStream(
            name: "users", send: EndpointReference(service: 0, endpoint: 0),
            demand: .open(.constant(rho * Double(servers) * 1000), .poisson))
        return Scenario(
            title: "station", topology: Topology(name: "station", services: [service]),
            duration: .seconds(seconds), load: [load])
    }
}

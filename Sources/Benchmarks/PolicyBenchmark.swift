import Foundation
import ScenarioFiles
import Scenarios
import Simulation

/// What each protection costs a request beside a bare call, in time and in allocations.
///
/// The protections are written as a user writes them. Of the times the best of many rounds counts,
/// the rounds of all protections interleaved, because machines are shared and drift.
enum PolicyBenchmark {
    /// A protection: on the users' call, or on the service that they call.
    struct Candidate {
        var name: String
        var policy = ""
        var service = ""
    }

    static let bare = Candidate(name: "bare call")

    static let candidates = [
        bare,
        Candidate(name: "timeout", policy: #"timeout: "1s""#),
        Candidate(name: "deadline", policy: #"deadline: "1s""#),
        Candidate(name: "retry", policy: #"retry: { backoff: { base: "1ms", jitter: "full" } }"#),
        Candidate(
            name: "retry budget", policy: #"retry: { backoff: { base: "1ms" }, budget: "20%" }"#),
        Candidate(name: "breaker, calls", policy: "breaker: {}"),
        Candidate(name: "breaker, time", policy: #"breaker: { window: { time: "10s" } }"#),
        Candidate(
            name: "breaker, slow calls",
            policy: #"breaker: { slowCall: { longerThan: "100ms", rate: "50%" } }"#),
        Candidate(name: "bulkhead", policy: "bulkhead: { concurrent: 1000 }"),
        Candidate(name: "fallback", policy: "fallback: { static: 1 }"),
        Candidate(name: "random", policy: #"balance: "random""#),
        Candidate(name: "least requests", policy: #"balance: "least-requests""#),
        Candidate(name: "two choices", policy: #"balance: "two-choices""#),
        Candidate(name: "peak EWMA", policy: #"balance: "peak-ewma""#),
        Candidate(name: "health", service: #"health: { every: "1s" },"#),
        Candidate(name: "retry tokens, gRPC", policy: #"retry: { budget: "grpc" }"#),
        Candidate(name: "retry share, Envoy", policy: #"retry: { budget: "envoy" }"#),
        Candidate(name: "retry quota, AWS", policy: #"retry: { budget: "aws" }"#),
        Candidate(name: "throttle", policy: "throttle: {}"),
        Candidate(name: "token bucket", policy: "rateLimit: { rate: 20000 }"),
        Candidate(name: "GCRA", policy: #"rateLimit: { rate: 20000, algorithm: "gcra" }"#),
        Candidate(name: "Vegas", policy: #"adaptive: "vegas""#),
        Candidate(name: "Gradient2", policy: #"adaptive: "gradient""#),
        Candidate(name: "AIMD", policy: #"adaptive: "aimd""#),
        Candidate(name: "hedge", policy: #"hedge: { after: "100ms" }"#),
        Candidate(name: "hedge, p95", policy: #"hedge: { after: "p95" }"#),
        Candidate(name: "stale answers", policy: #"fallback: "stale""#),
        Candidate(name: "ejection", policy: "eject: {}"),
        Candidate(name: "CoDel", service: #"shed: "codel","#),
        Candidate(name: "adaptive LIFO", service: #"shed: "adaptive-lifo","#),
        Candidate(name: "limit of a service", service: "rateLimit: { rate: 20000 },"),
    ]

    static let requests = 10_000

    /// Ten thousand requests of 1 ms in a second, at four instances.
    ///
    /// - Parameter failing: the share of attempts that are answered with an error.
    static func scenario(_ candidate: Candidate, seconds: Int, failing: Double = 0) -> Scenario? {
        let failure = failing > 0 ? "{ respond: 500, chance: \(failing) }" : ""
        let text = """
            { title: "\(candidate.name)", duration: "\(seconds)s", objectives: [],
              load: { users: { send: "api GET /", rate: \(requests), arrivals: "constant",
                timeout: "10s", policy: { \(candidate.policy) } } },
              topology: { services: { api: { replicas: 4, concurrency: 1000, \(candidate.service)
                endpoints: { "GET /": [{ work: "1ms" }, \(failure)] } } } } }
            """
        let loaded = readScenario("policy.json5") { _ in .success(Array(text.utf8)) }
        switch loaded {
        case .success(let loaded): return loaded.scenario
        case .failure(let problems):
            print("\(candidate.name) cannot be measured: \(problems)")
            return nil
        }
    }

    static func run(rounds: Int = 40) {
        let measured = candidates.compactMap { candidate in
            scenario(candidate, seconds: 1).map { (candidate, $0) }
        }
        var best = measured.map { _ in Double.infinity }
        for _ in 0..<rounds {
            for (place, (_, scenario)) in measured.enumerated() {
                var sent = 0
                let time = seconds { sent = measuredRun(scenario, seed: 1).effort.requests }
                best[place] = min(best[place], time / Double(sent) * 1e9)
            }
        }
        print("\(requests) requests, best of \(rounds); allocations a request are counted while")
        print("one attempt in ten fails")
        for ((candidate, _), cost) in zip(measured, best) {
            let more = candidate.name == bare.name ? cost : cost - best[0]
            let sign = candidate.name == bare.name ? " " : more < 0 ? "−" : "+"
            let time = padded("\(sign)\(Int(more.magnitude.rounded())) ns", to: 9)
            let count = AllocationCount.perRequest(of: candidate)
            let allocations = count.map { "\(($0 * 1000).rounded() / 1000)" } ?? "not counted"
            print("\(padded(candidate.name, to: 20)) \(time) \(allocations)")
        }
        AllocationCount.cleanUp()
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

import ScenarioFiles
import Scenarios
import Scoring
import Studies

/// How often a gate on a baseline cries wolf, and how often it sleeps; every pair has fresh seeds.
enum GateBenchmark {
    private static let seeds = 20

    /// Three hundred unchanged pairs, and a hundred in which a timeout was raised to three times.
    static func run() {
        let usual = scenario(timeout: "300ms")
        let raised = scenario(timeout: "900ms")
        var alarms = 0
        var caught = 0
        let time = seconds {
            for pair in 0..<300 {
                let first = UInt64(1 + pair * 2 * seeds)
                let old = series(usual, from: first)
                let new = series(usual, from: first + UInt64(seeds))
                if !compare(old: old, new: new).regressions.isEmpty { alarms += 1 }
                guard pair < 100 else { continue }
                let worse = compare(old: old, new: series(raised, from: first))
                if !worse.regressions.isEmpty { caught += 1 }
            }
        }
        print("unchanged pairs said to regress: \(alarms) of 300")
        print("a timeout raised to three times caught: \(caught) of 100")
        print("\((300 * 2 + 100) * seeds) seeds, each run and control, in \(Int(time.rounded())) s")
    }

    private static func series(_ scenario: Scenario, from first: UInt64) -> SeedSeries {
        SeedSeries(sampleSeeds(scenario, from: first, count: seeds))
    }

    private static func scenario(timeout: String) -> Scenario {
        let text = """
            {
              title: "gate", why: "a benchmark", duration: "40s", warmup: "5s",
              topology: {
                name: "gate",
                network: { latency: { median: "200us", p99: "1ms" } },
                services: {
                  orders: { replicas: 2, concurrency: 16, endpoints: { "POST /orders": [
                    { work: { median: "3ms", p99: "12ms" } },
                    { call: "payments POST /charges", optional: true, policy: {
                      timeout: "\(timeout)", retry: { attempts: 2, budget: "20%" },
                      breaker: { window: { calls: 20 }, minimumCalls: 10, openFor: "2s" },
                    } },
                  ] } },
                  payments: { replicas: 2, restart: { after: "1s" }, endpoints: {
                    "POST /charges": [{ work: { median: "8ms", p99: "60ms" } }],
                  } },
                },
              },
              load: { checkout: { send: "orders POST /orders", rate: 30, timeout: "1s" } },
              faults: [
                {
                  at: "15s", for: "10s", inject: "latency", on: "orders -> payments",
                  delay: "700ms", jitter: "200ms",
                },
              ],
              objectives: [
                { id: "up", expect: "availability", during: "faults", atLeast: "90%" },
                { id: "fast", expect: "latency.p90", during: "faults", atMost: "1500ms" },
                { id: "back", expect: "recovery", atMost: "5s" },
              ],
            }
            """
        let read = readScenario("gate", load: { _ in .success(Array(text.utf8)) })
        switch read {
        case .success(let loaded): return loaded.scenario
        case .failure(let problems): preconditionFailure("\(problems)")
        }
    }
}

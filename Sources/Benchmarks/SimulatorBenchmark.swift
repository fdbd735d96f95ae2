import Foundation
import Simulation

/// How fast virtual time passes. Every figure is the best of several rounds, the rounds of all
/// candidates interleaved, because machines are shared and drift.
enum SimulatorBenchmark {
    /// The whole engine on a chain of five services, beside a bare M/M/4 loop on the same queue.
    static func speed(rounds: Int = 5) {
        let chain = BenchmarkScenario.chain(requestsPerSecond: 1000, seconds: 200)
        var bare = Double.infinity
        var whole = Double.infinity
        var bareEvents = 0
        var effort = Effort(events: 0, requests: 0)
        for _ in 0..<rounds {
            bare = min(
                bare,
                seconds {
                    bareEvents =
                        runBareStation(
                            servers: 4, utilisation: 0.8, customers: 2_000_000, seed: 1
                        ).events
                })
            whole = min(whole, seconds { effort = measuredRun(chain, seed: 1).effort })
        }
        let events = Double(effort.events) / whole
        print("bare M/M/4 loop      \(rounded(Double(bareEvents) / bare)) events/s")
        print("engine, five services \(rounded(events)) events/s,", terminator: " ")
        print("\(rounded(Double(effort.requests) / whole)) requests/s,", terminator: " ")
        print("\(effort.events / effort.requests) events a request")
        print("engine ÷ bare        \(rounded(1e3 * events / (Double(bareEvents) / bare)))")
    }

    /// What it costs to follow every request on its way, as a multiple of not doing so.
    static func tracing(rounds: Int = 5) {
        let chain = BenchmarkScenario.chain(requestsPerSecond: 1000, seconds: 50)
        var plain = Double.infinity
        var traced = Double.infinity
        for _ in 0..<rounds {
            plain = min(plain, seconds { _ = Simulation.run(chain, seed: 1) })
            traced = min(traced, seconds { _ = Simulation.run(chain, seed: 1, isTraced: true) })
        }
        print("followed ÷ not       \(rounded(1e3 * traced / plain))")
    }

    /// One run of 20 virtual seconds and nothing else.
    static func profile() {
        let chain = BenchmarkScenario.chain(requestsPerSecond: 1000, seconds: 20)
        print("\(measuredRun(chain, seed: 1).effort.events) events")
    }

    /// What an event costs as the number of instances grows a thousandfold.
    static func scaling(rounds: Int = 3) {
        let sizes = [10, 100, 1000, 10_000]
        var best = sizes.map { _ in Double.infinity }
        for _ in 0..<rounds {
            for (place, size) in sizes.enumerated() {
                let chain = BenchmarkScenario.chain(
                    requestsPerSecond: 2000, seconds: 50, replicas: size / 5)
                var events = 0
                let time = seconds { events = measuredRun(chain, seed: 1).effort.events }
                best[place] = min(best[place], time / Double(events) * 1e9)
            }
        }
        for (size, cost) in zip(sizes, best) {
            let ratio = (cost / best[0] * 100).rounded() / 100
            print("\(size) instances: \(Int(cost.rounded())) ns an event, \(ratio)×")
        }
    }

    /// An hour of virtual time at 1,000 requests a second, and the most memory it held.
    static func hour() {
        let chain = BenchmarkScenario.chain(requestsPerSecond: 1000, seconds: 3600)
        var effort = Effort(events: 0, requests: 0)
        let time = seconds { effort = measuredRun(chain, seed: 1).effort }
        print("an hour at 1,000 requests/s: \(effort.events) events in \(Int(time.rounded())) s")
        print("peak resident memory: \(peakMemory())")
    }

    /// The high-water mark that the kernel keeps for this process.
    private static func peakMemory() -> String {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.map { $0.dropFirst(6).trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }
}

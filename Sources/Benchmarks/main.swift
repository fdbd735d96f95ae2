import Dispatch
import Recordings
import Scenarios
import Simulation
import Timebase

func report(_ name: String, _ scenario: Scenario) {
    let began = DispatchTime.now().uptimeNanoseconds
    let (recording, effort) = measuredRun(scenario, seed: 1)
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
    let total = recording.streams[0].total(of: 0, in: recording.windows)
    print(
        "\(name): \(Int(Double(effort.events) / seconds / 1e3)) k events/s",
        "\(Int(Double(effort.requests) / seconds / 1e3)) k requests/s",
        "events/request \(Double(effort.events) / Double(effort.requests))",
        "p50 \(total.latency.quantile(0.5)!) p99 \(total.latency.quantile(0.99)!)",
        "ok \(total.tally[.succeeded]) of \(total.tally[.requests])")
}
let seconds = CommandLine.arguments.count > 1 ? Int64(CommandLine.arguments[1])! : 300
report("chain", BenchmarkScenario.chain(requestsPerSecond: 1000, seconds: seconds))

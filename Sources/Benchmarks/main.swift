import Glibc
import Subprocesses

let words = Array(CommandLine.arguments.dropFirst())
if let errand = words.first.flatMap({ Errand(rawValue: $0) }) {
    exit(errand.run(Array(words.dropFirst())))
}

/// `swift run -c release Benchmarks [speed|tracing|scaling|policies|wire|processes|…|gate|hour]`;
/// without a word, all but those that go only by name: `profile` is one short run, to be counted by
/// `valgrind --tool=callgrind`, `controller` what `processes` starts and kills, `reference` and
/// `counter` the servers of `service` and `load`, `relay` our proxy in the measurements of proxies,
/// and `policy-run` what `policies` counts allocations in. Peers are nginx, haproxy and wrk, and
/// taskset is needed.
let benchmarks: [(name: String, run: () -> Void)] = [
    ("speed", { SimulatorBenchmark.speed() }),
    ("tracing", { SimulatorBenchmark.tracing() }),
    ("scaling", { SimulatorBenchmark.scaling() }),
    ("policies", { PolicyBenchmark.run() }),
    ("wire", { WireBenchmark.speed() }),
    ("processes", { ProcessBenchmark.run() }),
    ("service", { ServiceBenchmark.speed() }),
    ("load", { LoadBenchmark.run() }),
    ("proxy", { ProxyBenchmark.speed() }),
    ("proxy-latency", { ProxyBenchmark.latency() }),
    ("proxy-stream", { StreamBenchmark.run() }),
    ("proxy-idle", { IdleBenchmark.run() }),
    ("proxy-delay", { DelayBenchmark.run() }),
    ("gate", { GateBenchmark.run() }),
    ("profile", { SimulatorBenchmark.profile() }),
    ("hour", { SimulatorBenchmark.hour() }),
    ("controller", { ProcessBenchmark.control() }),
    ("reference", { ServiceChild.run() }),
    ("counter", { CountingServer.run() }),
    ("relay", { ProxyChild.run() }),
    ("policy-run", { AllocationCount.run(Array(words.dropFirst())) }),
]
let onlyByName = ["profile", "controller", "relay", "reference", "counter", "policy-run"]
for benchmark in benchmarks {
    let isDefault = words.isEmpty && !onlyByName.contains(benchmark.name)
    guard isDefault || words.contains(benchmark.name) else { continue }
    print("— \(benchmark.name)")
    benchmark.run()
}

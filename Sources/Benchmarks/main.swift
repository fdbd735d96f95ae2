/// `swift run -c release Benchmarks [speed|scaling|wire|processes|proxy|…|hour|profile]`; without a
/// word, all but those that go only by name: `profile` is one short run, to be counted by
/// `valgrind --tool=callgrind`, `controller` what `processes` starts and kills, and `relay` our
/// proxy in the measurements of proxies, which need nginx, haproxy, wrk and taskset.
let benchmarks: [(name: String, run: () -> Void)] = [
    ("speed", { SimulatorBenchmark.speed() }),
    ("scaling", { SimulatorBenchmark.scaling() }),
    ("wire", { WireBenchmark.speed() }),
    ("processes", { ProcessBenchmark.run() }),
    ("proxy", { ProxyBenchmark.speed() }),
    ("proxy-latency", { ProxyBenchmark.latency() }),
    ("proxy-stream", { StreamBenchmark.run() }),
    ("proxy-idle", { IdleBenchmark.run() }),
    ("proxy-delay", { DelayBenchmark.run() }),
    ("service", { ServiceBenchmark.run() }),
    ("load", { LoadBenchmark.run() }),
    ("profile", { SimulatorBenchmark.profile() }),
    ("hour", { SimulatorBenchmark.hour() }),
    ("controller", { ProcessBenchmark.control() }),
    ("relay", { ProxyChild.run() }),
]
let onlyByName = ["profile", "controller", "relay"]
let wanted = CommandLine.arguments.dropFirst()
for benchmark in benchmarks {
    let isDefault = wanted.isEmpty && !onlyByName.contains(benchmark.name)
    guard isDefault || wanted.contains(benchmark.name) else { continue }
    print("— \(benchmark.name)")
    benchmark.run()
}

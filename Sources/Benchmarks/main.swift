/// `swift run -c release Benchmarks [speed|scaling|wire|processes|hour|profile]`; without a word,
/// all but the last. `profile` is one short run, to be counted by `valgrind --tool=callgrind`, and
/// `controller` what `processes` starts and kills.
let benchmarks: [(name: String, run: () -> Void)] = [
    ("speed", { SimulatorBenchmark.speed() }),
    ("scaling", { SimulatorBenchmark.scaling() }),
    ("wire", { WireBenchmark.speed() }),
    ("processes", { ProcessBenchmark.run() }),
    ("profile", { SimulatorBenchmark.profile() }),
    ("hour", { SimulatorBenchmark.hour() }),
    ("controller", { ProcessBenchmark.control() }),
]
let onlyByName = ["profile", "controller"]
let wanted = CommandLine.arguments.dropFirst()
for benchmark in benchmarks {
    let isDefault = wanted.isEmpty && !onlyByName.contains(benchmark.name)
    guard isDefault || wanted.contains(benchmark.name) else { continue }
    print("— \(benchmark.name)")
    benchmark.run()
}

/// `swift run -c release Benchmarks [speed|scaling|wire|hour|profile]`; without a word, all but the
/// last. `profile` is one short run, to be counted by `valgrind --tool=callgrind`.
let benchmarks: [(name: String, run: () -> Void)] = [
    ("speed", { SimulatorBenchmark.speed() }),
    ("scaling", { SimulatorBenchmark.scaling() }),
    ("wire", { WireBenchmark.speed() }),
    ("profile", { SimulatorBenchmark.profile() }),
    ("hour", { SimulatorBenchmark.hour() }),
]
let wanted = CommandLine.arguments.dropFirst()
for benchmark in benchmarks {
    let isDefault = wanted.isEmpty && benchmark.name != "profile"
    guard isDefault || wanted.contains(benchmark.name) else { continue }
    print("— \(benchmark.name)")
    benchmark.run()
}

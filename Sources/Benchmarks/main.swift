/// `swift run -c release Benchmarks [speed|scaling|hour]`; all of them without a word.
let benchmarks: [(name: String, run: () -> Void)] = [
    ("speed", { SimulatorBenchmark.speed() }),
    ("scaling", { SimulatorBenchmark.scaling() }),
    ("hour", { SimulatorBenchmark.hour() }),
]
let wanted = CommandLine.arguments.dropFirst()
for benchmark in benchmarks where wanted.isEmpty || wanted.contains(benchmark.name) {
    print("— \(benchmark.name)")
    benchmark.run()
}

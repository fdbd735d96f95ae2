import Foundation
import Simulation

/// How often a protection asks for memory: counted by glibc's `libmemusage.so` in a process of its
/// own, as the difference between a run of two seconds and one of one.
enum AllocationCount {
    private static let counter = [
        "/lib/x86_64-linux-gnu/libmemusage.so", "/lib/aarch64-linux-gnu/libmemusage.so",
        "/usr/lib64/libmemusage.so",
    ].first { FileManager.default.fileExists(atPath: $0) }

    /// Nil where it cannot be counted.
    static func perRequest(of candidate: PolicyBenchmark.Candidate, failing: Double) -> Double? {
        let counts = [1, 2].compactMap { seconds in
            allocations([candidate.name, "\(seconds)", "\(failing)"])
        }
        guard counts.count == 2 else { return nil }
        return Double(counts[1] - counts[0]) / 10_000
    }

    /// Calls of malloc, realloc and calloc in a run of this program.
    private static func allocations(_ words: [String]) -> Int? {
        guard let counter else { return nil }
        let child = Process()
        let errors = Pipe()
        child.executableURL = Bundle.main.executableURL
        child.arguments = ["policy-run"] + words
        child.environment = ProcessInfo.processInfo.environment.merging(["LD_PRELOAD": counter]) {
            $1
        }
        child.standardOutput = FileHandle.nullDevice
        child.standardError = errors
        guard (try? child.run()) != nil else { return nil }
        let said = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        child.waitUntilExit()
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
        let counts = lines.compactMap { line -> Int? in
            // ` malloc|       1234        56789             0`, in colours.
            let halves = line.split(separator: "|")
            guard halves.count == 2, halves[0].contains("alloc") else { return nil }
            let words = halves[1].split { !$0.isNumber }
            return words.first { !$0.isEmpty }.flatMap { Int($0) }
        }
        return counts.count == 3 ? counts.reduce(0, +) : nil
    }

    /// The run that is counted: a candidate's name, seconds, and the share of failures.
    static func run(_ words: [String]) {
        guard words.count == 3, let seconds = Int(words[1]), let failing = Double(words[2]),
            let candidate = PolicyBenchmark.candidates.first(where: { $0.name == words[0] }),
            let scenario = PolicyBenchmark.scenario(candidate, seconds: seconds, failing: failing)
        else { return print("no such run: \(words)") }
        print(measuredRun(scenario, seed: 1).effort.requests)
    }
}

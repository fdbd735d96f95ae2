import Foundation
import Simulation

/// How often a protection asks for memory: counted by valgrind in a process of its own, as the
/// difference between a run of two seconds and one of one. One attempt in ten fails.
enum AllocationCount {
    /// Nil where it cannot be counted.
    static func perRequest(of candidate: PolicyBenchmark.Candidate) -> Double? {
        let counts = [1, 2].compactMap { allocations([candidate.name, "\($0)"]) }
        guard counts.count == 2 else { return nil }
        return Double(counts[1] - counts[0]) / Double(PolicyBenchmark.requests)
    }

    /// This program without its debug information, which valgrind may be too old to read.
    private static let program: String? = {
        guard let whole = Bundle.main.executableURL?.path(percentEncoded: false) else {
            return nil
        }
        let bare = NSTemporaryDirectory() + "chaos-benchmarks-\(getpid())"
        let strip = Process()
        strip.executableURL = URL(filePath: "/usr/bin/env")
        strip.arguments = ["strip", "--strip-debug", "-o", bare, whole]
        guard (try? strip.run()) != nil else { return nil }
        strip.waitUntilExit()
        return strip.terminationStatus == 0 ? bare : nil
    }()

    /// Removes what counting left behind.
    static func cleanUp() {
        if let program { try? FileManager.default.removeItem(atPath: program) }
    }

    /// Calls of malloc, realloc and calloc in a run of this program.
    private static func allocations(_ words: [String]) -> Int? {
        guard let program else { return nil }
        let child = Process()
        let errors = Pipe()
        child.executableURL = URL(filePath: "/usr/bin/env")
        child.arguments =
            ["valgrind", "--leak-check=no", "--undef-value-errors=no", program, "policy-run"]
            + words
        child.standardOutput = FileHandle.nullDevice
        child.standardError = errors
        guard (try? child.run()) != nil else { return nil }
        let said = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        child.waitUntilExit()
        // `total heap usage: 10,304 allocs, 10,077 frees, …`
        let text = String(decoding: said, as: UTF8.self)
        let rest = text.components(separatedBy: "total heap usage: ").dropFirst().first
        return rest.flatMap { Int($0.prefix { $0 != " " }.filter { $0 != "," }) }
    }

    /// The run that is counted: a candidate's name and seconds.
    static func run(_ words: [String]) {
        guard words.count == 2, let seconds = Int(words[1]),
            let candidate = PolicyBenchmark.candidates.first(where: { $0.name == words[0] }),
            let scenario = PolicyBenchmark.scenario(candidate, seconds: seconds, failing: 0.1)
        else { return print("no such run: \(words)") }
        print(measuredRun(scenario, seed: 1).effort.requests)
    }
}

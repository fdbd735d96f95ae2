import Foundation
import XCTest

/// No protection asks for memory for each request: what a run allocates follows from its size, not
/// from its length. Counted by glibc's `libmemusage.so`.
final class AllocationTests: XCTestCase {
    private static let counter = [
        "/lib/x86_64-linux-gnu/libmemusage.so", "/lib/aarch64-linux-gnu/libmemusage.so",
        "/usr/lib64/libmemusage.so",
    ].first { FileManager.default.fileExists(atPath: $0) }

    /// On the users' call; one attempt in ten fails, so that what follows a failure is counted too.
    private static let policies = [
        "", #"timeout: "1s""#, #"deadline: "1s""#,
        #"retry: { backoff: { base: "1ms", jitter: "full" } }"#,
        #"retry: { backoff: { base: "1ms" }, budget: "20%" }"#,
        "breaker: { failureRate: \"90%\" }", #"breaker: { openFor: "10ms", failureRate: "5%" }"#,
        #"breaker: { window: { time: "10s" } }"#, "bulkhead: { concurrent: 5, queue: 10 }",
        "fallback: { static: 1 }", #"balance: "random""#, #"balance: "least-requests""#,
        #"balance: "two-choices""#, #"balance: "peak-ewma""#,
    ]

    func test_noProtectionAllocates_forEachRequest() throws {
        guard let counter = Self.counter else { throw XCTSkip("there is no libmemusage.so") }
        let chaos = try Chaos()
        for policy in Self.policies {
            let counts = try [2, 4].map { seconds in
                try chaos.write(scenario(policy, seconds: seconds), to: "a.json5")
                let ending = try chaos.run(
                    "run", "a.json5", "--format", "json", "-o", "-",
                    environment: ["LD_PRELOAD": counter])
                return try XCTUnwrap(allocations(in: ending.errors), ending.errors)
            }
            // 20,000 requests more; two seconds more take a few hundred allocations to report.
            let more = Double(counts[1] - counts[0]) / 20_000
            XCTAssertLessThan(more, 0.1, "\(policy): \(counts)")
        }
    }

    private func scenario(_ policy: String, seconds: Int) -> String {
        """
        { title: "t", duration: "\(seconds)s", objectives: [],
          load: { users: { send: "api GET /", rate: 10000, arrivals: "constant", timeout: "2s",
            policy: { \(policy) } } },
          topology: { services: { api: { replicas: 4, concurrency: 1000, endpoints: { "GET /": [
            { work: "1ms" }, { respond: 500, chance: 0.1 } ] } } } } }
        """
    }

    /// The calls of malloc, realloc and calloc: ` malloc|       1234        56789             0`.
    private func allocations(in said: String) -> Int? {
        let counts = said.split(separator: "\n").compactMap { line -> Int? in
            let halves = line.split(separator: "|")
            guard halves.count == 2, halves[0].contains("alloc") else { return nil }
            return halves[1].split { !$0.isNumber }.first.flatMap { Int($0) }
        }
        return counts.count == 3 ? counts.reduce(0, +) : nil
    }
}

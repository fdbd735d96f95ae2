import Foundation
import XCTest

/// No protection asks for memory for each request: what a run allocates follows from its size, not
/// from its length. Counted by valgrind.
final class AllocationTests: XCTestCase {
    /// Each on the call of a load stream of its own; one attempt in ten fails, so that what follows
    /// a failure is counted too.
    private static let policies = [
        "", #"timeout: "1s""#, #"deadline: "1s""#,
        #"retry: { backoff: { base: "1ms", jitter: "full" } }"#,
        #"retry: { backoff: { base: "1ms" }, budget: "20%" }"#,
        #"breaker: { failureRate: "90%" }"#, #"breaker: { openFor: "10ms", failureRate: "5%" }"#,
        #"breaker: { window: { time: "10s" } }"#, "bulkhead: { concurrent: 2, queue: 10 }",
        "fallback: { static: 1 }", #"balance: "random""#, #"balance: "least-requests""#,
        #"balance: "two-choices""#, #"balance: "peak-ewma""#,
        #"retry: { budget: "grpc" }"#, #"retry: { budget: "envoy" }"#,
        #"retry: { budget: "aws" }"#, "throttle: {}", "rateLimit: { rate: 20000 }",
        #"rateLimit: { rate: 20000, algorithm: "gcra" }"#, #"adaptive: "vegas""#,
        #"adaptive: "gradient""#, #"adaptive: "aimd""#, #"hedge: { after: "1ms" }"#,
        #"hedge: { after: "p95" }"#, #"fallback: "stale""#, "eject: {}",
    ]
    private static let rate = 2000

    func test_noProtectionAllocates_forEachRequest() throws {
        try Installed.require("valgrind")
        let chaos = try Chaos()
        let counts = try [1, 2].map { seconds in
            try chaos.write(scenario(seconds: seconds), to: "a.json5")
            let child = try chaos.start(
                ["run", "a.json5", "--format", "json", "-o", "-"],
                after: #"set -- valgrind --leak-check=no --undef-value-errors=no "$@""#)
            _ = child.readOutput()
            child.process.waitUntilExit()
            return try XCTUnwrap(allocations(in: child.readErrors()), child.readErrors())
        }
        // A second more is 2,000 requests more under each protection. One of them that allocates
        // shows; a second more in the report is about 900.
        XCTAssertLessThan(counts[1] - counts[0], Self.rate * 3 / 4, "\(counts)")
    }

    /// Requests due in the warm-up are not followed on their way, which does ask for memory.
    private func scenario(seconds: Int) -> String {
        let streams = Self.policies.enumerated().map { number, policy in
            """
            s\(number): { send: "api GET /", rate: \(Self.rate), arrivals: "constant",
              timeout: "2s", policy: { \(policy) } },
            """
        }
        return """
            { title: "t", warmup: "\(seconds)s", duration: "\(seconds)050ms", objectives: [],
              load: { \(streams.joined(separator: "\n")) },
              topology: { services: { api: { replicas: 4, concurrency: 1000, endpoints: { "GET /": [
                { work: "1ms" }, { respond: 500, chance: 0.1 } ] } } } } }
            """
    }

    /// `total heap usage: 10,304 allocs, 10,077 frees, …`.
    private func allocations(in said: String) -> Int? {
        let words = said.components(separatedBy: "total heap usage: ").last?.split(separator: " ")
        guard let words, words.count > 1, words[1].hasPrefix("allocs") else { return nil }
        return Int(words[0].filter { $0 != "," })
    }
}

import Chance
import Resilience
import ScenarioFiles
import Timebase
import XCTest

/// What reading lets pass, no machine traps on: each is driven at the bounds of its settings, over
/// the longest run.
final class BoundsTests: XCTestCase {
    private func policy(_ keys: String) throws -> Policy {
        let text = Minimal.text(policies: "q: { \(keys) }")
        let topology = try Shop.read("x", ["x": text]).get().scenario.topology
        return try XCTUnwrap(topology.policies.last?.policy)
    }

    /// From the start to the thirty days that a run may last.
    private let instants = [0, 1, 1_000_000_000, 3_600_000_000_000, 2_592_000_000_000_000].map {
        Instant(nanoseconds: $0)
    }

    func test_rateLimitsAtTheirBounds() throws {
        // The burst of one second is 1 at an hour's rate, and no window has a million.
        for (rate, bursts) in [(#""1/h""#, [1, 87_600]), ("1000000", [1, 100_000, 1_000_000])] {
            for algorithm in RateLimiter.Algorithm.allCases {
                for burst in bursts where algorithm != .slidingWindow || burst <= 100_000 {
                    let keys = """
                        rateLimit: { rate: \(rate), burst: \(burst), waitFor: "720h",
                          algorithm: "\(algorithm.rawValue)" }
                        """
                    var limiter = RateLimiter(try XCTUnwrap(policy(keys).rateLimit))
                    XCTAssertEqual(limiter.acquire(now: .start), .zero)
                    for now in instants {
                        for _ in 0..<1000 { _ = limiter.acquire(now: now) }
                    }
                    XCTAssertGreaterThanOrEqual(limiter.wait(at: instants[4]), .zero, keys)
                }
            }
        }
    }

    func test_budgetsAtTheirBounds() throws {
        for ratio in ["0", "0.000001", "1"] {
            for minimum in ["0", "0.000001", "1000000"] {
                let keys = "{ ratio: \(ratio), minPerSecond: \(minimum) }"
                let retry = try XCTUnwrap(policy("retry: { budget: \(keys) }").retry)
                let hedge = try XCTUnwrap(policy("hedge: { budget: \(keys) }").hedge)
                var allowance = RetryAllowance(try XCTUnwrap(retry.budget))
                var budget = RetryBudget(try XCTUnwrap(hedge.budget))
                for now in instants {
                    for _ in 0..<1000 {
                        allowance.attemptBegan(paid: 0, now: now)
                        _ = allowance.withdraw(after: .failed, now: now)
                        budget.deposit(now: now)
                    }
                    let reserve = Int(10 * (Double(minimum) ?? 0))
                    XCTAssertGreaterThanOrEqual(budget.balance(now: now), reserve)
                }
            }
        }
        for keys in [
            "maxTokens: 0.001, tokenRatio: 1000", "maxTokens: 1000, tokenRatio: 0.001",
            "capacity: 1, retryCost: 1, timeoutCost: 1000000",
            "capacity: 1000000, retryCost: 1000000", "share: 1, minConcurrency: 1000000",
        ] {
            let retry = try XCTUnwrap(policy("retry: { budget: { \(keys) } }").retry)
            var allowance = RetryAllowance(try XCTUnwrap(retry.budget))
            for now in instants {
                allowance.attemptBegan(paid: 0, now: now)
                let paid = allowance.withdraw(after: .timedOut, now: now)
                allowance.attemptEnded(.succeeded, isRetryable: false, paid: paid)
            }
        }
    }

    func test_adaptiveLimitsAtTheirBounds() throws {
        for algorithm in ConcurrencyLimiter.Algorithm.allCases {
            for keys in ["max: 1000000, initial: 1000000", "min: 1, max: 1", "min: 1, max: 5"] {
                let settings = try XCTUnwrap(
                    policy(#"adaptive: { algorithm: "\#(algorithm)", \#(keys) }"#).adaptive)
                XCTAssertTrue((settings.min...settings.max).contains(settings.initial))
                var limiter = ConcurrencyLimiter(settings, key: Key(seed: 1))
                for now in instants {
                    let place = limiter.acquire()
                    limiter.release(.success, took: .seconds(1), atBegin: place, now: now)
                }
            }
        }
    }
}

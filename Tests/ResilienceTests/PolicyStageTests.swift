import Chance
import Resilience
import Timebase
import XCTest

final class PolicyStageTests: XCTestCase {
    private var all: Policy {
        Policy(
            fallback: .fixed(""), deadline: .seconds(1), retry: Retry(),
            breaker: CircuitBreaker.Settings(), throttle: ClientThrottle.Settings(),
            rateLimit: RateLimiter.Settings(rate: 10),
            adaptive: ConcurrencyLimiter.Settings(.vegas),
            timeout: .seconds(1), bulkhead: Bulkhead(), hedge: Hedge.Settings())
    }

    func test_defaultOrderIsResilience4js_withTheRestAroundAndWithin() {
        // Retry ( CircuitBreaker ( RateLimiter ( TimeLimiter ( Bulkhead ( call )))))
        let r4j: [Policy.Stage] = [.retry, .breaker, .rateLimit, .timeout, .bulkhead]
        XCTAssertEqual(all.stages.filter { r4j.contains($0) }, r4j)
        XCTAssertEqual(Array(all.stages.prefix(2)), [.fallback, .deadline])
        XCTAssertEqual(all.stages.last, .hedge)
    }

    func test_whatIsAbsentIsNotPassed_butTheTimeIsWatched() {
        XCTAssertEqual(Policy.none.stages, [.timeout])
        XCTAssertEqual(
            Policy(retry: Retry(), bulkhead: Bulkhead()).stages, [.retry, .timeout, .bulkhead])
    }

    func test_namesOfWhatIsAbsentCountForNothing_inAnOrder() {
        let policy = Policy(
            retry: Retry(), order: [.bulkhead, .retry, .breaker, .timeout, .balance])
        XCTAssertEqual(policy.stages, [.retry, .timeout])
    }

    func test_timeIsWatchedJustWithinDeadlineOrFallback_whereAnOrderSaysNothing() {
        func stages(_ order: [Policy.Stage]) -> [Policy.Stage] {
            Policy(
                fallback: .fixed(""), deadline: .seconds(1), retry: Retry(), order: order
            ).stages
        }
        XCTAssertEqual(
            stages([.fallback, .deadline, .retry]), [.fallback, .deadline, .timeout, .retry])
        XCTAssertEqual(stages([.retry, .fallback]), [.timeout, .retry, .fallback])
        XCTAssertEqual(stages([.fallback, .retry]), [.fallback, .timeout, .retry])
    }

    /// Every stage that the policy has, once, in the order's order.
    func test_anyOrderIsKept() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var dice = Generator(Key(seed: seed))
            var order = Policy.Stage.allCases.filter { $0 != .balance }
            for place in order.indices.reversed() { order.swapAt(place, dice.below(place + 1)) }
            var policy = all
            policy.order = order
            XCTAssertEqual(policy.stages, order, "seed \(seed)")
        }
    }
}

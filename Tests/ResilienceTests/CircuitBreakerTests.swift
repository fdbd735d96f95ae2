import Chance
import Resilience
import Timebase
import XCTest

final class CircuitBreakerTests: XCTestCase {
    private func breaker(
        window: CircuitBreaker.Window = .calls(10), minimumCalls: Int = 10, rate: Double = 0.5,
        slow: CircuitBreaker.SlowCall? = nil, halfOpenCalls: Int = 3
    ) -> CircuitBreaker {
        CircuitBreaker(
            CircuitBreaker.Settings(
                window: window, minimumCalls: minimumCalls, failureRate: rate, slowCall: slow,
                openFor: .seconds(5), halfOpenCalls: halfOpenCalls))
    }

    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    /// Trips a ten-call breaker at `now`.
    private func trip(_ breaker: inout CircuitBreaker, now: Instant) {
        for _ in 0..<10 { breaker.record(failed: true, took: .zero, now: now) }
        XCTAssertEqual(breaker.state, .open(until: now + .seconds(5)))
    }

    func test_it_opens_at_the_fiftieth_failure_after_a_hundred_successes() {
        // The window of 100 holds 100 − f successes and f failures: 50 % at f = 50, not before.
        var breaker = CircuitBreaker(CircuitBreaker.Settings())
        for _ in 0..<100 {
            XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(0)))
        }
        for failure in 1...49 {
            let change = breaker.record(failed: true, took: .zero, now: at(1))
            XCTAssertNil(change, "failure \(failure)")
        }
        XCTAssertEqual(breaker.failureShare, 0.49)
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(2)), .opened)
        XCTAssertEqual(breaker.state, .open(until: at(60_002)))
        XCTAssertEqual(breaker.failureShare, 0.5)
    }

    func test_it_opens_at_the_hundredth_call_when_the_window_was_empty() {
        var breaker = CircuitBreaker(CircuitBreaker.Settings())
        for call in 1...99 {
            XCTAssertNil(breaker.record(failed: true, took: .zero, now: at(0)), "call \(call)")
        }
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(0)), .opened)
    }

    func test_a_success_may_trip_it_when_it_completes_the_minimum() {
        var breaker = breaker()
        for _ in 0..<5 { breaker.record(failed: true, took: .zero, now: at(0)) }
        for _ in 0..<4 { XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(0))) }
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: at(0)), .opened)
    }

    func test_the_minimum_is_clamped_to_a_window_of_calls() {
        var breaker = breaker(minimumCalls: 1_000)
        trip(&breaker, now: at(0))
    }

    func test_the_minimum_is_kept_in_a_window_of_time() {
        var breaker = breaker(window: .time(.seconds(10)), minimumCalls: 1_000)
        for _ in 0..<999 { XCTAssertNil(breaker.record(failed: true, took: .zero, now: at(0))) }
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(0)), .opened)
    }

    func test_the_oldest_result_leaves_a_window_of_calls() {
        // A failure every third call of ten at a rate of 50 %: 3 or 4 of 10, never 5.
        var breaker = breaker()
        for call in 0..<1_000 {
            XCTAssertNil(breaker.record(failed: call % 3 == 0, took: .zero, now: at(0)))
        }
        // The last ten were calls 990 … 999, of which 990, 993, 996, 999 failed.
        XCTAssertEqual(breaker.failureShare, 0.4)
    }

    func test_a_bucket_leaves_a_window_of_time_as_a_whole_second() {
        // Nine failures at 0.9 s count until 3 s with a window of 3 s (seconds 0, 1, 2), so a
        // tenth at 2.999 s trips and one at 3.0 s does not.
        for (milliseconds, change) in [
            (2_999, CircuitBreaker.Transition.opened), (3_000, nil), (1_000_000, nil),
        ] as [(Int64, CircuitBreaker.Transition?)] {
            var breaker = breaker(window: .time(.seconds(3)))
            for _ in 0..<9 { breaker.record(failed: true, took: .zero, now: at(900)) }
            let seen = breaker.record(failed: true, took: .zero, now: at(milliseconds))
            XCTAssertEqual(seen, change, "at \(milliseconds) ms")
            XCTAssertEqual(breaker.failureShare, 1)
        }
    }

    func test_slow_calls_trip_it_when_they_take_strictly_longer() {
        let slow = CircuitBreaker.SlowCall(longerThan: .milliseconds(100), rate: 0.8)
        var breaker = breaker(slow: slow)
        for _ in 0..<20 {
            let change = breaker.record(failed: false, took: .milliseconds(100), now: at(0))
            XCTAssertNil(change, "exactly 100 ms is not slow")
        }
        // 8 slow of 10 are 80 %.
        for _ in 0..<7 {
            let change = breaker.record(failed: false, took: .milliseconds(101), now: at(0))
            XCTAssertNil(change)
        }
        let change = breaker.record(failed: false, took: .milliseconds(101), now: at(0))
        XCTAssertEqual(change, .opened)
    }

    func test_a_call_that_never_ends_never_trips_it() {
        var breaker = breaker()
        for _ in 0..<1_000 { XCTAssertTrue(breaker.permit(now: at(0)).allowed) }
        XCTAssertEqual(breaker.state, .closed)
    }

    func test_it_refuses_until_strictly_after_the_wait() {
        var breaker = breaker()
        trip(&breaker, now: at(1_000))
        XCTAssertFalse(breaker.permit(now: at(1_000)).allowed)
        XCTAssertFalse(breaker.permit(now: at(6_000)).allowed)
        let probe = breaker.permit(now: at(6_000) + .nanoseconds(1))
        XCTAssertEqual(probe, .init(allowed: true, transition: .halfOpened))
        XCTAssertEqual(breaker.state, .halfOpen)
    }

    func test_a_late_result_is_counted_but_does_not_lengthen_the_wait() {
        var breaker = breaker()
        trip(&breaker, now: at(0))
        XCTAssertNil(breaker.record(failed: false, took: .seconds(1), now: at(1_000)))
        XCTAssertEqual(breaker.failureShare, 0.9)
        XCTAssertEqual(breaker.state, .open(until: at(5_000)))
    }

    func test_a_release_changes_nothing_while_closed_or_open() {
        var breaker = breaker()
        XCTAssertNil(breaker.release(now: at(0)))
        XCTAssertEqual(breaker.state, .closed)
        trip(&breaker, now: at(0))
        XCTAssertNil(breaker.release(now: at(1)))
        XCTAssertEqual(breaker.state, .open(until: at(5_000)))
    }

    private func halfOpened(_ settings: CircuitBreaker) -> CircuitBreaker {
        var breaker = settings
        trip(&breaker, now: at(0))
        XCTAssertEqual(breaker.permit(now: at(5_001)).transition, .halfOpened)
        return breaker
    }

    func test_half_open_admits_so_many_probes_and_closes_on_an_empty_window() {
        var breaker = halfOpened(breaker())
        XCTAssertTrue(breaker.permit(now: at(5_001)).allowed)
        XCTAssertTrue(breaker.permit(now: at(5_001)).allowed)
        XCTAssertFalse(breaker.permit(now: at(5_001)).allowed)
        XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(5_002)))
        XCTAssertNil(breaker.record(failed: true, took: .zero, now: at(5_002)))
        // 1 failure of 3 is below 50 %.
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: at(5_003)), .closed)
        XCTAssertEqual(breaker.state, .closed)
        XCTAssertEqual(breaker.failureShare, 0)
        for _ in 0..<9 { XCTAssertNil(breaker.record(failed: true, took: .zero, now: at(6_000))) }
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(6_000)), .opened)
    }

    func test_half_open_opens_again_when_enough_probes_fail() {
        var breaker = halfOpened(breaker())
        XCTAssertNil(breaker.record(failed: true, took: .zero, now: at(5_002)))
        XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(5_002)))
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(5_003)), .opened)
        XCTAssertEqual(breaker.state, .open(until: at(10_003)))
        XCTAssertEqual(breaker.permit(now: at(10_004)).transition, .halfOpened)
    }

    func test_half_open_decides_at_the_minimum_when_that_is_smaller() {
        // min(minimumCalls 2, halfOpenCalls 3) = 2, as in resilience4j's CircuitBreakerMetrics.
        var breaker = halfOpened(breaker(minimumCalls: 2))
        XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(5_002)))
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: at(5_002)), .closed)
    }

    func test_half_open_waits_for_ever_for_probes_that_hang() {
        var breaker = halfOpened(breaker())
        _ = breaker.permit(now: at(5_001))
        _ = breaker.permit(now: at(5_001))
        XCTAssertFalse(breaker.permit(now: at(1_000_000_000)).allowed)
        XCTAssertEqual(breaker.state, .halfOpen)
    }

    func test_a_released_probe_gives_its_permit_back_and_no_more() {
        var breaker = halfOpened(breaker())
        breaker.release(now: at(5_002))
        breaker.release(now: at(5_002))  // of a call from before the trip
        var admitted = 0
        while breaker.permit(now: at(5_003)).allowed { admitted += 1 }
        XCTAssertEqual(admitted, 3)
    }

    func test_a_result_from_before_the_trip_counts_among_the_probes() {
        var breaker = halfOpened(breaker())
        for _ in 0..<2 { breaker.record(failed: true, took: .seconds(6), now: at(5_002)) }
        XCTAssertEqual(breaker.record(failed: true, took: .seconds(6), now: at(5_002)), .opened)
    }

    func test_forced_open_stays_whatever_happens() {
        var breaker = CircuitBreaker(CircuitBreaker.Settings(forced: .open))
        XCTAssertEqual(breaker.permit(now: at(1_000_000)), .init(allowed: false))
        for _ in 0..<1_000 { XCTAssertNil(breaker.record(failed: false, took: .zero, now: at(0))) }
        XCTAssertNil(breaker.release(now: at(0)))
        XCTAssertEqual(breaker.state, .forcedOpen)
        XCTAssertEqual(breaker.failureShare, 0)
    }

    func test_no_half_open_ever_admits_more_probes_than_it_may_hold() {
        for seed in UInt64(0)..<300 {
            var generator = Generator(Key(seed: seed))
            let permits = 1 + generator.below(5)
            let window: CircuitBreaker.Window =
                generator.happens(0.5) ? .calls(1 + generator.below(20)) : .time(.seconds(3))
            var breaker = breaker(
                window: window, minimumCalls: 1 + generator.below(10), halfOpenCalls: permits)
            var now = Instant.start
            var probes = 0
            for step in 0..<2_000 {
                now = now + generator.duration(below: .milliseconds(400))
                let before = breaker.state
                if generator.happens(0.6) {
                    let permission = breaker.permit(now: now)
                    if permission.transition == .halfOpened { probes = 0 }
                    if breaker.state == .halfOpen && permission.allowed { probes += 1 }
                    XCTAssertLessThanOrEqual(probes, permits, "seed \(seed), step \(step)")
                } else {
                    let failed = generator.happens(0.5)
                    let change = breaker.record(failed: failed, took: .zero, now: now)
                    XCTAssertEqual(change != nil, breaker.state != before, "seed \(seed)")
                }
                XCTAssertTrue((0...1).contains(breaker.failureShare), "seed \(seed), step \(step)")
            }
        }
    }

    func test_a_window_of_calls_agrees_with_a_list_of_the_last_results() {
        for seed in UInt64(0)..<50 {
            var generator = Generator(Key(seed: seed))
            let size = 1 + generator.below(150)
            // A rate above 1 never trips, so that the window is all there is to see.
            var breaker = breaker(window: .calls(size), minimumCalls: 1, rate: 2)
            var results: [Bool] = []
            for step in 0..<600 {
                results.append(generator.happens(0.3))
                breaker.record(failed: results[step], took: .zero, now: .start)
                let last = results.suffix(size)
                let share = Double(last.filter { $0 }.count) / Double(last.count)
                XCTAssertEqual(breaker.failureShare, share, "seed \(seed), step \(step)")
            }
        }
    }
}

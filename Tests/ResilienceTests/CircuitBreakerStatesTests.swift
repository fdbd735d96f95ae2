import Chance
import Resilience
import Timebase
import XCTest

/// The breaker's published figures, and the states beyond closed, open and half-open.
final class CircuitBreakerStatesTests: XCTestCase {
    private typealias Settings = CircuitBreaker.Settings

    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    private func fail(_ breaker: inout CircuitBreaker, _ times: Int, now: Instant) {
        for _ in 0..<times { breaker.record(failed: true, took: .zero, now: now) }
    }

    func test_aFullWindowOpensAfterFiftyCalls_andAfterSixtySevenAtThreeQuarters() {
        // Fifty failures must come among the first hundred calls: 50 ÷ 0.75 = 66.7 on average.
        func callsToOpen(_ share: Double, _ seed: UInt64) -> Int {
            var generator = Generator(Key(seed: seed))
            var breaker = CircuitBreaker(Settings())
            for _ in 0..<100 { breaker.record(failed: false, took: .zero, now: .start) }
            for call in 1... {
                let failed = generator.happens(share)
                if breaker.record(failed: failed, took: .zero, now: .start) == .opened {
                    return call
                }
            }
            return 0
        }
        XCTAssertEqual(callsToOpen(1, 0), 50)
        let calls = (0..<2_000).map { callsToOpen(0.75, UInt64($0)) }.reduce(0, +)
        XCTAssertEqual(Double(calls) / 2_000, 66.7, accuracy: 0.5)
    }

    func test_halfOpenClosesInThreeOfEightTrials_whenHalfTheProbesFail() {
        // At most 4 failures of 10: (1 + 10 + 45 + 120 + 210) ÷ 1024 = 37.7 %.
        var closed = 0
        for seed in UInt64(0)..<20_000 {
            var generator = Generator(Key(seed: seed))
            var breaker = CircuitBreaker(Settings(minimumCalls: 10))
            fail(&breaker, 10, now: .start)
            let later = Instant.start + .seconds(61)
            for _ in 0..<10 { XCTAssertTrue(breaker.permit(now: later).allowed) }
            for _ in 0..<10 {
                breaker.record(failed: generator.happens(0.5), took: .zero, now: later)
            }
            XCTAssertNotEqual(breaker.state, .halfOpen)
            closed += breaker.state == .closed ? 1 : 0
        }
        XCTAssertEqual(Double(closed) / 20_000, 0.377, accuracy: 0.01)
    }

    func test_everyTripInARowLastsLonger_untilItCloses() {
        // 1 s, doubled up to 5 s: 1, 2, 4, 5, 5; after it has closed 1 s again.
        var breaker = CircuitBreaker(
            Settings(
                minimumCalls: 1, openFor: .seconds(1),
                openBackoff: .init(factor: 2, max: .seconds(5)), halfOpenCalls: 1))
        var now = Instant.start
        func trip() -> Duration {
            breaker.record(failed: true, took: .zero, now: now)
            guard case .open(let until) = breaker.state else { return .zero }
            defer {
                now = until + .nanoseconds(1)
                XCTAssertTrue(breaker.permit(now: now).allowed)
            }
            return until - now
        }
        XCTAssertEqual((0..<5).map { _ in trip().seconds }, [1, 2, 4, 5, 5])
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: now), .closed)
        XCTAssertEqual(trip().seconds, 1)
    }

    func test_halfOpenGivesUpOnItsProbes_whenTheyTakeTooLong() {
        var breaker = CircuitBreaker(
            Settings(
                minimumCalls: 2, openFor: .seconds(1), halfOpenCalls: 2, maxHalfOpen: .seconds(3)))
        fail(&breaker, 2, now: at(0))
        XCTAssertEqual(breaker.permit(now: at(1_001)).transition, .halfOpened)
        XCTAssertTrue(breaker.permit(now: at(1_001)).allowed)
        XCTAssertEqual(breaker.permit(now: at(4_000)), .init(allowed: false))
        // It fell due at 4 001, so the open interval ends at 5 001, whenever somebody looks.
        XCTAssertEqual(breaker.permit(now: at(4_500)), .init(allowed: false, transition: .opened))
        XCTAssertEqual(breaker.state, .open(until: at(5_001)))
        XCTAssertFalse(breaker.permit(now: at(5_001)).allowed)
        XCTAssertEqual(breaker.permit(now: at(5_002)).transition, .halfOpened)
        // A probe's answer that comes after the end finds it open, and does not count.
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: at(9_000)), .opened)
        XCTAssertEqual(breaker.state, .open(until: at(9_002)))
    }

    func test_fiveFailuresInARowOpenIt_andOneSuccessBetweenDoesNot() {
        var breaker = CircuitBreaker(Settings(window: .consecutive(5), halfOpenCalls: 1))
        for _ in 0..<50 {
            fail(&breaker, 4, now: at(0))
            breaker.record(failed: false, took: .zero, now: at(0))
        }
        XCTAssertEqual(breaker.state, .closed)
        fail(&breaker, 4, now: at(0))
        XCTAssertEqual(breaker.record(failed: true, took: .zero, now: at(0)), .opened)
        // One probe decides, and closing forgets the row.
        XCTAssertTrue(breaker.permit(now: at(60_001)).allowed)
        XCTAssertFalse(breaker.permit(now: at(60_001)).allowed)
        XCTAssertEqual(breaker.record(failed: false, took: .zero, now: at(60_002)), .closed)
        fail(&breaker, 4, now: at(60_003))
        XCTAssertEqual(breaker.state, .closed)
    }

    func test_consecutiveFailuresFollowTheirModel_overSeeds() {
        for seed in UInt64(0)..<100 {
            var generator = Generator(Key(seed: seed))
            let most = 1 + generator.below(6)
            var breaker = CircuitBreaker(Settings(window: .consecutive(most), halfOpenCalls: 1))
            var history: [Bool] = []
            for call in 0..<300 where breaker.state == .closed {
                history.append(generator.happens(0.5))
                breaker.record(failed: history.last!, took: .zero, now: .start)
                let isRow = history.count >= most && history.suffix(most).allSatisfy { $0 }
                XCTAssertEqual(breaker.state != .closed, isRow, "seed \(seed), call \(call)")
            }
        }
    }

    func test_forcedStatesStay_whateverIsRecorded() {
        let table: [(CircuitBreaker.Forced, allowed: Bool, share: Double)] = [
            (.open, false, 0), (.disabled, true, 0), (.metricsOnly, true, 1),
        ]
        for (forced, allowed, share) in table {
            var breaker = CircuitBreaker(Settings(minimumCalls: 1, forced: forced))
            fail(&breaker, 200, now: at(0))
            XCTAssertEqual(breaker.permit(now: at(999_999)), .init(allowed: allowed), "\(forced)")
            XCTAssertEqual(breaker.failureShare, share, "\(forced)")
        }
    }

    func test_aHandForcesItOpen_andClosesItWithAnEmptyWindow() {
        var breaker = CircuitBreaker(Settings(window: .calls(10), minimumCalls: 10))
        fail(&breaker, 4, now: at(0))
        XCTAssertEqual(breaker.force(.open, now: at(0)), .opened)
        XCTAssertNil(breaker.force(.open, now: at(0)), "it is")
        XCTAssertFalse(breaker.permit(now: at(999_999)).allowed)
        XCTAssertEqual(breaker.force(nil, now: at(1)), .closed)
        fail(&breaker, 9, now: at(1))
        XCTAssertEqual(breaker.state, .closed, "the four from before are forgotten")
        fail(&breaker, 1, now: at(1))
        XCTAssertEqual(breaker.force(.disabled, now: at(2)), .closed, "it no longer refuses")
        XCTAssertNil(breaker.force(.metricsOnly, now: at(2)))
        XCTAssertNil(breaker.force(nil, now: at(2)))
        XCTAssertEqual(breaker.state, .closed)
    }

    func test_outcomesCountAsSettingsSay() {
        let standard = Settings()
        let table: [(AttemptOutcome, Int, CircuitBreaker.Verdict)] = [
            (.succeeded, 200, .success), (.failed, 404, .success), (.failed, 429, .success),
            (.failed, 500, .failure), (.timedOut, 0, .failure), (.refused, 0, .failure),
            (.reset, 0, .failure),
        ]
        for (outcome, status, verdict) in table {
            XCTAssertEqual(standard.verdict(on: outcome, status: status), verdict, "\(status)")
        }
        var own = Settings(
            record: Conditions([.status4xx], statuses: [503]),
            ignore: Conditions([.reset], statuses: [404]))
        XCTAssertEqual(own.verdict(on: .failed, status: 400), .failure)
        XCTAssertEqual(own.verdict(on: .failed, status: 404), .ignored, "ignoring comes first")
        XCTAssertEqual(own.verdict(on: .failed, status: 503), .failure)
        XCTAssertEqual(own.verdict(on: .failed, status: 500), .success)
        XCTAssertEqual(own.verdict(on: .reset, status: 0), .ignored)
        own.ignore = .none
        XCTAssertEqual(own.verdict(on: .reset, status: 0), .success)
    }
}

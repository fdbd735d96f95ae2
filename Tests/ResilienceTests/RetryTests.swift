import Chance
import Resilience
import Timebase
import XCTest

final class RetryTests: XCTestCase {
    private func retry(_ jitter: Retry.Jitter, base: Int64 = 100, max: Int64 = 1_000) -> Retry {
        let backoff = Retry.Backoff(
            base: .milliseconds(base), max: .milliseconds(max), jitter: jitter)
        return Retry(attempts: 10, backoff: backoff)
    }

    private func waits(_ retry: Retry, n: Int, previous: Duration = .zero) -> [Double] {
        (0..<20_000).map { number in
            let key = Key(seed: 1).child(number)
            return retry.wait(beforeRetry: n, previous: previous, key: key).milliseconds
        }
    }

    func test_waits_double_from_base_to_max_without_jitter() {
        let retry = retry(.none)
        let waits = (1...6).map { retry.wait(beforeRetry: $0, previous: .zero, key: Key(seed: 1)) }
        XCTAssertEqual(waits.map(\.milliseconds), [100, 200, 400, 800, 1_000, 1_000])
    }

    func test_waits_do_not_overflow_however_many_retries_came_before() {
        let key = Key(seed: 1)
        XCTAssertEqual(
            retry(.none).wait(beforeRetry: 10_000, previous: .zero, key: key), .seconds(1))
        let long = Retry.Backoff(base: .longest, max: .forever)
        XCTAssertEqual(
            Retry(backoff: long).wait(beforeRetry: 64, previous: .zero, key: key), .forever)
    }

    func test_the_default_is_half_a_second_each_time() {
        for n in 1...3 {
            let wait = Retry().wait(beforeRetry: n, previous: .zero, key: Key(seed: 1))
            XCTAssertEqual(wait, .milliseconds(500))
        }
    }

    func test_a_wait_without_base_is_none() {
        for jitter in Retry.Jitter.allCases {
            let retry = retry(jitter, base: 0, max: 0)
            let wait = retry.wait(beforeRetry: 3, previous: .zero, key: Key(seed: 1))
            XCTAssertEqual(wait, .zero, "\(jitter)")
        }
    }

    /// Uniform on [a, b): mean (a + b)/2 ± 4 · (b − a)/√12/√n.
    private func assertUniform(_ waits: [Double], _ a: Double, _ b: Double, line: UInt = #line) {
        let mean = waits.reduce(0, +) / Double(waits.count)
        let error = (b - a) / 12.0.squareRoot() / Double(waits.count).squareRoot()
        XCTAssertEqual(mean, (a + b) / 2, accuracy: 4 * error, line: line)
        XCTAssertGreaterThanOrEqual(waits.min()!, a, line: line)
        XCTAssertLessThan(waits.max()!, b, line: line)
    }

    func test_full_jitter_is_uniform_up_to_the_wait() {
        assertUniform(waits(retry(.full), n: 3), 0, 400)
    }

    func test_equal_jitter_is_uniform_in_the_upper_half() {
        assertUniform(waits(retry(.equal), n: 3), 200, 400.000_001)
    }

    func test_decorrelated_jitter_follows_from_the_wait_before() {
        // The first from base to 3 · base, then to 3 · the wait before, cut at max.
        assertUniform(waits(retry(.decorrelated), n: 1), 100, 300)
        let second = waits(retry(.decorrelated), n: 2, previous: .milliseconds(250))
        assertUniform(second, 100, 750)
        let cut = waits(retry(.decorrelated), n: 3, previous: .milliseconds(900))
        XCTAssertEqual(cut.max(), 1_000)
        // U(100, 2700) is above 1000 with probability 1700/2600 = 0.654.
        let share = Double(cut.filter { $0 == 1_000 }.count) / 20_000
        XCTAssertEqual(share, 0.654, accuracy: 4 * 0.0034)
    }

    func test_what_is_covered_is_what_is_named() {
        let all: Retry.Set = [.timeout, .refused, .reset, .status5xx, .status429, .rejected]
        let table: [(AttemptOutcome, Int, Retry.Set)] = [
            (.timedOut, 0, .timeout), (.refused, 0, .refused), (.reset, 0, .reset),
            (.failed, 500, .status5xx), (.failed, 599, .status5xx), (.failed, 429, .status429),
        ]
        for (outcome, status, only) in table {
            XCTAssertTrue(Retry(on: only).covers(outcome, status: status), "\(outcome) \(status)")
            let others = Retry(on: all.subtracting(only))
            XCTAssertFalse(others.covers(outcome, status: status), "\(outcome) \(status)")
        }
        for status in [200, 301, 400, 404, 499, 600] {
            XCTAssertFalse(Retry(on: all).covers(.failed, status: status), "\(status)")
        }
        XCTAssertFalse(Retry(on: all).covers(.succeeded, status: 500))
        XCTAssertFalse(Retry(on: all).covers(.cancelled, status: 0))
        XCTAssertFalse(Retry().covers(.failed, status: 429), "not among the standard ones")
    }

    func test_singleStatusesAndClassesAreRetried_whereTheyAreNamed() {
        let retry = Retry(on: [.status4xx], statuses: [503])
        let table: [(AttemptOutcome, Int, Bool)] = [
            (.failed, 404, true), (.failed, 429, true), (.failed, 503, true),
            (.failed, 500, false), (.timedOut, 503, false), (.succeeded, 503, false),
        ]
        for (outcome, status, isCovered) in table {
            XCTAssertEqual(
                retry.covers(outcome, status: status), isCovered, "\(outcome) \(status)")
        }
    }

    func test_aCallThatMustNotBeMadeTwiceIsRetried_onlyWhereNothingWasDone() {
        let careful = Retry(nonIdempotent: .unprocessed)
        for outcome in [AttemptOutcome.failed, .timedOut, .reset] {
            XCTAssertTrue(
                Retry().mayRepeat(isRepeatable: false, after: outcome, isUnprocessed: false))
            XCTAssertTrue(
                careful.mayRepeat(isRepeatable: true, after: outcome, isUnprocessed: false))
            XCTAssertFalse(
                careful.mayRepeat(isRepeatable: false, after: outcome, isUnprocessed: false))
            XCTAssertTrue(
                careful.mayRepeat(isRepeatable: false, after: outcome, isUnprocessed: true))
        }
        XCTAssertTrue(
            careful.mayRepeat(isRepeatable: false, after: .refused, isUnprocessed: false))
    }
}

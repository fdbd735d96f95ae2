import Resilience
import Timebase
import XCTest

final class RestartTests: XCTestCase {
    private func at(_ seconds: Int64) -> Instant { .start + .seconds(seconds) }

    func test_waits_double_from_the_second_restart_to_the_most() {
        var restart = Restart(Restart.Settings())
        let waits = (0..<8).map { _ in restart.died(at: at(0), startedAt: at(0)) }
        XCTAssertEqual(waits.map(\.seconds), [1, 10, 20, 40, 80, 160, 300, 300])
        XCTAssertEqual(restart.restarts, 8)
    }

    /// kubelet forgets after more than twice the longest wait, 600 s, since the last start.
    func test_a_life_beyond_ten_minutes_forgets_and_a_shorter_one_does_not() {
        var restart = Restart(Restart.Settings())
        _ = restart.died(at: at(0), startedAt: at(0))
        XCTAssertEqual(restart.died(at: at(609), startedAt: at(10)), .seconds(10))  // 599 s
        XCTAssertEqual(restart.died(at: at(1_220), startedAt: at(620)), .seconds(20))  // 600 s
        XCTAssertEqual(restart.died(at: at(1_841), startedAt: at(1_240)), .seconds(1))  // 601 s
        XCTAssertEqual(restart.died(at: at(1_843), startedAt: at(1_842)), .seconds(10))
    }

    func test_waits_neither_overflow_nor_hang_at_extreme_settings() {
        var none = Restart(Restart.Settings(after: .zero, backoff: .zero))
        var most = Restart(Restart.Settings(backoff: .nanoseconds(1), max: .longest))
        for _ in 0..<200 {
            XCTAssertEqual(none.died(at: at(0), startedAt: at(0)), .zero)
            XCTAssertLessThanOrEqual(most.died(at: at(0), startedAt: at(0)), .longest)
        }
        XCTAssertEqual(most.died(at: at(0), startedAt: at(0)), .longest)
    }
}

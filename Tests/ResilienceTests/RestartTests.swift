import Resilience
import Timebase
import XCTest

final class RestartTests: XCTestCase {
    private func at(_ seconds: Int64) -> Instant { .start + .seconds(seconds) }

    func test_waits_double_from_the_second_restart_to_the_most() {
        var restart = Restart(Restart.Settings())
        let waits = (0..<8).map { _ in restart.died(at: at(0), servingSince: nil) }
        XCTAssertEqual(waits.map(\.seconds), [1, 10, 20, 40, 80, 160, 300, 300])
        XCTAssertEqual(restart.restarts, 8)
    }

    func test_a_long_life_forgets_and_a_shorter_one_does_not() {
        var restart = Restart(Restart.Settings())
        _ = restart.died(at: at(0), servingSince: nil)
        XCTAssertEqual(restart.died(at: at(609), servingSince: at(10)), .seconds(10))  // 599 s
        XCTAssertEqual(restart.died(at: at(1_220), servingSince: at(620)), .seconds(1))  // 600 s
        XCTAssertEqual(restart.died(at: at(1_222), servingSince: at(1_221)), .seconds(10))
    }

    func test_a_death_while_starting_counts_however_late_it_comes() {
        var restart = Restart(Restart.Settings())
        _ = restart.died(at: at(0), servingSince: nil)
        XCTAssertEqual(restart.died(at: at(10_000), servingSince: nil), .seconds(10))
    }

    func test_waits_neither_overflow_nor_hang_at_extreme_settings() {
        var none = Restart(Restart.Settings(after: .zero, backoff: .zero))
        var most = Restart(Restart.Settings(backoff: .nanoseconds(1), max: .longest))
        for _ in 0..<200 {
            XCTAssertEqual(none.died(at: at(0), servingSince: nil), .zero)
            XCTAssertLessThanOrEqual(most.died(at: at(0), servingSince: nil), .longest)
        }
        XCTAssertEqual(most.died(at: at(0), servingSince: nil), .longest)
    }
}

import Timebase
import XCTest

final class DurationTests: XCTestCase {
    func test_seconds_round_to_the_nearest_nanosecond_away_from_zero_at_a_tie() {
        XCTAssertEqual(Duration(seconds: 1.5e-9).nanoseconds, 2)
        XCTAssertEqual(Duration(seconds: -1.5e-9).nanoseconds, -2)
        XCTAssertEqual(Duration(seconds: 0.4e-9).nanoseconds, 0)
    }

    func test_seconds_are_clamped_where_they_leave_the_range() {
        XCTAssertEqual(Duration(seconds: 1e300), .forever)
        XCTAssertEqual(Duration(seconds: -.infinity).nanoseconds, -Duration.forever.nanoseconds)
    }

    func test_products_and_ratios() {
        XCTAssertEqual(Duration.milliseconds(3) * Int64(4), .milliseconds(12))
        XCTAssertEqual(Duration.milliseconds(3) * 0.5, .microseconds(1_500))
        XCTAssertEqual(Duration.milliseconds(3) / .milliseconds(2), 1.5)
    }

    func test_never_stays_never_whatever_is_added() {
        XCTAssertEqual(Instant.never + .seconds(1), .never)
        XCTAssertEqual(Instant.start + .forever + .forever, .never)
        XCTAssertEqual(Instant.never.description, "never")
    }

    func test_the_difference_of_instants_is_signed() {
        let early = Instant(nanoseconds: 5)
        let late = Instant(nanoseconds: 9)
        XCTAssertEqual(late - early, .nanoseconds(4))
        XCTAssertEqual(early - late, .nanoseconds(-4))
        XCTAssertEqual(early.duration(to: late), .nanoseconds(4))
    }
}

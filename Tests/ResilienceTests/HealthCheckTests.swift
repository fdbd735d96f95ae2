import Resilience
import XCTest

final class HealthCheckTests: XCTestCase {
    /// Probes as a string, `+` and `-`; answers with the number of the probe at each change.
    private func changes(_ probes: String, down: Int = 3, up: Int = 2) -> [Int: HealthCheck.Change]
    {
        let settings = HealthCheck.Settings(down: down, up: up)
        var check = HealthCheck()
        var changes: [Int: HealthCheck.Change] = [:]
        for (number, probe) in probes.enumerated() {
            changes[number + 1] = check.record(success: probe == "+", settings: settings)
        }
        return changes
    }

    func test_it_is_up_until_probes_have_failed_in_a_row() {
        XCTAssertTrue(HealthCheck().isUp)
        XCTAssertEqual(changes("--"), [:])
        XCTAssertEqual(changes("---"), [3: .wentDown])
        XCTAssertEqual(changes("--+--"), [:], "a success between starts the count anew")
        XCTAssertEqual(changes("--+---"), [6: .wentDown])
        XCTAssertEqual(changes("------"), [3: .wentDown], "once")
    }

    func test_it_comes_back_after_successes_in_a_row() {
        XCTAssertEqual(changes("---+"), [3: .wentDown])
        XCTAssertEqual(changes("---++"), [3: .wentDown, 5: .cameUp])
        XCTAssertEqual(changes("---+-++"), [3: .wentDown, 7: .cameUp])
        XCTAssertEqual(changes("---++---"), [3: .wentDown, 5: .cameUp, 8: .wentDown])
    }

    func test_one_is_enough_where_one_is_asked() {
        XCTAssertEqual(changes("-+-", down: 1, up: 1), [1: .wentDown, 2: .cameUp, 3: .wentDown])
    }
}

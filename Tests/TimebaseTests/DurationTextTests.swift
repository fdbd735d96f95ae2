import Chance
import Timebase
import XCTest

final class DurationTextTests: XCTestCase {
    func test_texts_are_read_in_every_unit_and_mixture() throws {
        let table: [(text: String, nanoseconds: Int64)] = [
            ("0s", 0), ("1ns", 1), ("800us", 800_000), ("800µs", 800_000),
            ("250ms", 250_000_000), ("1.5s", 1_500_000_000), ("90s", 90_000_000_000),
            ("2m30s", 150_000_000_000), ("1h", 3_600_000_000_000),
            ("1h2m3s4ms5us6ns", 3_723_004_005_006),
            ("0.1ms", 100_000), ("0.0000005s", 500), ("007s", 7_000_000_000),
            ("87600h", 315_360_000_000_000_000),  // 10 · 365 days
        ]
        for row in table {
            XCTAssertEqual(try Duration(parsing: row.text).nanoseconds, row.nanoseconds, row.text)
        }
    }

    func test_what_is_finer_than_a_nanosecond_is_rounded_to_the_nearest() throws {
        XCTAssertEqual(try Duration(parsing: "1.4ns"), .nanoseconds(1))
        XCTAssertEqual(try Duration(parsing: "1.5ns"), .nanoseconds(2))
        XCTAssertEqual(try Duration(parsing: "0.0000001ms"), .zero)
    }

    func test_anything_else_is_refused_with_what_was_read_and_an_example() {
        let table = [
            "": "such as \"250ms\"", "250": "a unit after 250", "ms": "such as \"250ms\"",
            "-5s": "such as \"250ms\"", "+5s": "such as \"250ms\"", "5 s": "a unit of h, m, s",
            " 5s": "such as \"250ms\"", "5s ": "a unit of h, m, s", "5S": "a unit of h, m, s",
            "5sec": "a unit of h, m, s", "1d": "a unit of h, m, s", "1e3s": "a unit of h, m, s",
            ".5s": "such as \"250ms\"", "5.s": "such as \"250ms\"", "1.2.3s": "such as \"250ms\"",
            "1,5s": "a unit of h, m, s", "30s2m": "units in falling order, each once",
            "1s1s": "units in falling order, each once", "٣s": "such as \"250ms\"",
            "1s٣ms": "a unit of h, m, s", "87600h1ns": "at most 10 years",
            "87601h": "at most 10 years", "999999999999999999h": "at most 10 years",
            "1234567890123456789s": "such as \"250ms\"", "infs": "such as \"250ms\"",
            "forever": "such as \"250ms\"", "0x1s": "a unit of h, m, s",
        ]
        for (text, expected) in table.sorted(by: { $0.key < $1.key }) {
            XCTAssertThrowsError(try Duration(parsing: text), text) { error in
                let message = "\(error)"
                XCTAssertTrue(message.hasPrefix("\"\(text)\" is not a duration"), message)
                XCTAssertTrue(message.contains(expected), message)
            }
        }
    }

    func test_a_description_is_written_as_people_do() {
        let table: [(Duration, String)] = [
            (.zero, "0s"), (.nanoseconds(1), "1ns"), (.nanoseconds(999), "999ns"),
            (.nanoseconds(1_500), "1.5us"), (.milliseconds(250), "250ms"),
            (.nanoseconds(999_999_999), "999.999999ms"), (.milliseconds(1_500), "1.5s"),
            (.seconds(60), "1m"), (.seconds(150), "2m30s"), (.seconds(3_600), "1h"),
            (.seconds(3_601), "1h1s"), (.milliseconds(-1_500), "-1.5s"), (.forever, "forever"),
        ]
        for (duration, text) in table { XCTAssertEqual(duration.description, text) }
    }

    func test_a_description_reads_back_to_the_same_value() throws {
        var generator = Generator(Key(seed: 1))
        for round in 0..<20_000 {
            // Every order of magnitude from 1 ns to ten years as often, some of them round.
            var count = Int64(generator.next() >> (6 + generator.below(58)))
            for _ in 0..<generator.below(4) { count = count / 1_000 * 1_000 }
            let duration = min(Duration(nanoseconds: count), .longest)
            let text = duration.description
            XCTAssertEqual(try Duration(parsing: text), duration, "round \(round): \(text)")
        }
    }
}

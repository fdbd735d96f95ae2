import Chance
import Resilience
import Timebase
import XCTest

final class RecentTimesTests: XCTestCase {
    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    func test_nothingIsKnown_beforeTheFirstLook() {
        var times = RecentTimes(quantile: 0.5)
        times.record(.milliseconds(10), now: at(0))
        XCTAssertNil(times.value(now: at(2_999)))
        XCTAssertNotNil(times.value(now: at(3_000)))
    }

    func test_quantileIsTheUpperEndOfAStep_aThirtySecondOfAnOctave() throws {
        var times = RecentTimes(quantile: 0.95)
        for milliseconds in 1...100 { times.record(.milliseconds(Int64(milliseconds)), now: at(0)) }
        // The 95th of 100 is 95 ms. 2²⁶ ns is 67.1 ms, a step there 2.10 ms: 95 is in the 14th,
        // which ends at 67.109 + 14 · 2.097 = 96.469 ms.
        XCTAssertEqual(times.value(now: at(3_000)), .nanoseconds((32 + 14) << 21))
        XCTAssertEqual(
            try XCTUnwrap(times.value(now: at(3_000))).milliseconds, 96.469, accuracy: 1e-3)
    }

    func test_looksAreThreeSecondsApart_whateverHappensBetween() {
        var times = RecentTimes(quantile: 0.5)
        times.record(.milliseconds(10), now: at(0))
        let first = times.value(now: at(3_500))
        for _ in 0..<100 { times.record(.seconds(1), now: at(3_600)) }
        XCTAssertEqual(times.value(now: at(5_999)), first)
        XCTAssertGreaterThan(times.value(now: at(6_000))!, .seconds(1))
    }

    func test_timesAreForgotten_whenTheirTenSecondsAreThirtySecondsOld() {
        var times = RecentTimes(quantile: 0.99)
        times.record(.seconds(1), now: at(9_999))  // The window from 0 to 10 s.
        times.record(.milliseconds(1), now: at(10_000))
        XCTAssertGreaterThan(times.value(now: at(29_999))!, .seconds(1))
        times.record(.milliseconds(1), now: at(30_000))
        XCTAssertLessThan(times.value(now: at(30_000))!, .milliseconds(2))
        XCTAssertNil(times.value(now: at(1_000_000)))
    }

    func test_anyTimeIsCounted_howeverShortOrLong() {
        for time in [Duration.zero, .nanoseconds(1), .seconds(86_400)] {
            var times = RecentTimes(quantile: 0.5)
            times.record(time, now: at(0))
            XCTAssertNotNil(times.value(now: at(3_000)), "\(time)")
        }
    }

    /// Against all times of the last windows, sorted.
    func test_quantileIsThatOfASortedList_withinAStep() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var dice = Generator(Key(seed: seed))
            let quantile = [0.5, 0.9, 0.95, 0.99][dice.below(4)]
            var times = RecentTimes(quantile: quantile)
            var all: [(window: Int64, time: Duration)] = []
            var now = Instant.start
            for _ in 0..<3000 {
                now = now + .milliseconds(Int64(dice.below(60)))
                let time = Duration.nanoseconds(
                    2048 + Int64(dice.below(1 << (12 + dice.below(20)))))
                times.record(time, now: now)
                all.append((now.nanoseconds / 10_000_000_000, time))
            }
            now = .start + .seconds(3 * (now.nanoseconds / 3_000_000_000 + 1))
            let window = now.nanoseconds / 10_000_000_000
            let recent = all.filter { $0.window > window - 3 }.map(\.time).sorted()
            let rank = max(1, Int((quantile * Double(recent.count)).rounded(.up)))
            let value = try XCTUnwrap(times.value(now: now))
            XCTAssertGreaterThan(value, recent[rank - 1], "seed \(seed)")
            XCTAssertLessThanOrEqual(value / recent[rank - 1], 1.0 + 1.0 / 32, "seed \(seed)")
        }
    }
}

import Chance
import Resilience
import Timebase
import XCTest

final class SheddingTests: XCTestCase {
    private func at(_ microseconds: Int64) -> Instant { .start + .microseconds(microseconds) }

    func test_codelDropsFasterAndFaster_whileEveryWaitIsAboveTarget() {
        // The first at the end of an interval, then after 100/√1, 100/√2, 100/√3, 100/√4 ms:
        // 100, 200, 270.7, 328.4, 378.4. Somebody is served each 100 µs, so each is seen within it.
        var codel = CoDel(CoDel.Settings())
        var drops: [Double] = []
        for tick in 0..<4_000 as Range<Int64> {
            let now = at(100 * tick)
            codel.beginDequeue()
            while codel.drops(waited: .milliseconds(50), isLast: false, now: now) {
                drops.append((now - .start).milliseconds)
            }
        }
        XCTAssertEqual(drops.count, 5)
        for (drop, expected) in zip(drops, [100, 200, 270.7, 328.4, 378.4]) {
            XCTAssertEqual(drop, expected, accuracy: 0.15)
        }
    }

    func test_oneShortWaitEndsTheDropping_andItBeginsAgainNearlyAsFast() {
        var codel = CoDel(CoDel.Settings())
        func dropsWithin(_ milliseconds: Range<Int64>, waited: Int64) -> [Int64] {
            milliseconds.filter { millisecond in
                codel.beginDequeue()
                var dropped = false
                while codel.drops(
                    waited: .milliseconds(waited), isLast: false, now: at(1000 * millisecond))
                {
                    dropped = true
                }
                return dropped
            }
        }
        // Seen at whole milliseconds: 328.4 and 378.4 are reached at 329 and 379.
        XCTAssertEqual(dropsWithin(0..<400, waited: 20), [100, 200, 271, 329, 379])
        XCTAssertEqual(dropsWithin(400..<500, waited: 4), [])
        // It was at the 4th step of the control law when it ended, counted from 1: it begins again
        // at 4, so the next follows after 100/√4 = 50 ms, then 100/√5 = 44.7 and 100/√6 = 40.8.
        XCTAssertEqual(dropsWithin(500..<740, waited: 20), [600, 650, 695, 736])
    }

    func test_theLastInTheQueueIsSpared() {
        var codel = CoDel(CoDel.Settings())
        for millisecond in 0..<1_000 as Range<Int64> {
            codel.beginDequeue()
            XCTAssertFalse(
                codel.drops(waited: .seconds(1), isLast: true, now: at(1000 * millisecond)))
        }
    }

    func test_codelDropsNobody_whoWaitedLessThanTheTarget_overSeeds() {
        for seed in UInt64(0)..<100 {
            var generator = Generator(Key(seed: seed))
            var codel = CoDel(CoDel.Settings())
            var now = Instant.start
            var allAboveSince: Instant?
            for step in 0..<2_000 {
                now = now + generator.duration(below: .milliseconds(3))
                codel.beginDequeue()
                while true {
                    let waited = generator.duration(below: .milliseconds(200))
                    let isLast = generator.happens(0.01)
                    let isAbove = waited >= .milliseconds(5) && !isLast
                    let since = isAbove ? allAboveSince ?? now : nil
                    allAboveSince = since
                    guard codel.drops(waited: waited, isLast: isLast, now: now) else { break }
                    XCTAssertTrue(isAbove, "seed \(seed), step \(step)")
                    XCTAssertGreaterThanOrEqual(
                        now - (since ?? now), .milliseconds(100), "seed \(seed), step \(step)")
                }
            }
        }
    }

    func test_aWaitIsShort_onlyWhileTheQueueHasStoodForAnInterval() {
        var queue = StandingQueue(CoDel.Settings())
        queue.foundEmpty(now: at(0))
        XCTAssertEqual(queue.patience(now: at(100_000)), .milliseconds(100))
        XCTAssertFalse(queue.isStanding(now: at(100_000)))
        XCTAssertEqual(queue.patience(now: at(100_001)), .milliseconds(5))
        XCTAssertTrue(queue.isStanding(now: at(100_001)))
        queue.foundEmpty(now: at(150_000))
        XCTAssertEqual(queue.patience(now: at(150_001)), .milliseconds(100))
    }
}

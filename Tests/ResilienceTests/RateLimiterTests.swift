import Chance
import Resilience
import Timebase
import XCTest

final class RateLimiterTests: XCTestCase {
    private func limiter(
        _ algorithm: RateLimiter.Algorithm, rate: Double = 10, burst: Int? = nil,
        waitFor: Duration = .zero
    ) -> RateLimiter {
        RateLimiter(
            RateLimiter.Settings(rate: rate, burst: burst, algorithm: algorithm, waitFor: waitFor))
    }

    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    private func admitted(_ limiter: inout RateLimiter, now: Instant, of count: Int) -> Int {
        (0..<count).filter { _ in limiter.acquire(now: now) == .zero }.count
    }

    func test_theBurstGoesAtOnce_andThenOneAnInterval() {
        // 10/s: one each 100 ms. Three at once empty a bucket of three; at 250 ms two have come.
        for algorithm in [RateLimiter.Algorithm.tokenBucket, .gcra] {
            var limiter = limiter(algorithm, burst: 3)
            XCTAssertEqual(admitted(&limiter, now: at(0), of: 5), 3, "\(algorithm)")
            XCTAssertEqual(admitted(&limiter, now: at(99), of: 5), 0, "\(algorithm)")
            XCTAssertEqual(admitted(&limiter, now: at(250), of: 5), 2, "\(algorithm)")
            XCTAssertEqual(admitted(&limiter, now: at(299), of: 5), 0, "\(algorithm)")
            XCTAssertEqual(admitted(&limiter, now: at(300), of: 5), 1, "\(algorithm)")
            XCTAssertEqual(admitted(&limiter, now: at(9_000), of: 5), 3, "\(algorithm)")
        }
    }

    func test_aSlidingWindowForgetsACall_whenItIsAWindowOld() {
        // 10/s in bursts of 5: at most 5 in any 500 ms, (t − 500, t].
        var limiter = limiter(.slidingWindow, burst: 5)
        XCTAssertEqual(admitted(&limiter, now: at(0), of: 3), 3)
        XCTAssertEqual(admitted(&limiter, now: at(400), of: 9), 2)
        XCTAssertEqual(admitted(&limiter, now: at(499), of: 9), 0)
        XCTAssertEqual(admitted(&limiter, now: at(500), of: 9), 3)
        XCTAssertEqual(admitted(&limiter, now: at(899), of: 9), 0)
        XCTAssertEqual(admitted(&limiter, now: at(900), of: 9), 2)
    }

    func test_aCallWaitsItsTurn_asLongAsItMay() {
        for algorithm in RateLimiter.Algorithm.allCases {
            var limiter = limiter(algorithm, burst: 1, waitFor: .milliseconds(250))
            let waits = (0..<5).map { _ in limiter.acquire(now: at(0))?.milliseconds }
            XCTAssertEqual(waits, [0, 100, 200, nil, nil], "\(algorithm)")
            // The turns at 100 and 200 ms are taken: the next is at 300.
            XCTAssertEqual(limiter.acquire(now: at(50)), .milliseconds(250), "\(algorithm)")
        }
    }

    func test_withoutABurstASecondsWorthGoesAtOnce() {
        for (rate, burst) in [(200.0, 200), (0.5, 1), (2.5, 3)] {
            XCTAssertEqual(RateLimiter.Settings(rate: rate).burst, burst)
        }
    }

    func test_tokenBucketAndGCRADecideAlike_overSeeds() {
        for seed in UInt64(0)..<200 {
            var generator = Generator(Key(seed: seed))
            let rate = Double(1 + generator.below(1000)) / 7
            let burst = 1 + generator.below(10)
            let waitFor = generator.duration(below: .milliseconds(500))
            var bucket = limiter(.tokenBucket, rate: rate, burst: burst, waitFor: waitFor)
            var cells = limiter(.gcra, rate: rate, burst: burst, waitFor: waitFor)
            var now = Instant.start
            for call in 0..<300 {
                now = now + generator.duration(below: .milliseconds(200))
                XCTAssertEqual(
                    bucket.acquire(now: now), cells.acquire(now: now), "seed \(seed), call \(call)")
            }
        }
    }

    func test_noWindowHoldsMoreThanTheBurst_andNothingIsRefusedInVain() {
        for seed in UInt64(0)..<100 {
            var generator = Generator(Key(seed: seed))
            let burst = 1 + generator.below(6)
            var limiter = limiter(.slidingWindow, burst: burst)
            let window = Duration.milliseconds(100 * Int64(burst))
            var admitted: [Instant] = []
            var now = Instant.start
            for call in 0..<300 {
                now = now + generator.duration(below: .milliseconds(100))
                let held = admitted.filter { now - $0 < window }.count
                let isAdmitted = limiter.acquire(now: now) != nil
                XCTAssertEqual(isAdmitted, held < burst, "seed \(seed), call \(call)")
                if isAdmitted { admitted.append(now) }
            }
        }
    }
}

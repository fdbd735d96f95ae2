import Chance
import Resilience
import Timebase
import XCTest

final class ConcurrencyLimiterTests: XCTestCase {
    private func limiter(
        _ algorithm: ConcurrencyLimiter.Algorithm, initial: Int? = nil, min: Int? = nil,
        window: Duration? = nil
    ) -> ConcurrencyLimiter {
        ConcurrencyLimiter(
            ConcurrencyLimiter.Settings(algorithm, initial: initial, min: min, window: window),
            key: Key(seed: 1))
    }

    /// One call that took so long, with as many under way as the limit allows.
    private func sample(
        _ limiter: inout ConcurrencyLimiter, _ milliseconds: Int64, inFlight: Int32? = nil,
        _ sample: ConcurrencyLimiter.Sample = .success, at now: Instant = .start
    ) {
        _ = limiter.acquire()
        limiter.release(
            sample, took: .milliseconds(milliseconds), atBegin: inFlight ?? limiter.limit, now: now)
    }

    func test_placesAreTakenUpToTheLimit_andGivenBack() {
        var limiter = limiter(.aimd)
        XCTAssertEqual((1...20).map { _ in limiter.acquire() }, Array(1...20))
        XCTAssertEqual(limiter.acquire(), 0)
        limiter.release(.ignored, took: .zero, atBegin: 20, now: .start)
        XCTAssertEqual(limiter.acquire(), 20)
        XCTAssertEqual(limiter.limit, 20, "what is ignored moves nothing")
    }

    func test_vegasGrowsBySixAndOneAndShrinksByOne_byTheQueueItSees() {
        // L = 20: ⌊log₁₀ 20⌋ = 1, so a queue of ≤ 1 adds 6, < 3 adds 1, > 6 takes 1.
        var limiter = limiter(.vegas)
        sample(&limiter, 100)  // the first is the best time
        XCTAssertEqual(limiter.limit, 20)
        sample(&limiter, 105)  // ⌈20 · (1 − 100/105)⌉ = ⌈0.95⌉ = 1
        XCTAssertEqual(limiter.limit, 26)
        sample(&limiter, 107)  // ⌈26 · 0.0654⌉ = ⌈1.70⌉ = 2
        XCTAssertEqual(limiter.limit, 27)
        sample(&limiter, 120)  // ⌈27 · 0.1667⌉ = 5: neither
        XCTAssertEqual(limiter.limit, 27)
        sample(&limiter, 150)  // ⌈27 · 0.3333⌉ = 9
        XCTAssertEqual(limiter.limit, 26)
        sample(&limiter, 100, .dropped)
        XCTAssertEqual(limiter.limit, 25)
        sample(&limiter, 101, inFlight: 12)  // 12 · 2 < 25: too few to tell
        XCTAssertEqual(limiter.limit, 25)
        sample(&limiter, 101, inFlight: 13)
        XCTAssertEqual(limiter.limit, 31)
    }

    func test_vegasTakesTheTimeAnew_afterFifteenToThirtyTimesTheLimit() {
        // The best is 1 ms; 10 ms then looks like a queue of ⌈20 · 0.9⌉ = 18, and the limit falls
        // to 6, where ⌈6 · 0.9⌉ is no more than 6. With the time taken anew, at most 30 · 20
        // samples later, 10 ms is the best, and it grows again.
        var limiter = limiter(.vegas)
        sample(&limiter, 1)
        var fell = false
        for _ in 0..<700 {
            sample(&limiter, 10)
            fell = fell || limiter.limit == 6
        }
        XCTAssertTrue(fell)
        XCTAssertGreaterThan(limiter.limit, 20)
    }

    func test_gradientGrowsByFourFifthsAndHalvesAtMost() {
        // Ten samples of 1 s fill a window each second; initially 20. Long = short: g = 1, so
        // L = 0.8 · 20 + 0.2 · 24 = 20.8.
        var limiter = limiter(.gradient, min: 1)
        var second: Int64 = 0
        func window(_ milliseconds: Int64) {
            second += 2
            let now = Instant.start + .seconds(second)
            // Nine within the window and the tenth after it.
            for _ in 0..<9 { sample(&limiter, milliseconds, at: now + .seconds(-1)) }
            sample(&limiter, milliseconds, at: now + .milliseconds(1))
        }
        _ = limiter.acquire()
        limiter.release(.success, took: .milliseconds(100), atBegin: 20, now: .start + .seconds(1))
        window(100)
        XCTAssertEqual(limiter.limit, 20)  // 20.8
        window(100)
        XCTAssertEqual(limiter.limit, 21)  // 0.8 · 20.8 + 0.2 · 24.8 = 21.6
        // Long is (100 + 100 + 400) / 3 = 200: g = 1.5 · 200/400 = 0.75:
        // 0.8 · 21.6 + 0.2 · (16.2 + 4) = 21.32.
        window(400)
        XCTAssertEqual(limiter.limit, 21)
        // (600 + 9 100) / 4 = 2 425, 1.5 · 2 425/9 100 = 0.4, so ½:
        // 0.8 · 21.32 + 0.2 · 14.66 = 19.99.
        window(9_100)
        XCTAssertEqual(limiter.limit, 19)
    }

    func test_aWindowOfFewerThanTenSamplesDecidesNothing() {
        var limiter = limiter(.gradient)
        for second in 0..<100 as Range<Int64> {
            sample(&limiter, 1, at: .start + .seconds(2 * second))
        }
        XCTAssertEqual(limiter.limit, 20)
    }

    func test_aimdAddsOneAndTakesATenth() {
        var limiter = limiter(.aimd, initial: 30)
        sample(&limiter, 1, inFlight: 15)
        XCTAssertEqual(limiter.limit, 31)
        sample(&limiter, 1, inFlight: 15)  // 30 < 31
        XCTAssertEqual(limiter.limit, 31)
        sample(&limiter, 1, .dropped)  // ⌊27.9⌋
        XCTAssertEqual(limiter.limit, 27)
        sample(&limiter, 5_001)  // ⌊24.3⌋
        XCTAssertEqual(limiter.limit, 24)
        for _ in 0..<9 { sample(&limiter, 1, .dropped) }
        XCTAssertEqual(limiter.limit, 20, "its least")
    }

    func test_theLimitStaysWithinItsBounds_andPlacesAreCounted_overSeeds() {
        for seed in UInt64(0)..<60 {
            var generator = Generator(Key(seed: seed))
            let algorithm = ConcurrencyLimiter.Algorithm.allCases[Int(seed % 3)]
            let least = 1 + generator.below(10)
            let settings = ConcurrencyLimiter.Settings(
                algorithm, initial: least + 5, min: least, max: least + 30,
                window: generator.happens(0.5) ? .zero : .milliseconds(100))
            var limiter = ConcurrencyLimiter(settings, key: Key(seed: seed))
            var held: [Int32] = []
            var now = Instant.start
            for step in 0..<1_000 {
                now = now + generator.duration(below: .milliseconds(20))
                if generator.happens(0.6) {
                    let place = limiter.acquire()
                    if place > 0 { held.append(place) }
                    // Full and above a limit that has shrunk are refused alike.
                    XCTAssertEqual(place == 0, held.count >= limiter.limit && place == 0)
                } else if !held.isEmpty {
                    let sample = ConcurrencyLimiter.Sample.allCases[generator.below(3)]
                    limiter.release(
                        sample, took: generator.duration(below: .seconds(1)),
                        atBegin: held.remove(at: generator.below(held.count)), now: now)
                }
                XCTAssertEqual(Int(limiter.inFlight), held.count, "seed \(seed), step \(step)")
                XCTAssertTrue(
                    (least...least + 30).contains(Int(limiter.limit)), "seed \(seed), step \(step)")
            }
        }
    }
}

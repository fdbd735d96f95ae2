import Chance
import Resilience
import Timebase
import XCTest

final class ClientThrottleTests: XCTestCase {
    private func throttle(floor: Double = 0.01) -> ClientThrottle {
        ClientThrottle(ClientThrottle.Settings(floor: floor))
    }

    func test_theFormulaCountsWhatWasRefusedHere_too() {
        // 10 wanted and 3 accepted: (10 − 2 · 3) ÷ (10 + 1).
        var throttle = throttle()
        for call in 0..<10 as Range<UInt64> {
            if throttle.permit(key: Key(seed: call), now: .start), call < 3 {
                throttle.accepted(now: .start)
            }
        }
        XCTAssertEqual(throttle.refusal(now: .start), 4.0 / 11)
    }

    func test_whatIsTwoMinutesOldIsForgotten() {
        var throttle = throttle()
        for call in 0..<100 as Range<UInt64> {
            _ = throttle.permit(key: Key(seed: call), now: .start)
        }
        // Cut into 60 parts of 2 s: those of [0, 2) leave at 120 s.
        XCTAssertGreaterThan(throttle.refusal(now: .start + .milliseconds(119_999)), 0.9)
        XCTAssertEqual(throttle.refusal(now: .start + .seconds(120)), 0)
    }

    func test_twoAreSentForEachThatIsAccepted_inTheLongRun() {
        // 1,000/s are wanted and 100/s accepted; sent should be K · 100/s = 200/s, so 2.0 each.
        for seed in UInt64(0)..<5 {
            var throttle = throttle()
            var sent = 0
            var accepted = 0
            for call in 0..<600_000 as Range<Int64> {
                let now = Instant.start + .milliseconds(call)
                if call == 240_000 { (sent, accepted) = (0, 0) }
                let room = (call / 10 + 1) * 10 - call == 10
                guard throttle.permit(key: Key(seed: seed).child(Int(call)), now: now) else {
                    if room { capacity += 1 }
                    continue
                }
                if room { capacity += 1 }
                sent += 1
                guard capacity >= 1 else { continue }
                capacity -= 1
                accepted += 1
                throttle.accepted(now: now)
            }
            capacity = 0
            XCTAssertEqual(Double(sent) / Double(accepted), 2, accuracy: 0.05, "seed \(seed)")
        }
    }
    /// What the callee could still take.
    private var capacity = 0

    func test_theFloorStillGoesOut_inATotalOutage() {
        // 100/s for 10 min, nothing accepted: a tenth must go out all the same.
        var throttle = throttle(floor: 0.1)
        var sent = 0
        for call in 0..<60_000 as Range<Int64> {
            let now = Instant.start + .milliseconds(10 * call)
            if throttle.permit(key: Key(seed: 7).child(Int(call)), now: now) { sent += 1 }
        }
        XCTAssertEqual(Double(sent) / 60_000, 0.1, accuracy: 0.005)
    }

    func test_onlyAnswersThatAreNoRefusalsAreAccepts() {
        let table: [(AttemptOutcome, Int, Bool)] = [
            (.succeeded, 200, true), (.failed, 500, true), (.failed, 404, true),
            (.failed, 429, false), (.failed, 503, false), (.refused, 0, false), (.reset, 0, false),
            (.timedOut, 0, false), (.cancelled, 0, false),
        ]
        for (outcome, status, isAccept) in table {
            XCTAssertEqual(
                ClientThrottle.isAccept(outcome, status: status), isAccept, "\(outcome) \(status)")
        }
    }

    func test_theWindowIsTheSumOfItsParts_overSeeds() {
        for seed in UInt64(0)..<50 {
            var generator = Generator(Key(seed: seed))
            let settings = ClientThrottle.Settings(k: 1, window: .seconds(6), floor: 0)
            var throttle = ClientThrottle(settings)
            var requests: [Int64] = []  // the part of 100 ms in which each came
            var accepts: [Int64] = []
            var now = Instant.start
            for call in 0..<400 {
                now = now + generator.duration(below: .milliseconds(300))
                let part = now.nanoseconds / 100_000_000
                let r = requests.filter { $0 > part - 60 }.count
                let a = accepts.filter { $0 > part - 60 }.count
                XCTAssertEqual(
                    throttle.refusal(now: now), max(0, Double(r - a) / Double(r + 1)),
                    "seed \(seed), call \(call)")
                requests.append(part)
                if throttle.permit(key: Key(seed: seed).child(call), now: now),
                    generator.happens(0.6)
                {
                    throttle.accepted(now: now)
                    accepts.append(part)
                }
            }
        }
    }
}

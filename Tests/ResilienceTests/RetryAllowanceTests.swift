import Chance
import Resilience
import Timebase
import XCTest

final class RetryAllowanceTests: XCTestCase {
    private let now = Instant.start

    func test_aFullBucketOfTenAllowsFourRetries_inATotalOutage() {
        // A failure first takes its token, then more than 5 must be left: 9, 8, 7, 6 may, 5 may
        // not.
        var allowance = RetryAllowance(.tokens(Retry.Tokens()))
        var retries = 0
        for _ in 0..<100 {
            allowance.attemptBegan(paid: 0, now: now)
            allowance.attemptEnded(.failed, isRetryable: true, paid: 0)
            while allowance.withdraw(after: .failed, now: now) > 0 {
                retries += 1
                allowance.attemptBegan(paid: 1, now: now)
                allowance.attemptEnded(.failed, isRetryable: true, paid: 1)
            }
        }
        XCTAssertEqual(retries, 4)
    }

    func test_tokensLastForEver_upToOneFailureInEleven() {
        // One failure takes 1 and ten successes give it back: 1 ÷ 11 = 9.09 %. With nine they give
        // 0.9, so after n rounds a failure leaves 9 − n ÷ 10, which is 5 after 40 rounds.
        func rounds(_ successes: Int) -> Int? {
            var tokens = RetryTokens(Retry.Tokens())
            for round in 0..<10_000 {
                tokens.failed()
                guard tokens.allowsRetry else { return round }
                for _ in 0..<successes { tokens.succeeded() }
            }
            return nil
        }
        XCTAssertNil(rounds(10))
        XCTAssertEqual(rounds(9), 40)
    }

    func test_anErrorThatIsNotRetriedTakesNoToken() {
        var allowance = RetryAllowance(.tokens(Retry.Tokens(maxTokens: 2, tokenRatio: 1)))
        for _ in 0..<9 { allowance.attemptEnded(.failed, isRetryable: false, paid: 0) }
        XCTAssertEqual(allowance.withdraw(after: .failed, now: now), 1)
        // 2 − 1 = 1 is not more than half of 2; a success makes it 2 again.
        allowance.attemptEnded(.reset, isRetryable: true, paid: 0)
        XCTAssertEqual(allowance.withdraw(after: .reset, now: now), 0)
        allowance.attemptEnded(.succeeded, isRetryable: false, paid: 0)
        XCTAssertEqual(allowance.withdraw(after: .reset, now: now), 1)
    }

    func test_tokensNeverLeaveTheBucket_overSeeds() {
        for seed in UInt64(0)..<100 {
            var generator = Generator(Key(seed: seed))
            let most = Int64(1 + generator.below(20)) * 1000
            let gain = Int64(1 + generator.below(1000))
            var tokens = RetryTokens(
                Retry.Tokens(maxTokens: Double(most) / 1000, tokenRatio: Double(gain) / 1000))
            var model = most
            for step in 0..<500 {
                let failed = generator.happens(0.3)
                if failed { tokens.failed() } else { tokens.succeeded() }
                model = failed ? max(0, model - 1000) : min(most, model + gain)
                XCTAssertEqual(tokens.thousandths, model, "seed \(seed), step \(step)")
                XCTAssertEqual(tokens.allowsRetry, model * 2 > most, "seed \(seed), step \(step)")
            }
        }
    }

    func test_retriesUnderWayAreAFifthOfWhatIs_butThreeInAnyCase() {
        var active = RetryConcurrency(Retry.Active())
        for _ in 0..<3 { XCTAssertTrue(active.begin()) }
        XCTAssertFalse(active.begin(), "max(20 % of 0, 3)")
        for _ in 0..<24 { active.attemptBegan() }
        XCTAssertTrue(active.begin(), "20 % of 24 is 4.8: 4")
        XCTAssertFalse(active.begin())
        active.attemptBegan()
        XCTAssertTrue(active.begin(), "20 % of 25 is 5")
        XCTAssertFalse(active.begin())
        active.end()
        XCTAssertTrue(active.begin())
        XCTAssertEqual(active.retries, 5)
    }

    func test_theShareUnderWayHolds_whateverComesInWhateverOrder() {
        for seed in UInt64(0)..<100 {
            var generator = Generator(Key(seed: seed))
            let settings = Retry.Active(
                share: Double(generator.below(11)) / 10, minConcurrency: generator.below(4))
            var allowance = RetryAllowance(.active(settings))
            var underWay: [Int32] = []  // what each attempt under way was paid
            var backingOff = 0
            for step in 0..<400 {
                let context = "seed \(seed), step \(step)"
                switch generator.below(4) {
                case 0:
                    allowance.attemptBegan(paid: 0, now: now)
                    underWay.append(0)
                case 1 where !underWay.isEmpty:
                    let paid = underWay.remove(at: generator.below(underWay.count))
                    allowance.attemptEnded(.failed, isRetryable: true, paid: paid)
                    let retries = underWay.filter { $0 > 0 }.count + backingOff
                    let tenths = Int(settings.share * 10 + 0.5)
                    let most = max(settings.minConcurrency, tenths * underWay.count / 10)
                    let granted = allowance.withdraw(after: .failed, now: now) > 0
                    XCTAssertEqual(granted, retries < most, context)
                    backingOff += granted ? 1 : 0
                case 2 where backingOff > 0:
                    backingOff -= 1
                    allowance.attemptBegan(paid: 1, now: now)
                    underWay.append(1)
                case 3 where backingOff > 0:
                    backingOff -= 1
                    allowance.retryDropped()
                default: break
                }
            }
        }
    }

    func test_aQuotaOfFiveHundredPaysForAHundredRetries_orFiftyAfterTimeouts() {
        for (outcome, cost, most) in [(AttemptOutcome.failed, 5, 100), (.timedOut, 10, 50)] {
            var allowance = RetryAllowance(.quota(Retry.Quota()))
            var count = 0
            while case let paid = allowance.withdraw(after: outcome, now: now), paid > 0 {
                XCTAssertEqual(Int(paid), cost)
                count += 1
            }
            XCTAssertEqual(count, most)
        }
    }

    func test_aRetryThatSucceedsGivesBackWhatItTook_andAFirstSuccessOne() {
        var quota = RetryQuota(Retry.Quota(capacity: 12))
        XCTAssertEqual(quota.withdraw(afterTimeout: true), 10)
        XCTAssertEqual(quota.withdraw(afterTimeout: false), 0, "2 are left, 5 are asked")
        XCTAssertEqual(quota.left, 2)
        quota.succeeded(paid: 0)
        XCTAssertEqual(quota.left, 3)
        quota.succeeded(paid: 10)
        XCTAssertEqual(quota.left, 12, "13, but no more than it holds")
    }

    func test_finaglesBudgetTakesADepositACall_andNoneARetry() {
        var allowance = RetryAllowance(.share(Retry.Budget(ratio: 0.5, minPerSecond: 0)))
        for paid in [0, 0, 1, 1] as [Int32] { allowance.attemptBegan(paid: paid, now: now) }
        XCTAssertEqual(allowance.withdraw(after: .failed, now: now), 1)
        XCTAssertEqual(allowance.withdraw(after: .failed, now: now), 0)
    }
}

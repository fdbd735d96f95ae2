import Chance
import Resilience
import Timebase
import XCTest

final class RetryBudgetTests: XCTestCase {
    private func at(_ milliseconds: Int64) -> Instant { .start + .milliseconds(milliseconds) }

    private func withdrawals(_ budget: inout RetryBudget, now: Instant) -> Int {
        var count = 0
        while budget.withdraw(now: now) { count += 1 }
        return count
    }

    func test_the_reserve_is_ten_seconds_worth_of_the_minimum_rate() {
        var budget = RetryBudget(Retry.Budget())  // 0.2 and 10/s: 100 retries
        XCTAssertEqual(budget.balance(now: at(0)), 100)
        XCTAssertEqual(withdrawals(&budget, now: at(0)), 100)
        // It comes back only when the second in which it was spent is ten seconds old.
        XCTAssertFalse(budget.withdraw(now: at(9_999)))
        XCTAssertEqual(withdrawals(&budget, now: at(10_000)), 100)
    }

    func test_five_calls_pay_for_a_retry_at_a_ratio_of_a_fifth() {
        var budget = RetryBudget(Retry.Budget(ratio: 0.2, minPerSecond: 0))
        XCTAssertFalse(budget.withdraw(now: at(0)))
        for _ in 0..<4 { budget.deposit(now: at(0)) }
        XCTAssertFalse(budget.withdraw(now: at(0)))
        budget.deposit(now: at(0))
        XCTAssertTrue(budget.withdraw(now: at(0)))
        XCTAssertFalse(budget.withdraw(now: at(0)))
    }

    func test_a_ratio_above_one_pays_for_several_retries_a_call() {
        var budget = RetryBudget(Retry.Budget(ratio: 2, minPerSecond: 0))
        budget.deposit(now: at(0))
        XCTAssertEqual(withdrawals(&budget, now: at(0)), 2)
    }

    func test_deposits_are_forgotten_when_their_second_is_ten_seconds_old() {
        var budget = RetryBudget(Retry.Budget(ratio: 1, minPerSecond: 0))
        budget.deposit(now: at(500))  // second 0
        budget.deposit(now: at(1_500))  // second 1
        XCTAssertEqual(budget.balance(now: at(9_999)), 2)
        XCTAssertEqual(budget.balance(now: at(10_000)), 1)
        XCTAssertEqual(budget.balance(now: at(11_000)), 0)
        budget.deposit(now: at(1_000_000))
        XCTAssertEqual(budget.balance(now: at(1_000_000)), 1)
    }

    func test_without_a_ratio_only_the_reserve_can_be_spent() {
        var budget = RetryBudget(Retry.Budget(ratio: 0, minPerSecond: 0.5))
        for _ in 0..<1_000 { budget.deposit(now: at(0)) }
        XCTAssertEqual(withdrawals(&budget, now: at(0)), 5)
    }

    func test_without_either_no_retry_is_allowed() {
        var budget = RetryBudget(Retry.Budget(ratio: 0, minPerSecond: 0))
        budget.deposit(now: at(0))
        XCTAssertFalse(budget.withdraw(now: at(0)))
    }

    func test_each_retry_finds_its_ten_seconds_within_ratio_and_reserve() {
        for seed in UInt64(0)..<200 {
            var generator = Generator(Key(seed: seed))
            let ratio = [0.1, 0.2, 0.5, 1][generator.below(4)]
            let perSecond = Double(generator.below(4))
            var budget = RetryBudget(Retry.Budget(ratio: ratio, minPerSecond: perSecond))
            var calls = [Int](repeating: 0, count: 100)
            var retries = [Int](repeating: 0, count: 100)
            var now = Instant.start
            while now < at(99_000) {
                now = now + generator.duration(below: .milliseconds(200))
                let second = Int(now.seconds)
                budget.deposit(now: now)
                calls[second] += 1
                let before = retries[second]
                for _ in 0..<generator.below(4) where budget.withdraw(now: now) {
                    retries[second] += 1
                }
                // Deposits may leave before what was bought with them: only a new retry is bound.
                guard retries[second] > before else { continue }
                let window = max(0, second - 9)...second
                let allowed = ratio * Double(calls[window].reduce(0, +)) + 10 * perSecond
                let made = Double(retries[window].reduce(0, +))
                XCTAssertLessThanOrEqual(made, allowed + 1e-9, "seed \(seed), second \(second)")
            }
        }
    }
}

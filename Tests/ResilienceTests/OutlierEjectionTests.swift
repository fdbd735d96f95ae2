import Chance
import Resilience
import Timebase
import XCTest

/// Numbers worked out by hand from Envoy's `outlier_detection_impl.cc`.
final class OutlierEjectionTests: XCTestCase {
    private func at(_ seconds: Int64) -> Instant { .start + .seconds(seconds) }

    private func detector(
        _ settings: OutlierEjection.Settings = .init(), members: Int32
    ) -> OutlierEjection {
        var ejection = OutlierEjection(settings, key: Key(seed: 1))
        ejection.setMembers(Array(0..<members))
        return ejection
    }

    @discardableResult
    private func fail(
        _ ejection: inout OutlierEjection, _ member: Int32, times: Int,
        _ result: OutlierEjection.Result = .otherFailure, now: Instant = .start
    ) -> [OutlierEjection.Cause?] {
        (0..<times).map { _ in ejection.record(member, result, now: now) }
    }

    private func end(_ ejection: inout OutlierEjection, _ second: Int64) -> [OutlierEjection.Change]
    {
        var changes: [OutlierEjection.Change] = []
        ejection.endInterval(now: at(second), into: &changes)
        return changes
    }

    // MARK: failures in a row

    func test_fiveFailuresInARowEject_andASuccessBeginsTheCountAnew() {
        var ejection = detector(members: 2)
        XCTAssertEqual(fail(&ejection, 0, times: 4), [nil, nil, nil, nil])
        XCTAssertNil(ejection.record(0, .success, now: .start))
        XCTAssertEqual(fail(&ejection, 0, times: 5), [nil, nil, nil, nil, .consecutive])
        XCTAssertTrue(ejection.isEjected(0))
        XCTAssertFalse(ejection.isEjected(1))
        XCTAssertEqual(fail(&ejection, 0, times: 10), Array(repeating: nil, count: 10), "it is out")
    }

    func test_gatewayFailuresAreARowOfTheirOwn_endedByAnyOtherAnswer() {
        var ejection = detector(.init(consecutive: nil, gatewayFailures: 3), members: 2)
        fail(&ejection, 0, times: 2, .gatewayFailure)
        fail(&ejection, 0, times: 1, .otherFailure)
        XCTAssertEqual(
            fail(&ejection, 0, times: 3, .gatewayFailure), [nil, nil, .gatewayFailures])
    }

    func test_nothingEjects_whereNoRuleIsOn() {
        var ejection = detector(.init(consecutive: nil, successRate: nil), members: 5)
        fail(&ejection, 0, times: 1000, .gatewayFailure)
        XCTAssertEqual(end(&ejection, 10), [])
        XCTAssertEqual(ejection.ejectedCount, 0)
    }

    // MARK: how many

    func test_aTenthOfTheInstancesMayBeOut_butOneInAnyCase() {
        var ten = detector(members: 10)
        XCTAssertEqual(fail(&ten, 3, times: 5).last, .consecutive)  // 1/10 ≤ 10 %
        XCTAssertEqual(fail(&ten, 4, times: 5).last!, nil)  // 2/10 > 10 %
        var five = detector(members: 5)
        XCTAssertEqual(fail(&five, 3, times: 5).last, .consecutive)  // 1/5 > 10 %, but the first
        XCTAssertEqual(fail(&five, 4, times: 5).last!, nil)
        var none = detector(.init(alwaysOne: false), members: 5)
        XCTAssertEqual(fail(&none, 3, times: 5).last!, nil)
        var half = detector(.init(atMost: 0.4), members: 5)
        XCTAssertEqual(
            (0..<3).map { fail(&half, $0, times: 5).last! }, [.consecutive, .consecutive, nil])
    }

    func test_ejectionThatIsNotCarriedOutBeginsTheCountAnew() {
        var ejection = detector(members: 5)
        fail(&ejection, 0, times: 5)
        fail(&ejection, 1, times: 5)
        XCTAssertTrue(ejection.passedCheck(0, now: .start))
        XCTAssertEqual(fail(&ejection, 1, times: 5), [nil, nil, nil, nil, .consecutive])
    }

    func test_anotherMayGo_whenAnEjectedOneHasLeft() {
        var ejection = detector(members: 5)
        fail(&ejection, 0, times: 5)
        ejection.setMembers([1, 2, 3, 4])
        XCTAssertEqual(ejection.ejectedCount, 0)
        XCTAssertNil(ejection.record(0, .otherFailure, now: .start), "it is gone")
        XCTAssertEqual(fail(&ejection, 1, times: 5).last, .consecutive)
        ejection.setMembers([0, 1, 2, 3, 4])
        XCTAssertFalse(ejection.isEjected(0), "one that comes back is unknown")
        XCTAssertTrue(ejection.isEjected(1))
    }

    // MARK: how long

    func test_ejectionEndsWithTheFirstIntervalAfterItsTime() {
        var ejection = detector(members: 5)
        fail(&ejection, 0, times: 5, now: at(3))
        // 3 + 30 = 33: not at 30, but at 40.
        XCTAssertEqual([10, 20, 30].flatMap { end(&ejection, $0) }, [])
        XCTAssertEqual(end(&ejection, 40), [.readmitted(0)])
    }

    func test_ejectionLastsLongerEachTime_unlessTheInstanceWasWellForAnInterval() {
        var ejection = detector(members: 5)
        fail(&ejection, 0, times: 5, now: at(0))
        XCTAssertEqual(end(&ejection, 30), [.readmitted(0)])  // 0 ≤ now − back < 10: not forgiven
        fail(&ejection, 0, times: 5, now: at(35))  // the second: 60 s, to 95
        XCTAssertEqual([40, 50, 60, 70, 80, 90].flatMap { end(&ejection, $0) }, [])
        XCTAssertEqual(end(&ejection, 100), [.readmitted(0)])
        XCTAssertEqual(end(&ejection, 110), [])  // well for 10 s: from 2 to 1
        XCTAssertEqual(end(&ejection, 120), [])  // and to 0
        fail(&ejection, 0, times: 5, now: at(125))  // as the first: 30 s, to 155
        XCTAssertEqual([130, 140, 150].flatMap { end(&ejection, $0) }, [])
        XCTAssertEqual(end(&ejection, 160), [.readmitted(0)])
    }

    func test_noEjectionLastsLongerThanTheLongest() {
        var settings = OutlierEjection.Settings(ejectFor: .seconds(30), longest: .seconds(70))
        settings.every = .seconds(10)
        var ejection = detector(settings, members: 5)
        var lasted: [Int64] = []
        var second: Int64 = 0
        for _ in 0..<4 {
            fail(&ejection, 0, times: 5, now: at(second))
            let began = second
            repeat { second += 10 } while end(&ejection, second).isEmpty
            lasted.append(second - began)
        }
        // Ejected again in the instant it is back: 30, 60, then 90 cut to 70 for good.
        XCTAssertEqual(lasted, [30, 60, 70, 70])
    }

    func test_jitterMakesAnEjectionUpToSoMuchLonger() {
        var settings = OutlierEjection.Settings(ejectFor: .seconds(1), jitter: .seconds(1))
        settings.atMost = 1
        settings.every = .milliseconds(1)
        var ejection = detector(settings, members: 200)
        for member in 0..<Int32(200) { fail(&ejection, member, times: 5) }
        func left(_ milliseconds: Int64) -> Int {
            var changes: [OutlierEjection.Change] = []
            ejection.endInterval(now: .start + .milliseconds(milliseconds), into: &changes)
            return ejection.ejectedCount
        }
        XCTAssertEqual(left(999), 200)
        XCTAssertEqual(Double(left(1500)), 100, accuracy: 22)  // ± 3 · √(200/4)
        XCTAssertEqual(left(2000), 0)
    }

    func test_activeCheckThatPassesEndsAnEjection() {
        var ejection = detector(members: 5)
        XCTAssertFalse(ejection.passedCheck(0, now: .start))
        fail(&ejection, 0, times: 5)
        XCTAssertTrue(ejection.passedCheck(0, now: at(1)))
        XCTAssertFalse(ejection.isEjected(0))
        XCTAssertFalse(ejection.passedCheck(7, now: at(1)), "nobody knows it")
        var deaf = detector(.init(checksReadmit: false), members: 5)
        fail(&deaf, 0, times: 5)
        XCTAssertFalse(deaf.passedCheck(0, now: at(1)))
        XCTAssertTrue(deaf.isEjected(0))
    }

    // MARK: rates

    /// So many successes in a hundred requests of each.
    private func ejected(
        _ successes: [Int], _ settings: OutlierEjection.Settings, of requests: Int = 100
    ) -> [OutlierEjection.Change] {
        var ejection = detector(settings, members: Int32(successes.count))
        for (member, good) in successes.enumerated() {
            for number in 0..<requests {
                _ = ejection.record(
                    Int32(member), number < good ? .success : .otherFailure, now: .start)
            }
        }
        return end(&ejection, 10)
    }

    private func sigma(_ instances: Int = 5) -> OutlierEjection.Settings {
        .init(consecutive: nil, atMost: 1, successRate: .init(instances: instances))
    }

    func test_oneDeadOfFiveIsEjected_oneOfFourAndTwoOfFiveNever() {
        // (0, 100, 100, 100, 100): mean 80, σ = √(4 · 20² + 80²)/√5 = 40; 80 − 76 = 4 > 0.
        XCTAssertEqual(ejected([0, 100, 100, 100, 100], sigma()), [.ejected(0, .successRate)])
        // (0, 100, 100, 100): mean 75, σ = 43.3; 75 − 82.3 < 0, below which there is nothing.
        XCTAssertEqual(ejected([0, 100, 100, 100], sigma(4)), [])
        // Two of five: mean 60, σ = 49.0; 60 − 93.1 < 0.
        XCTAssertEqual(ejected([0, 0, 100, 100, 100], sigma()), [])
        // Whoever is d worse than four others stands 0.2 d + 1.9 · 0.4 d = 0.96 d below 100 at
        // least, however small d is.
        XCTAssertEqual(ejected([99, 100, 100, 100, 100], sigma()), [.ejected(0, .successRate)])
        XCTAssertEqual(ejected([100, 100, 100, 100, 100], sigma()), [])
    }

    func test_rateCountsOnlyFromEnoughRequestsOfEnoughInstances() {
        XCTAssertEqual(ejected([0, 99, 99, 99, 99], sigma(), of: 99), [])
        XCTAssertEqual(ejected([0, 100, 100, 100, 100], sigma(6)), [])
        var ejection = detector(sigma(), members: 5)
        for member in 1..<Int32(5) { fail(&ejection, member, times: 100, .success) }
        fail(&ejection, 0, times: 99)  // Four are left that count.
        XCTAssertEqual(end(&ejection, 10), [])
        fail(&ejection, 0, times: 1)  // An interval begins with nothing.
        XCTAssertEqual(end(&ejection, 20), [])
    }

    func test_shareOfFailuresEjects_atItAndAbove() {
        let settings = OutlierEjection.Settings(
            consecutive: nil, atMost: 1, successRate: nil, failureShare: .init())
        XCTAssertEqual(
            ejected([15, 16, 100, 100, 100], settings), [.ejected(0, .failureShare)])
        XCTAssertEqual(ejected([0, 0, 0, 0], settings), [], "four are too few")
        XCTAssertEqual(ejected([0, 49, 49, 49, 49], settings, of: 49), [])
    }

    func test_oneThatBothRulesMeanIsEjectedOnce_andCountsForBoth() {
        var settings = sigma()
        settings.failureShare = .init()
        XCTAssertEqual(ejected([0, 100, 100, 100, 100], settings), [.ejected(0, .successRate)])
        // (0, 15 and eight times 100): mean 81.5, σ = 37.2; 81.5 − 70.6 = 10.9, so that the rule
        // takes the first. The second has 85 % failures, and ten instances count.
        let ten = [0, 15] + Array(repeating: 100, count: 8)
        settings.failureShare?.instances = 10
        XCTAssertEqual(
            ejected(ten, settings), [.ejected(0, .successRate), .ejected(1, .failureShare)])
    }
}

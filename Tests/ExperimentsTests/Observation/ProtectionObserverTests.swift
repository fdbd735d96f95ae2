import Experiments
import Recordings
import Timebase
import XCTest

final class ProtectionObserverTests: XCTestCase {
    private func observe(
        _ program: HiddenProgram, seed: Int = 1
    ) -> ProtectionObserver.Sight {
        ProtectionObserver(edge: 3, traffic: [program.run(seed: seed)]).observe()
    }

    private func isNear(_ seen: Duration?, _ hidden: Duration?) -> Bool {
        guard let seen, let hidden else { return seen == hidden }
        return abs(seen / hidden - 1) <= 0.05
    }

    func test_hiddenSettingsAreFound_inTwentyDraws() {
        var found = 0
        for seed in 0..<20 {
            let hidden = HiddenProgram.drawn(seed)
            let seen = observe(hidden, seed: seed).protection
            let isRight =
                isNear(seen.timeout, hidden.timeout) && seen.attempts == hidden.attempts
                && isNear(seen.openFor, hidden.breaker?.openFor)
            if isRight { found += 1 } else { print("seed \(seed): \(hidden) seen as \(seen)") }
            XCTAssertEqual(seen.openFor == nil, hidden.breaker == nil, "seed \(seed)")
            XCTAssertNil(seen.concurrent, "seed \(seed)")
        }
        XCTAssertGreaterThanOrEqual(found, 19)
    }

    func test_breakersOpenAskAndClose_whereTheHiddenOneDoes() throws {
        var program = HiddenProgram(timeout: .milliseconds(500), attempts: 1)
        program.breaker = .init(failures: 15, openFor: .seconds(4))
        let events = observe(program).events
        // The callee is silent from 40 s to 70 s: 15 requests come in 0.5 s and fail 0.5 s later,
        // then a probe comes every 4.5 s, and the first that is answered closes it.
        let opened = try XCTUnwrap(events.first)
        XCTAssertEqual(opened.what, .breakerOpened(3, caller: 0))
        XCTAssertEqual(opened.at.seconds, 41, accuracy: 0.5)
        let closed = try XCTUnwrap(events.last)
        XCTAssertEqual(closed.what, .breakerClosed(3, caller: 0))
        XCTAssertGreaterThan(closed.at.seconds, 70)
        XCTAssertLessThan(closed.at.seconds, 75)
        let probes = events.filter { $0.what == .breakerHalfOpened(3, caller: 0) }
        XCTAssertEqual(probes.count, 7)
        XCTAssertEqual(events.count, 2 * 7 + 1)
    }

    func test_callsAreRequestsWithAllTheirAttempts_andThoseRefused() {
        var program = HiddenProgram(timeout: .milliseconds(500), attempts: 3)
        program.breaker = .init(failures: 15, openFor: .seconds(4))
        let traffic = program.run(seed: 5)
        let calls = ProtectionObserver(edge: 3, traffic: [traffic]).observe().calls.map(\.fact)
        // Every request of this program calls once, but for those that came just before the
        // breaker opened and were refused on their way; every attempt belongs to a call.
        let requests = traffic.requests.count
        XCTAssertTrue((requests * 97 / 100...requests).contains(calls.count), "\(calls.count)")
        XCTAssertEqual(
            calls.reduce(0) { $0 + Int($1.attempts) }, traffic.attempts.count)
        let refused = calls.filter { $0.outcome == .rejected }
        XCTAssertTrue(refused.allSatisfy { $0.rejection == .breaker && $0.attempts == 0 })
        // From 41 s to 70 s one request a 4.5 s gets through, some 30 a second do not.
        XCTAssertEqual(Double(refused.count), 30 * 29, accuracy: 120)
        let answered = calls.filter { $0.outcome == .answered }
        // From 20 s to 40 s half of the first attempts fail, and most of these are saved.
        let saved = answered.filter { $0.first == .failed }
        XCTAssertGreaterThan(saved.count, 150)
    }

    func test_aConcurrencyCapIsFound_whereRequestsWaitForIt() {
        var program = HiddenProgram(timeout: .seconds(1), attempts: 1)
        program.cap = 8
        let seen = observe(program).protection
        XCTAssertEqual(seen.concurrent, 8)
        XCTAssertNil(seen.openFor)
        XCTAssertTrue(isNear(seen.timeout, .seconds(1)), "\(seen)")
    }

    func test_aTimeoutStandsOut_whereMostOfThemAreLate() {
        for late in [0.0, 0.3, 0.6, 0.8] {
            var program = HiddenProgram(timeout: .milliseconds(700), attempts: 2)
            program.late = late
            let seen = observe(program).protection
            XCTAssertTrue(isNear(seen.timeout, .milliseconds(700)), "\(late): \(seen)")
        }
    }

    func test_threadsThatAllHang_areNoBreaker() {
        var program = HiddenProgram(timeout: nil, attempts: 1)
        program.cap = 8
        let seen = observe(program)
        XCTAssertNil(seen.protection.openFor)
        XCTAssertNil(seen.protection.timeout)
        XCTAssertEqual(seen.events, [])
    }

    func test_clientsThatGiveUp_areNoTimeoutOfTheProgram() {
        var program = HiddenProgram(timeout: nil, attempts: 2)
        program.patience = .milliseconds(1_500)
        program.passesOn = true
        XCTAssertNil(observe(program).protection.timeout)
    }

    func test_answersFromACache_areNoBreaker() {
        var program = HiddenProgram(timeout: .milliseconds(300), attempts: 3)
        program.cached = 0.9
        let seen = observe(program)
        XCTAssertEqual(seen.events, [])
        XCTAssertNil(seen.protection.openFor)
        XCTAssertEqual(seen.protection.attempts, 3)
        XCTAssertTrue(isNear(seen.protection.timeout, .milliseconds(300)))
    }

    func test_severalInstancesAreOneProgram_withABreakerEach() {
        var program = HiddenProgram(timeout: .milliseconds(500), attempts: 2)
        program.breaker = .init(failures: 12, openFor: .seconds(3))
        let traffic = (0..<3).map { index in
            var traffic = program.run(seed: 40 + index)
            traffic.caller = index
            return traffic
        }
        let seen = ProtectionObserver(edge: 3, traffic: traffic).observe()
        XCTAssertTrue(isNear(seen.protection.openFor, .seconds(3)), "\(seen.protection)")
        for caller in 0..<3 {
            XCTAssertTrue(
                seen.events.contains { $0.what == .breakerClosed(3, caller: caller) }, "\(caller)")
        }
        XCTAssertEqual(seen.events.map(\.at), seen.events.map(\.at).sorted())
    }

    func test_nothingIsInvented_whereThereIsNothing() {
        for seed in 0..<20 {
            var bare = HiddenProgram.drawn(seed)
            bare.timeout = nil
            bare.attempts = 1
            bare.breaker = nil
            let seen = observe(bare, seed: seed)
            XCTAssertEqual(
                seen.protection, ObservedProtection(edge: 3, attempts: 1), "seed \(seed)")
            XCTAssertEqual(seen.events, [])
        }
    }
}

import Chance
import Resilience
import Timebase
import XCTest

/// The machine against a slow model that keeps everything that ever happened and looks it up.
final class OutlierEjectionPropertyTests: XCTestCase {
    func test_machineDoesWhatTheHistorySays_overSeeds() {
        var ejections = 0
        for seed in UInt64(0)..<60 {
            var dice = Generator(Key(seed: seed))
            let settings = OutlierEjection.Settings(
                consecutive: dice.happens(0.7) ? 1 + dice.below(5) : nil,
                gatewayFailures: dice.happens(0.5) ? 1 + dice.below(5) : nil,
                every: .seconds(10), ejectFor: .seconds(Int64(1 + dice.below(40))),
                longest: .seconds(Int64(20 + dice.below(60))), atMost: dice.uniform(),
                alwaysOne: dice.happens(0.5),
                successRate: dice.happens(0.7)
                    ? .init(deviations: dice.uniform() * 2, instances: 2, requests: 4) : nil,
                failureShare: dice.happens(0.5)
                    ? .init(share: 0.5, instances: 3, requests: 3) : nil)
            var machine = OutlierEjection(settings, key: Key(seed: seed))
            var model = History(settings)
            let badness = (0..<8).map { _ in dice.uniform() * dice.uniform() }
            machine.setMembers(Array(0..<6))
            model.members = Array(0..<6)
            for step in 1..<1500 {
                let now = Instant.start + .milliseconds(Int64(step) * 100)
                if step % 100 == 0 {
                    var changes: [OutlierEjection.Change] = []
                    machine.endInterval(now: now, into: &changes)
                    XCTAssertEqual(changes, model.endInterval(now), "seed \(seed), step \(step)")
                    ejections += changes.count
                }
                let member = Int32(dice.below(8))
                if dice.happens(0.01) {
                    XCTAssertEqual(
                        machine.passedCheck(member, now: now), model.passedCheck(member, now))
                }
                if dice.happens(0.005) {
                    let members = (0..<Int32(8)).filter { _ in dice.happens(0.8) }
                    machine.setMembers(members)
                    model.members = members
                }
                let results = OutlierEjection.Result.allCases
                let isBad = dice.happens(badness[Int(member)])
                let result = isBad ? results[1 + dice.below(2)] : .success
                let cause = machine.record(member, result, now: now)
                XCTAssertEqual(cause, model.record(member, result, now), "seed \(seed) at \(step)")
                XCTAssertEqual(machine.ejectedCount, model.out.count)
                if cause != nil { ejections += 1 }
                if machine.ejectedCount != model.out.count { return }
            }
        }
        XCTAssertGreaterThan(ejections, 1000)
    }
}

/// Every fact in a list; every question answered by walking it.
private struct History {
    enum Fact {
        case result(OutlierEjection.Result)
        case ejected(Instant, times: Int64)
        case readmitted(Instant)
        /// A row of failures was long enough, whatever came of it.
        case rowEnded, gatewayRowEnded
        case forgiven
        case intervalEnded
    }

    let settings: OutlierEjection.Settings
    var facts: [Int32: [Fact]] = [:]
    var members: [Int32] = [] {
        didSet { facts = facts.filter { members.contains($0.key) } }
    }

    init(_ settings: OutlierEjection.Settings) { self.settings = settings }

    var out: [Int32] { members.filter { lastEjection($0) != nil } }

    private func of(_ member: Int32) -> [Fact] { facts[member] ?? [] }
    private mutating func add(_ fact: Fact, to member: Int32) {
        facts[member, default: []].append(fact)
    }

    /// When and for how many bases it was ejected, if it is out.
    private func lastEjection(_ member: Int32) -> (at: Instant, times: Int64)? {
        for fact in of(member).reversed() {
            if case .ejected(let at, let times) = fact { return (at, times) }
            if case .readmitted = fact { return nil }
        }
        return nil
    }

    /// Ejections less what was forgiven, as far as Envoy counts them.
    private func times(_ member: Int32) -> Int64 {
        var times: Int64 = 0
        for fact in of(member) {
            if case .ejected(_, let now) = fact { times = now }
            if case .forgiven = fact { times -= 1 }
        }
        return times
    }

    private func row(_ member: Int32, gateway: Bool) -> Int {
        var count = 0
        for fact in of(member).reversed() {
            switch fact {
            case .result(.success), .readmitted: return count
            case .result(.otherFailure) where gateway: return count
            case .rowEnded where !gateway: return count
            case .gatewayRowEnded where gateway: return count
            case .result: count += 1
            default: continue
            }
        }
        return count
    }

    private mutating func eject(_ member: Int32, _ now: Instant) -> Bool {
        let share = Double(out.count + 1) / Double(members.count)
        guard share <= settings.atMost || settings.alwaysOne && out.isEmpty else { return false }
        let before = times(member)
        let isMore = settings.ejectFor * before < settings.longest + settings.ejectFor
        add(.ejected(now, times: isMore ? before + 1 : before), to: member)
        return true
    }

    mutating func record(
        _ member: Int32, _ result: OutlierEjection.Result, _ now: Instant
    ) -> OutlierEjection.Cause? {
        guard members.contains(member) else { return nil }
        add(.result(result), to: member)
        var cause: OutlierEjection.Cause?
        if result == .gatewayFailure, row(member, gateway: true) == settings.gatewayFailures,
            lastEjection(member) == nil
        {
            if eject(member, now) { cause = .gatewayFailures }
            add(.gatewayRowEnded, to: member)
        }
        if result != .success, row(member, gateway: false) == settings.consecutive,
            lastEjection(member) == nil
        {
            if eject(member, now) { cause = .consecutive }
            add(.rowEnded, to: member)
        }
        return cause
    }

    mutating func passedCheck(_ member: Int32, _ now: Instant) -> Bool {
        guard lastEjection(member) != nil else { return false }
        add(.readmitted(now), to: member)
        return true
    }

    private func rate(_ member: Int32) -> (percent: Double, requests: Int) {
        var (good, all) = (0, 0)
        for fact in of(member).reversed() {
            if case .intervalEnded = fact { break }
            guard case .result(let result) = fact else { continue }
            all += 1
            if result == .success { good += 1 }
        }
        return (100 * Double(good) / Double(max(1, all)), all)
    }

    private func seen(_ requests: Int) -> [Int32] {
        members.filter { lastEjection($0) == nil && rate($0).requests >= requests }
    }

    mutating func endInterval(_ now: Instant) -> [OutlierEjection.Change] {
        var changes: [OutlierEjection.Change] = []
        for member in members {
            guard let last = lastEjection(member),
                min(settings.ejectFor * last.times, settings.longest) <= now - last.at
            else { continue }
            add(.readmitted(now), to: member)
            changes.append(.readmitted(member))
        }
        let rated = settings.successRate.map { seen($0.requests) } ?? []
        let counted = settings.failureShare.map { seen($0.requests) } ?? []
        if let rule = settings.successRate, rated.count >= rule.instances {
            let rates = rated.map { rate($0).percent }
            let mean = rates.reduce(0, +) / Double(rates.count)
            let squares = rates.map { ($0 - mean) * ($0 - mean) }
            let sigma = (squares.reduce(0, +) / Double(rates.count)).squareRoot()
            for member in rated where rate(member).percent < mean - rule.deviations * sigma {
                if eject(member, now) { changes.append(.ejected(member, .successRate)) }
            }
        }
        if let rule = settings.failureShare, counted.count >= rule.instances {
            for member in counted where 100 - rate(member).percent >= 100 * rule.share {
                guard lastEjection(member) == nil else { continue }
                if eject(member, now) { changes.append(.ejected(member, .failureShare)) }
            }
        }
        for member in members {
            if lastEjection(member) == nil, times(member) > 0, let back = lastReturn(member),
                now - back >= settings.every
            {
                add(.forgiven, to: member)
            }
            add(.intervalEnded, to: member)
        }
        return changes
    }

    private func lastReturn(_ member: Int32) -> Instant? {
        for fact in of(member).reversed() {
            if case .readmitted(let at) = fact { return at }
        }
        return nil
    }
}

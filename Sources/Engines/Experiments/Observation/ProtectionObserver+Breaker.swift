import Recordings
import Timebase

/// A stretch in which a program made no attempt although requests came and were answered.
struct BreakerOpening {
    /// Of ``ProtectionObserver/traffic``.
    var program: Int
    /// Whether a probe that failed opened it again, so that it is certain when.
    var isReopening: Bool
    /// When the attempt ended that tripped the breaker, as far as times tell.
    var tripped: Instant
    /// The requests that were answered meanwhile, at least one, in order of time.
    var turnedAway: [ProgramTraffic.Request]
    /// The attempt that ended it, the probe; nil: none came.
    var probe: Int?
}

extension ProtectionObserver {
    /// Every such stretch after a failure, those of one program in order of time.
    func openings() -> [BreakerOpening] {
        traffic.indices.flatMap { openings(of: $0) }
    }

    private func openings(of program: Int) -> [BreakerOpening] {
        let traffic = traffic[program]
        let fewest = fewestTurnedAway(by: program)
        let turnedAway = traffic.requests.indices.filter {
            attributions[program].isTurnedAway($0)
        }.map { traffic.requests[$0] }
        var openings: [BreakerOpening] = []
        var next = 0
        for (index, attempt) in traffic.attempts.enumerated() {
            let isLast = index + 1 == traffic.attempts.count
            let until = isLast ? Instant.never : traffic.attempts[index + 1].began
            while next < turnedAway.count, turnedAway[next].arrived <= attempt.began { next += 1 }
            let came = turnedAway[next...].prefix { $0.arrived < until }
            // Where all hang nobody is answered; the last ones may be answered after the probe.
            let meanwhile = came.filter { $0.ended <= until }
            guard meanwhile.count >= fewest, 10 * meanwhile.count >= 9 * came.count,
                let first = meanwhile.first
            else { continue }
            // While a probe is under way others are turned away; it is its end that opens again.
            let isProbe = openings.last?.probe == index
            let isReopening = isProbe && attempt.hasFailed
            let tripped =
                isReopening
                ? attempt.ended : tripped(program, after: index, before: first.arrived)
            guard let tripped else { continue }
            openings.append(
                BreakerOpening(
                    program: program, isReopening: isReopening, tripped: tripped,
                    turnedAway: meanwhile,
                    probe: isLast ? nil : index + 1))
        }
        return openings
    }

    /// When a failure can have tripped the breaker: after the last attempt began and before the
    /// first request was turned away. The last attempt's own end is likeliest; nil: none failed.
    private func tripped(_ program: Int, after index: Int, before: Instant) -> Instant? {
        let attempts = traffic[program].attempts
        let last = attempts[index]
        let limit = before + .milliseconds(5)
        if last.hasFailed, last.ended <= limit { return min(last.ended, before) }
        // Attempts began in order; those that may end now are not far behind.
        let ends = attempts[max(0, index - 1_000)...index].filter {
            $0.hasFailed && $0.ended > last.began && $0.ended <= limit
        }
        return ends.map { min($0.ended, before) }.max() ?? (last.hasFailed ? last.began : nil)
    }

    /// How many requests in a row without an attempt cannot be chance (1 in a million), by how many
    /// make one while all is well.
    private func fewestTurnedAway(by program: Int) -> Int {
        let without = min(0.99, max(0.01, 1.01 - callingShare(of: program)))
        var chance = 1.0
        var count = 0
        while chance > 1e-6 {
            chance *= without
            count += 1
        }
        return max(8, count)
    }
}

extension ProtectionObserver {
    /// The share of the requests that make an attempt while all is well; 1 where too few did to
    /// tell.
    func callingShare(of program: Int) -> Double {
        let traffic = traffic[program]
        let firstFailure = traffic.attempts.filter(\.hasFailed).map(\.ended).min() ?? .never
        let before = traffic.requests.indices.filter {
            traffic.requests[$0].ended < firstFailure
        }
        let calling = before.count { !attributions[program].attempts[$0].isEmpty }
        return before.count >= 20 ? Double(calling) / Double(before.count) : 1
    }

    /// How long the breaker stays open: the middle of what all openings allow, else their median.
    ///
    /// A probe is the first request after that time, so it lies after the last request that was
    /// turned away and at or before the probe.
    func openFor(_ openings: [BreakerOpening]) -> Duration? {
        let certain = openings.filter { $0.isReopening && $0.probe != nil }
        let bounds = (certain.isEmpty ? openings : certain).compactMap {
            opening -> (least: Duration, most: Duration)? in
            guard let probe = opening.probe else { return nil }
            let began = traffic[opening.program].attempts[probe].began
            guard began > opening.tripped else { return nil }
            return (
                max(
                    .zero,
                    opening.turnedAway[opening.turnedAway.count - 1].arrived - opening.tripped),
                began - opening.tripped
            )
        }
        guard let least = bounds.map(\.least).max(), let most = bounds.map(\.most).min() else {
            return nil
        }
        if least <= most { return .nanoseconds((least.nanoseconds + most.nanoseconds) / 2) }
        let middles = bounds.map { ($0.least.nanoseconds + $0.most.nanoseconds) / 2 }.sorted()
        return .nanoseconds(middles[middles.count / 2])
    }

    /// What a breaker of ours would have said: opened, asked again, and closed after it.
    func events(of openings: [BreakerOpening]) -> [Event] {
        var events: [Event] = []
        for opening in openings {
            let caller = traffic[opening.program].caller
            events.append(Event(at: opening.tripped, .breakerOpened(edge, caller: caller)))
            guard let probe = opening.probe else { continue }
            let attempt = traffic[opening.program].attempts[probe]
            events.append(Event(at: attempt.began, .breakerHalfOpened(edge, caller: caller)))
            guard !attempt.hasFailed else { continue }
            events.append(Event(at: attempt.ended, .breakerClosed(edge, caller: caller)))
        }
        return events.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}

import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Breakers: a dead edge is soon left alone, refusals are fast, and traffic comes back.
///
/// Called for by a fault in whose window, over 5 s, there would have been at least 20 attempts
/// and at least half of those made failed. Calls that were not sent count among the 20, so that a
/// fast breaker does not hide what called for it, but never as failures.
/// - SeeAlso: Nygard, *Release It!*, 2nd ed. (2018), "Circuit Breaker".
extension Evidence {
    func judgeBreakers() -> [MechanismScore] {
        judgedEdges { $0.first(\.breaker, "breaker") }.map { judged, present in
            let dead = judged.faults.filter { isDead(judged.edge, in: $0) }
            guard !dead.isEmpty else {
                let refused = judged.seen.tally[.rejectedByBreaker]
                let all = judged.seen.tally[.calls]
                return notCalledFor(
                    .breakers, on: judged,
                    "never did half of 20 attempts fail within 5 s"
                        + (refused > 0 ? ", yet it refused \(refused) of \(all) calls" : ""),
                    path: present?.path)
            }
            return calledFor(
                .breakers, on: judged, path: present?.path,
                measures: breakerMeasures(judged, present?.setting, dead),
                events: explanations(.breakers, on: judged))
        }
    }

    /// Whether at least half of at least 20 attempts failed over 5 s of a fault's windows.
    private func isDead(_ edge: EdgeID, in fault: Int) -> Bool {
        let span = max(1, Int(Duration.seconds(5) / run.step))
        let ledger = run.edges[edge].steps
        return steps(ofFaults: [fault]).contains { first in
            var sum = Tally<EdgeCounter>()
            for step in ledger[first..<min(ledger.count, first + span)] { sum += step }
            return sum.judgedAttempts + sum[.rejectedCalls] >= 20 && sum.judgedAttempts > 0
                && 2 * sum.failedAttempts >= sum.judgedAttempts
        }
    }

    private func breakerMeasures(
        _ judged: JudgedEdge, _ settings: CircuitBreaker.Settings?, _ dead: [Int]
    ) -> [Measure] {
        // One that did nothing did nothing right.
        let tally = judged.seen.tally
        let hasOpened = tally[.opened] > 0 || tally[.rejectedByBreaker] > 0
        let idle = Observation.none("it never opened")
        return [
            Measure(
                "still_reached", "calls that still reached the dead edge, from 1 s on",
                stillReached(judged.edge, dead), unit: "ratio", good: 0, bad: 0.5),
            Measure(
                "fast_fail", "p99 of the time to refuse a call",
                settings == nil ? onlyWherePresent : fastFail(judged.seen), unit: "ms",
                good: 1, bad: 50),
            Measure(
                "closed_after", "time from the edge's healing until calls reached it again",
                settings.map { closedAfter(judged.edge, $0, dead) } ?? onlyWherePresent,
                unit: "s", good: 1, bad: 60),
            Measure(
                "false_opens", "openings on harmless traffic",
                settings == nil
                    ? onlyWherePresent
                    : falseOpens(on: judged.edge, orElse: hasOpened ? nil : idle),
                unit: "count", good: 0, bad: 1),
            Measure(
                "flaps", "times a minute that traffic came back to the dead edge",
                settings == nil
                    ? onlyWherePresent : hasOpened ? flaps(judged.edge, dead) : idle,
                unit: "per_min", good: 1, bad: 6),
        ]
    }

    /// Openings in the companion run count in any case; none is a merit only of one that can open.
    private func falseOpens(on edge: EdgeID, orElse idle: Observation?) -> Observation {
        let seen = inVain(on: edge) { .value(Double($0.opened), samples: $0.attempts) }
        return seen.value == 0 ? idle ?? seen : seen
    }

    private func stillReached(_ edge: EdgeID, _ dead: [Int]) -> Observation {
        let tally = run.edges[edge].total(over: cells(ofEstablished: dead)).tally
        return .share(
            tally[.reached], of: tally[.calls], orElse: "the fault lasted 1 s or less")
    }

    /// The time to refuse a call of which no attempt was sent. Calls whose retry was refused are
    /// in the histogram, too; they took an attempt's time and are its slowest part.
    private func fastFail(_ seen: EdgeLedger.Cell) -> Observation {
        let refused = seen.rejection.count
        let unsent = min(refused, seen.tally[.calls] - seen.tally[.reached])
        let share = 0.99 * Double(unsent) / Double(max(1, refused))
        // Ten refusals beyond a 99th percentile take a thousand of them.
        guard unsent >= 1000, let p99 = seen.rejection.quantile(share) else {
            return .none(
                "\(unsent) refused call\(unsent == 1 ? " is" : "s are") too few for a p99, which "
                    + "takes 1000", samples: unsent)
        }
        return .value(p99.milliseconds, samples: unsent)
    }

    /// Seconds from the end of each fault to the first step in which 95 % of the calls reached the
    /// edge; the worst.
    private func closedAfter(
        _ edge: EdgeID, _ settings: CircuitBreaker.Settings, _ dead: [Int]
    ) -> Observation {
        dead.map { closedAfter(edge, settings, $0) }.worst(by: >, orElse: "no call was refused")
    }

    private func closedAfter(
        _ edge: EdgeID, _ settings: CircuitBreaker.Settings, _ fault: Int
    ) -> Observation {
        let refused = run.edges[edge].total(over: cells(ofFaults: [fault])).tally
        guard refused[.rejectedByBreaker] > 0 else { return .none("no call was refused") }
        let over = run.faults[fault].over
        guard settings.openFor <= end - over else {
            return .none("`openFor` is \(settings.openFor), and only \(end - over) were left")
        }
        for step in steps(in: FaultLedger.Span(from: over, to: end)) {
            let tally = run.edges[edge].steps[step]
            guard tally[.calls] > 0, 20 * tally[.reached] >= 19 * tally[.calls] else { continue }
            let start = Instant.start + run.step * Int64(step)
            return .value(max(0, (start - over).seconds), samples: tally[.calls])
        }
        return Observation(
            value: (end - over).seconds, samples: 0,
            reason: "calls did not reach the edge again by the end of the run", isAtLeast: true)
    }

    /// How often, per minute of the dead time, a step in which most calls reached the edge
    /// followed one in which most were refused.
    private func flaps(_ edge: EdgeID, _ dead: [Int]) -> Observation {
        let steps = steps(ofFaults: dead)
        var flaps = 0
        var wasRefusing = false
        for step in steps {
            let tally = run.edges[edge].steps[step]
            guard tally[.calls] > 0 else { continue }
            let isRefusing = 2 * tally[.reached] < tally[.calls]
            if wasRefusing, !isRefusing { flaps += 1 }
            wasRefusing = isRefusing
        }
        let minutes = run.step.seconds * Double(steps.count) / 60
        guard minutes > 0 else { return .none("the fault lasted no whole step") }
        return .value(Double(flaps) / minutes, samples: steps.count)
    }
}

import Resilience
import Scenarios
import Timebase
import Topologies

extension Lint {
    /// Breakers that can never open, because too few calls pass by.
    static let starvedBreaker = Lint(
        "starved-breaker",
        warnsOf: "a breaker that can never see enough calls to open",
        arithmetic: """
            The most calls a second on the edge, from the load walked through the calls, × \
            attempts with those of the layers above ÷ callers, since each has its own breaker \
            (`per: "instance"`: ÷ callees, too); × a window of time, less than `minimumCalls`; \
            or × the `duration`, less than `minimumCalls` or a smaller window of calls.
            """,
        remedy: "Lower `minimumCalls`, or make the window of time longer.",
        source: "resilience4j: below `minimumNumberOfCalls` no rate is taken"
    ) { wiring in
        wiring.lines().compactMap { line in
            let policy = wiring.policy(line.policy)
            guard let breaker = policy.breaker, breaker.forced == nil, line.callsPerSecond > 0
            else { return nil }  // Nobody comes by at all: another scenario's matter.
            let callees = policy.scope == .instance ? wiring.fewest(line.callee) : 1
            var line = line
            line.attempts *= policy.resultsPerAttempt
            let share = line.callsPerSecond * line.attempts / Double(line.callers * callees)
            let span: Duration
            let least: Int
            switch breaker.window {
            case .time(let length): (span, least) = (length, breaker.minimumCalls)
            case .calls(let size):
                (span, least) = (wiring.scenario.duration, min(size, breaker.minimumCalls))
            case .consecutive(let count): (span, least) = (wiring.scenario.duration, count)
            }
            let most = share * span.seconds
            guard most < Double(least) else { return nil }
            return wiring.starved(line, breaker, callees, span, most: most, least: least)
        }
    }
}

extension Policy {
    /// What its breaker sees of an attempt in the default order: one around the retries sees a
    /// call, one within hedges each copy.
    fileprivate var resultsPerAttempt: Double {
        let results = stands(.breaker, around: .retry) ? 1 / RetryTower.growth(self) : 1
        let copies = stands(.hedge, around: .breaker) ? hedge?.most ?? 1 : 1
        return results * Double(copies)
    }
}

extension Wiring {
    fileprivate func starved(
        _ line: Line, _ breaker: CircuitBreaker.Settings, _ callees: Int, _ span: Duration,
        most: Double, least: Int
    ) -> Problem {
        var factors = "\(decimal(line.callsPerSecond)) calls/s"
        if line.attempts > 1 { factors += " × \(decimal(line.attempts)) attempts" }
        if line.callers > 1 { factors += " ÷ \(line.callers) callers" }
        if callees > 1 { factors += " ÷ \(callees) callees" }
        let isTimed = if case .time = breaker.window { true } else { false }
        let whole = isTimed ? "a window of \(span)" : "the run's \(span)"
        return Problem(
            at: place(of: "breaker", inPolicy: line.policy),
            found: "the breaker of \(line.name) can never open: \(factors) × \(whole) = "
                + "\(decimal(most)) calls, of the \(least) that it needs",
            advice: "Lower minimumCalls\(isTimed ? ", or make the window longer" : "").")
    }
}

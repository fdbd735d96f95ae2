import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

extension Lint {
    /// Breakers that can never open, because too few calls pass by.
    static let starvedBreaker = Lint(
        "starved-breaker",
        warnsOf: "a breaker that can never see enough calls to open",
        arithmetic: """
            The most calls a second on the edge, from the load walked through the calls, × \
            attempts with those of the layers above ÷ callers, since each has its own breaker \
            (`per: "instance"`: ÷ callees, too; `per: "stream"`, `"endpoint"`: the calls of one); \
            × a window of time, less than `minimumCalls`; or × the `duration`, less than \
            `minimumCalls` or a smaller window of calls. Where calls come at random their mean m \
            is no maximum, and m + 4 · (√m + 1) counts. By instances is divided only what is \
            shared in turn, among those that no fault takes out.
            """,
        remedy: "Lower `minimumCalls`, or make the window of time longer.",
        source: "resilience4j: below `minimumNumberOfCalls` no rate is taken"
    ) { wiring in
        var named: Set<Int> = []  // Of the streams of one line the first stands for all.
        return wiring.lines().compactMap { line in
            let policy = wiring.policy(line.policy)
            guard let breaker = policy.breaker, breaker.forced == nil, line.flow.mean > 0
            else { return nil }  // Nobody comes by at all: another scenario's matter.
            let starving = Starving(line, policy, breaker, wiring.scenario.duration)
            guard starving.most < Double(starving.least),
                named.insert(line.number).inserted
            else { return nil }
            return wiring.starved(line, breaker, starving)
        }
    }
}

/// How few calls a breaker sees.
private struct Starving {
    /// Attempts that it sees of a call.
    let attempts: Double
    /// How long it looks at, and how many calls it needs within.
    let span: Duration
    let least: Int
    /// How many it sees in the mean, and at most.
    let mean: Double
    let most: Double

    init(
        _ line: Wiring.Line, _ policy: Policy, _ breaker: CircuitBreaker.Settings,
        _ duration: Duration
    ) {
        // In the default order it sees an attempt; around the retries a call, within hedges a copy.
        let copies = policy.stands(.hedge, around: .breaker) ? policy.hedge?.most ?? 1 : 1
        attempts =
            (policy.stands(.breaker, around: .retry) ? line.above : line.attempts) * Double(copies)
        switch breaker.window {
        case .time(let length): (span, least) = (length, breaker.minimumCalls)
        case .calls(let size): (span, least) = (duration, min(size, breaker.minimumCalls))
        case .consecutive(let count): (span, least) = (duration, count)
        }
        let shares = Double(line.shares.callers * line.shares.callees)
        mean = line.flow.mean * span.seconds / shares * attempts
        most = line.flow.most(in: span, among: shares) * attempts
    }
}

extension Wiring {
    fileprivate func starved(
        _ line: Line, _ breaker: CircuitBreaker.Settings, _ starving: Starving
    ) -> Problem {
        var factors = "\(decimal(line.flow.mean)) calls/s"
        if starving.attempts > 1 { factors += " × \(decimal(starving.attempts)) attempts" }
        if line.shares.callers > 1 { factors += " ÷ \(line.shares.callers) callers" }
        if line.shares.callees > 1 { factors += " ÷ \(line.shares.callees) callees" }
        let isTimed = if case .time = breaker.window { true } else { false }
        let whole = isTimed ? "a window of \(starving.span)" : "the run's \(starving.span)"
        let atRandom =
            starving.most > starving.mean
            ? ", at random hardly ever \(decimal(starving.most.rounded(.up)))," : ","
        let whose = line.stream.map { " for load:\(escaped(scenario.load[$0].name))" } ?? ""
        return Problem(
            at: place(of: "breaker", inPolicy: line.policy),
            found: "the breaker of \(line.name)\(whose) can never open: \(factors) × \(whole) = "
                + "\(decimal(starving.mean)) calls\(atRandom) of the \(starving.least) that it "
                + "needs",
            advice: "Lower minimumCalls\(isTimed ? ", or make the window longer" : "").")
    }
}

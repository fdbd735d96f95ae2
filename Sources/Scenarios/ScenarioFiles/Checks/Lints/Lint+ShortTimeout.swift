import Resilience
import Scenarios
import Timebase
import Topologies

extension Lint {
    /// Timeouts after which the callee goes on trying for nobody.
    static let shortTimeout = Lint(
        "short-timeout",
        warnsOf: "a caller, or a user, who gives up before the callee's own attempts are over",
        arithmetic: """
            The callee's time while one of those it calls hangs: the typical times of its other \
            steps + attempts × timeout + the longest back-offs. An attempt is repeated where \
            `retry.on` names how it ends: `timeout`, or 502 or 504 when what it calls waits in \
            turn. A \
            deadline, which callees are told, cuts the sum. A rate limit that lets calls wait adds \
            its `waitFor` where more come than its `rate`. A callee with `abandoned: "cancel"` \
            stops when its caller does.
            """,
        remedy: "Give the caller longer than the sum, the callee fewer or shorter attempts, or "
            + "hand on a `deadline`.",
        source: "Google, *Site Reliability Engineering*, ch. 22, \"Latency and Deadlines\""
    ) { wiring in
        let times = CallTimes(wiring)
        let handed = wiring.deadlinesHanded()
        var problems: [Problem] = []
        for call in wiring.calls {
            let policy = wiring.policy(call.policy)
            guard let timeout = policy.timeout, !wiring.isCancelled(call.to),
                let stretch = times.hung[wiring.number(of: call.to)]
            else { continue }
            let until = min(policy.deadline ?? .forever, handed[wiring.number(of: call.from)])
            guard timeout < min(stretch.total, until) else { continue }
            let whose = "the timeout of \(wiring.name(of: call))"
            problems.append(
                wiring.tooShort(
                    whose, timeout, call.to, stretch,
                    at: wiring.place(of: "timeout", inPolicy: call.policy)))
        }
        for stream in wiring.scenario.load {
            let policy = wiring.policy(stream.policy)
            guard !wiring.isCancelled(stream.send),
                let stretch = times.hung[wiring.number(of: stream.send)]
            else { continue }
            let bound = min(stream.timeout, policy.timeout ?? .forever)
            guard bound < min(stretch.total, policy.deadline ?? .forever) else { continue }
            let isPatience = bound == stream.timeout
            let whose = isPatience ? "the patience of" : "the timeout of"
            let patience = "load.\(KeyPath.step(stream.name)).timeout"
            problems.append(
                wiring.tooShort(
                    "\(whose) \(wiring.name(of: stream))", bound, stream.send, stretch,
                    at: isPatience
                        ? wiring.place(patience)
                        : wiring.place(of: "timeout", inPolicy: stream.policy)))
        }
        return problems
    }
}

extension Wiring {
    /// Whether it ends, and its calls with it, when its caller gives up.
    fileprivate func isCancelled(_ callee: EndpointReference) -> Bool {
        scenario.topology.services[callee.service].abandoned == .cancel
    }

    fileprivate func tooShort(
        _ whose: String, _ bound: Duration, _ callee: EndpointReference,
        _ stretch: CallTimes.Stretch, at place: SourcePlace
    ) -> Problem {
        Problem(
            at: place,
            found: "\(whose) is \"\(bound)\", but \(name(callee)) can take \(stretch.arithmetic) "
                + "while \(name(stretch.callee.service)) hangs",
            advice: "It goes on trying for somebody who has gone: wait longer, let it try less, or "
                + "hand on a deadline.")
    }
}

extension CallTimes.Stretch {
    /// `3 × 200ms + back-offs of 100ms + 10ms of other steps = 710ms`.
    fileprivate var arithmetic: String {
        let rest = (total - call).inRoundNumbers
        var parts = [attempts > 1 ? "\(attempts) × \(each)" : "\(each)"]
        if backoff > .zero { parts.append("back-offs of \(backoff)") }
        if turns > .zero { parts.append("\(turns) for the rate limit") }
        let unbound = each * Double(attempts) + backoff + turns
        if call < unbound { parts = ["\(call), which bounds it,"] }
        if rest > .zero { parts.append("\(rest) of other steps") }
        let isSum = parts.count > 1 || call > each
        return parts.joined(separator: " + ") + (isSum ? " = \(call + rest)" : "")
    }
}

extension Duration {
    /// To hundredths of a millisecond below 10 ms, to milliseconds above.
    fileprivate var inRoundNumbers: Duration {
        let unit: Int64 = self < .milliseconds(10) ? 10_000 : 1_000_000
        return .nanoseconds((nanoseconds + unit / 2) / unit * unit)
    }
}

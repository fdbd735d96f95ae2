import Resilience
import Scenarios
import Topologies

extension Lint {
    /// Timeouts that never come, because the deadline of the whole call comes first.
    static let idleTimeout = Lint(
        "idle-timeout",
        warnsOf: "a timeout of an attempt above the deadline of the whole call",
        arithmetic: "`timeout`, more than `deadline` of the same policy.",
        remedy: "Make the timeout shorter than the deadline, so that there is time for another "
            + "attempt, or leave the call to its deadline alone.",
        source: "Google, *Site Reliability Engineering*, ch. 22, \"Latency and Deadlines\""
    ) { wiring in
        wiring.scenario.topology.policies.indices.compactMap { id in
            let policy = wiring.policy(id)
            guard let timeout = policy.timeout, let deadline = policy.deadline, timeout > deadline
            else { return nil }
            return Problem(
                at: wiring.place(of: "timeout", inPolicy: id),
                found: "the timeout is \"\(timeout)\", but the whole call has a deadline of "
                    + "\"\(deadline)\": it never comes",
                advice: "Make the timeout shorter, or leave it to the deadline.")
        }
    }
}

import Resilience
import Scenarios
import Topologies

extension Lint {
    /// Bulkheads that let one caller fill the callee.
    static let wideBulkhead = Lint(
        "wide-bulkhead",
        warnsOf:
            "a bulkhead that lets one caller have more calls under way than the callee works on",
        arithmetic: """
            `concurrent` of one caller, more than `concurrency` × the most replicas of the callee \
            (`per: "instance"`: more than `concurrency`).
            """,
        remedy: "Make `concurrent` small enough that the callers together leave room, or they wait "
            + "in the callee's backlog, where each of them takes its share of patience.",
        source: "Little's law: what is beyond the slots only waits"
    ) { wiring in
        wiring.lines().compactMap { line in
            let policy = wiring.policy(line.policy)
            guard let bulkhead = policy.bulkhead else { return nil }
            let callee = wiring.scenario.topology.services[line.callee]
            guard let slots = callee.concurrency, callee.implementation == .reference else {
                return nil
            }
            let instances = policy.scope == .instance ? 1 : wiring.most(line.callee)
            guard bulkhead.concurrent > slots * instances else { return nil }
            let count = instances > 1 ? "\(slots) slots × \(instances) instances = " : ""
            let callers = line.callers > 1 ? ", and there are \(line.callers) callers" : ""
            return Problem(
                at: wiring.place(of: "bulkhead.concurrent", inPolicy: line.policy),
                found:
                    "the bulkhead of \(line.name) lets \(bulkhead.concurrent) calls through, but "
                    + "\(wiring.name(line.callee)) works on \(count)\(slots * instances) at "
                    + "once\(callers)",
                advice: "Those beyond it wait in the callee's backlog: make concurrent smaller.")
        }
    }
}

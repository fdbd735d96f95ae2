import Scoring

/// One kind of weakness and how it is found.
struct AdviceRule: Sendable {
    /// What it looks for, for the log of a test that fails.
    let name: String
    let find: @Sendable (AdviceCase) -> [Finding]
}

/// Every weakness that the advisor knows.
///
/// How to add one: write a file beside this one with an extension of `AdviceCase` that finds it in
/// the scorecard and the recordings, and gives the figure, the place, a value worked out from the
/// control run, and the change to try; add a line here; plant the weakness in a test, and see that
/// the healthy shop has no such finding.
let adviceTable: [AdviceRule] = [
    AdviceRule(name: "a timeout far above what answers take") { $0.longTimeouts() },
    AdviceRule(name: "retries without a budget") { $0.retriesWithoutBudget() },
    AdviceRule(name: "a breaker that stays open too long") { $0.slowBreakers() },
    AdviceRule(name: "a breaker that never opened") { $0.blindBreakers() },
    AdviceRule(name: "a breaker that opens for nothing") { $0.twitchyBreakers() },
    AdviceRule(name: "a breaker that cuts off the well with the ill") { $0.wholesaleBreakers() },
    AdviceRule(name: "protections in the wrong order") { $0.wrongOrders() },
    AdviceRule(name: "retries above retries") { $0.stackedRetries() },
    AdviceRule(name: "a liveness probe of a dependency") { $0.dependentProbes() },
    AdviceRule(name: "an autoscaler that flaps") { $0.flappingAutoscalers() },
    AdviceRule(name: "a bulkhead that is no limit") { $0.wideBulkheads() },
    AdviceRule(name: "a protection that does harm") { $0.tightProtections() },
    AdviceRule(name: "an autoscaler that comes too late") { $0.slowAutoscalers() },
    AdviceRule(name: "a protection on an edge that is missing") { $0.missingOnEdges() },
    AdviceRule(name: "a controller of a service that is missing") { $0.missingOnServices() },
]

extension AdviceCase {
    /// Everything found that would change anything, the worst first, each setting once.
    func findings() -> [Finding] {
        let found = adviceTable.flatMap { $0.find(self) }.enumerated()
            .sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
            .map(\.element)
        var paths: Set<String> = []
        return found.filter { finding in
            var changed = scenario
            finding.apply(&changed)
            return changed != scenario && paths.insert(finding.advice.path).inserted
        }
    }
}

/// One mechanism and how it is judged from the evidence: a score for each edge or service that a
/// fault falls on, called for or not.
struct MechanismRule: Sendable {
    let mechanism: Mechanism
    let judge: @Sendable (Evidence) -> [MechanismScore]
}

/// Every mechanism that is measured, in the order of reports.
///
/// How to add one: give ``Mechanism`` a case, write a file beside this one with an extension of
/// `Evidence` that judges it (when it is called for, its measures with both ends, what explains
/// them, the key path of its setting), and add a line here. A test with a hand-made recording and
/// its expected numbers in a comment belongs to it. ``notMeasuredYet`` loses its line.
let mechanismTable: [MechanismRule] = [
    MechanismRule(mechanism: .timeouts) { $0.judgeTimeouts() },
    MechanismRule(mechanism: .retries) { $0.judgeRetries() },
    MechanismRule(mechanism: .breakers) { $0.judgeBreakers() },
    MechanismRule(mechanism: .bulkheads) { $0.judgeBulkheads() },
    MechanismRule(mechanism: .balancing) { $0.judgeBalancing() },
    MechanismRule(mechanism: .shedding) { $0.judgeShedding() },
    MechanismRule(mechanism: .fallbacks) { $0.judgeFallbacks() },
    MechanismRule(mechanism: .autoscaling) { $0.judgeAutoscaling() },
    MechanismRule(mechanism: .healing) { $0.judgeHealing() },
]

/// Mechanisms that have a name in results but no measures yet.
let notMeasuredYet: [Mechanism] = [.caching, .data]

extension Evidence {
    /// Every mechanism on every edge and service that a fault falls on, in the table's order.
    func judgeMechanisms() -> [MechanismScore] { mechanismTable.flatMap { $0.judge(self) } }
}

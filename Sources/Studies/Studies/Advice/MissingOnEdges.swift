import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Below this outcome of the worst stream, and this score of its own, a missing protection is
    /// worth naming; above it the others have done its work.
    static let goodEnough = 95.0

    var isHurt: Bool {
        if card.objectives.contains(where: { $0.held == false }) { return true }
        return (card.outcome.streams.compactMap(\.score).min() ?? 100) < AdviceCase.goodEnough
    }

    /// Timeouts, breakers, bulkheads and retries that an edge called for and does not have.
    func missingOnEdges() -> [Finding] {
        guard isHurt else { return [] }
        return card.mechanisms.compactMap { score in
            guard score.state == .absent, let edge = score.edge, let points = score.score,
                points < Self.goodEnough, let addition = addition(score.mechanism, edge),
                let measure = worstMeasure(of: score)
            else { return nil }
            let back = isTakenOut(addition.key, on: name(of: score.on)) ? restored : nil
            if let back, let part = part(score.mechanism), hasBack(part, on: edge, in: back) {
                let edges = isTakenOutEverywhere(addition.key) ? Array(0..<back.edgeCount) : [edge]
                return finding(
                    measure, on: score.on, puttingBack: addition.key,
                    severity: severity(of: score.mechanism, points)
                ) { scenario in
                    for edge in edges { scenario.putBack(part, on: edge, as: back) }
                }
            }
            let path = score.path ?? ""
            let isPolicy = scenario.policy(at: path) != nil
            return Finding(
                advice: Advice(
                    finding: measure, change: "add `\(addition.key): \(addition.value)`",
                    on: name(of: score.on), path: isPolicy ? "\(path).\(addition.key)" : path,
                    place: scenario.place(of: path),
                    set: isPolicy ? "\(path).\(addition.key)=\(addition.value)" : nil),
                severity: severity(of: score.mechanism, points), needsProof: true,
                apply: { scenario in
                    scenario.changePolicies(on: edge) { addition.apply(&$0.policy) }
                })
        }
    }

    /// The part of a policy that a mechanism is.
    private func part(_ mechanism: Mechanism) -> PolicyPart? {
        switch mechanism {
        case .timeouts:
            PolicyPart(isThere: { $0.timeout != nil }, take: { $0.timeout = $1.timeout })
        case .breakers:
            PolicyPart(isThere: { $0.breaker != nil }, take: { $0.breaker = $1.breaker })
        case .bulkheads:
            PolicyPart(isThere: { $0.bulkhead != nil }, take: { $0.bulkhead = $1.bulkhead })
        case .retries: PolicyPart(isThere: { $0.retry != nil }, take: { $0.retry = $1.retry })
        default: nil
        }
    }

    private func hasBack(_ part: PolicyPart, on edge: EdgeID, in restored: Scenario) -> Bool {
        restored.policies(on: edge).contains {
            part.isThere(restored.topology.policies[$0].policy)
        }
    }

    /// Whether an entry of `without` takes a key out at a place, or wherever it is.
    func isTakenOut(_ key: String, on place: String) -> Bool {
        isTakenOutEverywhere(key) || scenario.without.contains("\(key)@\(place)")
    }

    func isTakenOutEverywhere(_ key: String) -> Bool { scenario.without.contains(key) }

    /// Points lost; a call that may wait for ever comes before all else.
    private func severity(of mechanism: Mechanism, _ points: Double) -> Double {
        mechanism == .timeouts ? max(90, 100 - points) : 100 - points
    }

    private struct Addition {
        var key: String
        var value: String
        var apply: @Sendable (inout Policy) -> Void
    }

    private func addition(_ mechanism: Mechanism, _ edge: EdgeID) -> Addition? {
        switch mechanism {
        case .timeouts:
            guard let timeout = reasonableTimeout(on: [edge]) else { return nil }
            return Addition(key: "timeout", value: "\(timeout)") { $0.timeout = timeout }
        case .breakers:
            let value = "{ window: { time: \"10s\" }, minimumCalls: 20, openFor: \"5s\" }"
            return Addition(key: "breaker", value: value) {
                $0.breaker = CircuitBreaker.Settings(
                    window: .time(.seconds(10)), minimumCalls: 20, openFor: .seconds(5))
            }
        case .bulkheads:
            let cap = max(5, 2 * usual(edge).peakPerCaller)
            return Addition(key: "bulkhead", value: "{ concurrent: \(cap) }") {
                $0.bulkhead = Bulkhead(concurrent: cap)
            }
        case .retries:
            guard isRepeatable(edge) else { return nil }
            let value =
                "{ attempts: 3, backoff: { base: \"50ms\", max: \"200ms\", jitter: \"full\" }, "
                + "budget: { ratio: 0.2 } }"
            return Addition(key: "retry", value: value) {
                let backoff = Retry.Backoff(
                    base: .milliseconds(50), max: .milliseconds(200), jitter: .full)
                $0.retry = Retry(backoff: backoff, budget: .share(Retry.Budget()))
            }
        default: return nil
        }
    }

    /// Whether everything called over an edge may be asked twice.
    private func isRepeatable(_ edge: EdgeID) -> Bool {
        guard let caller = scenario.caller(of: edge) else { return false }
        let callee = scenario.callee(of: edge)
        var isRepeatable = true
        for endpoint in scenario.topology.services[caller].endpoints {
            for step in endpoint.steps {
                step.visit { step in
                    guard case .call(let call) = step, call.to.service == callee else { return }
                    let called = scenario.topology.services[callee].endpoints[call.to.endpoint]
                    if !called.isIdempotent, !called.name.hasPrefix("GET ") { isRepeatable = false }
                }
            }
        }
        return isRepeatable
    }

    /// The measure that lost most, as a sentence.
    func worstMeasure(of score: MechanismScore) -> String? {
        let scored = score.measures.compactMap { measure in measure.score.map { ($0, measure) } }
        guard let worst = scored.min(by: { $0.0 < $1.0 })?.1, let value = worst.value else {
            return nil
        }
        return "no \(Self.noun(score.mechanism)) is set: \(worst.title) "
            + "\(Figure.text(value, unit: worst.unit))"
    }

    private static func noun(_ mechanism: Mechanism) -> String {
        switch mechanism {
        case .timeouts: "timeout"
        case .retries: "retry"
        case .breakers: "breaker"
        case .bulkheads: "bulkhead"
        case .shedding: "bounded backlog"
        case .autoscaling: "autoscaler"
        case .healing: "restart"
        case .balancing, .caching, .fallbacks, .data: "protection"
        }
    }
}

/// One part of a policy: whether it is there, and how it is taken over from another policy.
private struct PolicyPart: Sendable {
    var isThere: @Sendable (Policy) -> Bool
    var take: @Sendable (inout Policy, Policy) -> Void
}

extension Scenario {
    /// Gives the policies of an edge one part that they have in the scenario without `without`.
    fileprivate mutating func putBack(_ part: PolicyPart, on edge: EdgeID, as restored: Scenario) {
        let before = restored.policies(on: edge).map { restored.topology.policies[$0].policy }
        guard let policy = before.first(where: part.isThere) else { return }
        changePolicies(on: edge) { part.take(&$0.policy, policy) }
    }
}

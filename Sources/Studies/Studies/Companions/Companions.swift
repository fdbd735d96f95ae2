import Chance
import Faults
import Recordings
import Scenarios
import Scoring
import Simulation
import Timebase
import Topologies

/// The harmless runs that a timeout, a breaker or an ejection must let pass: no fault but a few
/// errors and a slow tail on its edge, as any edge has on any day.
///
/// - SeeAlso: scoring.md, "False alarms count".
struct Companions {
    /// The share of attempts that fail.
    static let errors = 0.02
    /// The 99.9th percentile of an edge ÷ its median, and the share of attempts that are delayed so
    /// that it comes out there: half of the slowest two in a thousand are above it.
    static let tail = 5.0
    static let slow = 0.002
    /// No companion run is longer after its warm-up; at ten requests a second that is the 600 of
    /// which one more error than usual is still noise.
    static let longest = Duration.seconds(60)

    let scenario: Scenario
    let seed: UInt64
    let control: Recording

    /// - Parameter control: of the scenario, or of one with other policies.
    init(_ scenario: Scenario, seed: UInt64, control: Recording) {
        self.scenario = scenario
        self.seed = seed
        self.control = control
    }

    /// The edges that have a companion run: those that a fault other than an overload falls on,
    /// with something that may strike in vain.
    func edges(under faults: [FaultLedger]) -> [EdgeID] {
        (0..<scenario.edgeCount).filter { edge in
            faults.contains { !$0.isOverload && $0.attempted && $0.edges.contains(edge) }
                && scenario.policies(on: edge).contains {
                    let policy = scenario.topology.policies[$0].policy
                    return policy.timeout != nil || policy.deadline != nil
                        || policy.breaker != nil || policy.eject != nil
                }
        }
    }

    /// A run each, on all cores.
    func traffic(on edges: [EdgeID]) -> [HarmlessTraffic] {
        concurrentMap(edges) { traffic(on: $0) }
    }

    private func traffic(on edge: EdgeID) -> HarmlessTraffic {
        let recording = run(disturbed(edge), seed: seed, as: .companion)
        var traffic = HarmlessTraffic(edge: edge, attempts: 0, timedOut: 0, opened: 0, ejected: 0)
        if let phase = recording.windows.phase(named: "run") {
            let tally = recording.edges[edge].total(of: phase, in: recording.windows).tally
            traffic.attempts = tally[.attempts]
            traffic.timedOut = tally[.timedOut]
        }
        for event in recording.events where event.at >= .start + recording.warmup {
            switch event.what {
            case .breakerOpened(edge, _): traffic.opened += 1
            case .ejected(edge, _, _): traffic.ejected += 1
            default: break
            }
        }
        return traffic
    }

    private func disturbed(_ edge: EdgeID) -> Scenario {
        var scenario = scenario
        let from =
            scenario.caller(of: edge).map { Target.End.service($0) }
            ?? scenario.stream(ofEntry: edge).map { .load($0) } ?? .any
        let target = Target.edge(from: from, to: .service(scenario.callee(of: edge)))
        let begin = Instant.start + scenario.warmup
        scenario.monkey = nil
        scenario.duration = min(scenario.duration, scenario.warmup + Companions.longest)
        scenario.faults = [
            Fault(
                name: "errors", kind: .error(status: 500), on: [target], at: begin,
                chance: Companions.errors)
        ]
        if let delay = tailDelay(of: edge) {
            scenario.faults.append(
                Fault(
                    name: "tail", kind: .latency(delay: .constant(delay), jitter: .zero),
                    on: [target], at: begin, chance: Companions.slow))
        }
        return scenario
    }

    /// What a slow attempt takes more, so that the tail comes out; nil where it is as long by
    /// itself.
    private func tailDelay(of edge: EdgeID) -> Duration? {
        guard let phase = control.windows.phase(named: "run") else { return nil }
        let latency = control.edges[edge].total(of: phase, in: control.windows).latency
        guard let median = latency.quantile(0.5), let far = latency.quantile(0.999),
            far < median * Companions.tail
        else { return nil }
        return median * (Companions.tail - 1)
    }
}

import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

/// What the advisor looks at: a scored scenario and the runs behind it.
struct AdviceCase {
    let scenario: Scenario
    let runs: Runs
    let card: Scorecard
    /// What the run is held against: the control run, the run without faults itself, or what a live
    /// run's baseline leads one to expect.
    let usual: Recording
    /// The scenario with what its `without` takes out; nil where it takes out nothing.
    let restored: Scenario?

    init(scenario: Scenario, runs: Runs, card: Scorecard, restored: Scenario? = nil) {
        self.scenario = scenario
        self.restored = restored
        self.runs = runs
        self.card = card
        usual = runs.usual(in: scenario)
    }

    /// A mechanism's scores that were called for, those that weigh most first.
    func judged(_ mechanism: Mechanism, _ state: MechanismScore.State) -> [MechanismScore] {
        card.mechanisms.enumerated().filter { $1.mechanism == mechanism && $1.state == state }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element)
    }

    /// What crossed an edge in the control run, after the warm-up.
    func usual(_ edge: EdgeID) -> EdgeLedger.Cell { total(edge, in: usual, "run") }

    /// What crossed an edge under fault.
    func underFault(_ edge: EdgeID) -> EdgeLedger.Cell { total(edge, in: runs.run, "faults") }

    private func total(_ edge: EdgeID, in recording: Recording, _ name: String) -> EdgeLedger.Cell {
        guard let phase = recording.windows.phase(named: name) else { return EdgeLedger.Cell() }
        return recording.edges[edge].total(of: phase, in: recording.windows)
    }

    /// How long an attempt under a policy may take before it is odd: 1.5 × control's p99.9 on the
    /// slowest edge that has the policy, as a person would write it. AWS sets timeouts at the
    /// percentile of the false timeouts it accepts, here 0.1 %; the half more is for a bad day.
    /// - SeeAlso: Brooker, "Timeouts, retries, and backoff with jitter", Amazon Builders' Library.
    func reasonableTimeout(on edges: [EdgeID]) -> Duration? {
        let slowest = edges.compactMap { edge -> Duration? in
            let latency = usual(edge).latency
            return latency.figure(0.999) ?? (latency.count > 0 ? latency.max : nil)
        }.max()
        return slowest.map { Figure.roundedUp(max(.milliseconds(5), $0 * 1.5)) }
    }

    /// Instances of the caller at the start; clients of a load stream.
    func callers(of edge: EdgeID) -> Int {
        scenario.caller(of: edge).map { scenario.topology.services[$0].replicas }
            ?? scenario.stream(ofEntry: edge).map { scenario.load[$0].clients } ?? 1
    }

    /// The value of a measure; nil where it has none.
    func value(_ name: String, of score: MechanismScore) -> Double? {
        score.measures.first { $0.name == name }?.value
    }

    func points(_ name: String, of score: MechanismScore) -> Double? {
        score.measures.first { $0.name == name }?.score
    }
}

extension MechanismScore {
    /// The edge it is about, if it is about one.
    var edge: EdgeID? {
        if case .edge(let edge) = on { return edge }
        return nil
    }
    /// The service it is about, if it is about one.
    var service: ServiceID? {
        if case .service(let service) = on { return service }
        return nil
    }
}

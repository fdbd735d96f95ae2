import Recordings
public import Scenarios
import Topologies

/// What is kept of one seed's runs: a few numbers instead of their ledgers, so that a thousand
/// seeds fit into memory.
public struct SeedSample: Hashable, Sendable {
    public var seed: UInt64
    public var verdict: Scorecard.Verdict
    /// Why the seed decides nothing, such as a fault that touched nothing; nil: it decides.
    public var void: String?
    public var objectives: [ObjectiveResult]
    public var gauges: [Gauge]
    /// One a gauge; nil: there was no value.
    public var values: [Double?]

    /// Takes it from a seed's runs and what they were worth.
    public init(_ scenario: Scenario, _ runs: Runs, _ card: Scorecard) {
        seed = runs.run.seed
        verdict = card.verdict
        void = card.void
        objectives = card.objectives
        let readings =
            card.objectives.map { Reading(scenario.objectives[$0.objective], $0) }
            + scenario.load.indices.flatMap { Reading.all(of: $0, in: scenario, runs.run) }
            + [Reading(.outcome, "", card.overall)]
            + card.summaries.map {
                // It explains the outcome: no gate fails where users are served as well as ever.
                Reading(.mechanism, $0.mechanism.rawValue, $0.score, isGate: false)
            }
        gauges = readings.map(\.gauge)
        values = readings.map { $0.value.map(Gauge.rounded) }
    }
}

/// A gauge with what it shows.
private struct Reading {
    var gauge: Gauge
    var value: Double?

    /// A score of 0 … 100.
    init(_ kind: Gauge.Kind, _ of: String, _ score: Double?, isGate: Bool = true) {
        gauge = Gauge(
            kind: kind, of: of, metric: "score", unit: .score, better: .more, isGate: isGate)
        value = score
    }

    init(_ gauge: Gauge, _ value: Double?) {
        self.gauge = gauge
        self.value = value
    }

    /// What an objective observed; where it asks for one value exactly, the distance from it.
    init(_ objective: Objective, _ result: ObjectiveResult) {
        var better = Gauge.Better.more
        value = result.observed
        if case .atMost = objective.bound { better = .less }
        if case .equals = objective.bound {
            better = .less
            value = result.margin.map { abs($0) }
        }
        gauge = Gauge(
            kind: .objective, of: objective.id, metric: objective.expect.rawValue,
            unit: Gauge.Unit(objective.expect), better: better,
            isGate: objective.severity == .gate)
    }

    /// What the users of a stream saw under fault, or in the whole run where there was none.
    static func all(of stream: StreamID, in scenario: Scenario, _ run: Recording) -> [Reading] {
        let windows = run.windows
        let faults = windows.phase(named: "faults").flatMap {
            windows.phases[$0].isEmpty ? nil : $0
        }
        let phase = faults ?? windows.phase(named: "run") ?? 0
        let cell = run.streams[stream].total(of: phase, in: windows)
        let seconds = windows.phases[phase].length.seconds
        let requests = cell.tally[.requests]
        func gauge(_ metric: Metric, _ better: Gauge.Better) -> Gauge {
            Gauge(
                kind: .stream, of: scenario.load[stream].name, metric: metric.rawValue,
                unit: Gauge.Unit(metric), better: better)
        }
        return [
            Reading(gauge(.availability, .more), requests > 0 ? cell.tally.goodShare : nil),
            Reading(gauge(.latencyP99, .less), cell.latency.figure(0.99)?.milliseconds),
            Reading(
                gauge(.goodput, .more), seconds > 0 ? Double(cell.tally.good) / seconds : nil),
        ]
    }
}

extension Gauge.Unit {
    fileprivate init(_ metric: Metric) {
        switch metric.unit {
        case .ratio:
            self =
                metric == .retryAmplification || metric == .errorBudgetBurn ? .factor : .ratio
        case .milliseconds: self = .milliseconds
        case .seconds: self = .seconds
        case .perSecond: self = .perSecond
        case .count: self = .count
        case .score: self = .score
        }
    }
}

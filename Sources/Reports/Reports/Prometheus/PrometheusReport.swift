import Recordings
import Scenarios
import Scoring
import Timebase
import Topologies

/// The figures of a run as metrics, for the textfile collector of Prometheus' node_exporter.
///
/// A run that is over is a snapshot: all of it are gauges and summaries, none a counter that goes
/// on. Every sample bears the scenario's file, so that those of several runs stand side by side.
public func prometheusReport(_ input: ReportInput) -> String {
    PrometheusReport(Evidence(input)).text
}

/// Puts the families together.
struct PrometheusReport {
    private typealias Label = ExpositionText.Label

    private let evidence: Evidence
    private var scenario: Scenario { evidence.scenario }
    private var card: Scorecard { evidence.scorecard }

    init(_ evidence: Evidence) { self.evidence = evidence }

    var text: String {
        var page = ExpositionText(common: [("scenario", evidence.input.file)])
        writeRun(to: &page)
        writeScores(to: &page)
        writeObjectives(to: &page)
        writeStreams(to: &page)
        writeEdges(to: &page)
        writeFaults(to: &page)
        return page.text
    }

    private func writeRun(to page: inout ExpositionText) {
        let run = evidence.input.run
        page.gauge(
            "chaos_run_info", "What was run; always 1.",
            [
                (
                    [
                        ("title", scenario.title), ("engine", run.engine), ("seed", "\(run.seed)"),
                        ("version", evidence.input.version),
                    ], 1
                )
            ])
        page.gauge(
            "chaos_run_duration_seconds", "How long the load lasted.", [([], run.duration.seconds)])
        page.gauge(
            "chaos_run_verdict", "1 for the verdict of the run, 0 for the others.",
            [Scorecard.Verdict.pass, .fail, .inconclusive, .error].map {
                ([("verdict", $0.rawValue)], $0 == card.verdict ? 1 : 0)
            })
    }

    private func writeScores(to page: inout ExpositionText) {
        page.gauge("chaos_outcome_score", "The outcome of the run, 0 to 100.", [([], card.overall)])
        page.gauge(
            "chaos_damage_avoided_ratio", "The share of the damage that the protections avoided.",
            [([], card.damageAvoided)])
        page.gauge(
            "chaos_mechanism_score", "The score of each mechanism that was called for, 0 to 100.",
            card.summaries.map { ([("mechanism", $0.mechanism.rawValue)], $0.score) })
    }

    private func writeObjectives(to page: inout ExpositionText) {
        let stories = card.objectives.map { ObjectiveStory($0, in: scenario) }
        func labels(_ story: ObjectiveStory) -> [Label] {
            let objective = story.objective
            return [
                ("objective", objective.id), ("expect", objective.expect.rawValue),
                ("of", scenario.name(of: objective.of)), ("during", objective.during),
                ("severity", objective.severity.rawValue),
            ]
        }
        func baseUnits(_ value: Double?, _ story: ObjectiveStory) -> Double? {
            story.objective.expect.unit == .milliseconds ? value.map { $0 / 1000 } : value
        }
        page.gauge(
            "chaos_objective_held", "1 where the objective held, 0 where not; none if undecided.",
            stories.map { story in (labels(story), story.result.held.map { $0 ? 1 : 0 }) })
        page.gauge(
            "chaos_objective_undecided", "1 where too little was seen to judge the objective.",
            stories.map { story in (labels(story), story.result.held == nil ? 1 : 0) })
        page.gauge(
            "chaos_objective_observed", "What was seen; times in seconds, shares from 0 to 1.",
            stories.map { (labels($0), baseUnits($0.result.observed, $0)) })
        page.gauge(
            "chaos_objective_target", "What was asked for, in the unit of what was seen.",
            stories.map { (labels($0), baseUnits($0.result.target, $0)) })
    }

    private func writeStreams(to page: inout ExpositionText) {
        let all = places(of: scenario.load.map { [("stream", $0.name)] }) {
            evidence.run.streams[$0][$1]
        }
        page.gauge(
            "chaos_stream_requests", "Requests by the phase they were due in and their outcome.",
            all.flatMap { labels, figures in
                StreamOutcome.words.map { word, counter in
                    (labels + [("outcome", word)], Double(figures.tally[counter]))
                }
            })
        page.gauge(
            "chaos_stream_availability_ratio", "The share of requests that were answered.",
            all.map { ($0.0, $0.1.availability) })
        page.gauge(
            "chaos_stream_goodput", "Requests that were answered, a second.",
            all.map { ($0.0, $0.1.goodput) })
        page.summary(
            "chaos_stream_latency_seconds",
            "Time from when a request was due; one that failed counts as its timeout at least.",
            all.map { ($0.0, $0.1.latency) })
    }

    private func writeEdges(to page: inout ExpositionText) {
        let names = (0..<scenario.edgeCount).map { edge in
            [
                ("from", scenario.callerName(of: edge)),
                ("to", scenario.topology.services[scenario.callee(of: edge)].name),
            ]
        }
        let all = places(of: names) { evidence.run.edges[$0][$1] }
        page.gauge(
            "chaos_edge_calls", "Calls by the phase they began in and their outcome.",
            all.flatMap { labels, figures in
                EdgeOutcome.calls.map { word, counter in
                    (labels + [("outcome", word)], Double(figures.tally[counter]))
                }
            })
        page.gauge(
            "chaos_edge_attempts", "Attempts of those calls by their outcome.",
            all.flatMap { labels, figures in
                EdgeOutcome.attempts.map { word, counter in
                    (labels + [("outcome", word)], Double(figures.tally[counter]))
                }
            })
        page.summary(
            "chaos_edge_latency_seconds", "Time of each attempt, however it ended.",
            all.map { ($0.0, $0.1.latency) })
    }

    private func writeFaults(to page: inout ExpositionText) {
        let faults = evidence.input.run.faults.enumerated().map { index, fault in
            (
                [
                    ("fault", "\(index)"), ("inject", fault.inject), ("on", fault.on),
                    ("name", fault.name ?? ""),
                ] as [Label], fault
            )
        }
        page.gauge(
            "chaos_fault_touched", "What a fault really affected.",
            faults.flatMap { labels, fault in
                [
                    ("requests", fault.requests), ("connections", fault.connections),
                    ("instances", fault.instances),
                ].map { (labels + [("what", $0.0)], Double($0.1)) }
            })
        page.gauge(
            "chaos_fault_undone", "1 where the fault was undone.",
            faults.map { ($0.0, $0.1.undone ? 1 : 0) })
    }

    /// The figures of each place in each phase, with both as labels.
    private func places<Figures>(
        of names: [[Label]], _ figures: (Int, Int) -> Figures
    ) -> [(labels: [Label], Figures)] {
        names.enumerated().flatMap { place, labels in
            evidence.run.phases.enumerated().map { phase, window in
                (labels + [("phase", window.name)], figures(place, phase))
            }
        }
    }
}

/// The outcomes of requests as labels have them.
private enum StreamOutcome {
    static let words: [(String, StreamCounter)] = [
        ("succeeded", .succeeded), ("degraded", .degraded), ("failed", .failed),
        ("timed_out", .timedOut), ("rejected", .rejected),
    ]
}

/// The outcomes of calls and attempts as labels have them.
private enum EdgeOutcome {
    static let calls: [(String, EdgeCounter)] = [
        ("answered", .answered), ("fallback", .fallback), ("failed", .failedCalls),
        ("rejected", .rejectedCalls),
    ]
    static let attempts: [(String, EdgeCounter)] = [
        ("succeeded", .succeeded), ("failed", .failed), ("refused", .refused), ("reset", .reset),
        ("timed_out", .timedOut), ("cancelled", .cancelled),
    ]
}

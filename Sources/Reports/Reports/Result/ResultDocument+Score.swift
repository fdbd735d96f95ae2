import Recordings
import Scenarios
import Scoring
import Timebase

extension ResultDocument {
    func writeScore(_ json: inout JSONWriter) {
        json.object("score") { json in
            json.field("overall", scorecard.overall, decimals: 1)
            json.field("damage_avoided", scorecard.damageAvoided, decimals: 4)
            json.object("mechanisms") { json in
                for mechanism in Mechanism.allCases {
                    json.field(
                        mechanism.rawValue, scorecard.score(of: mechanism), decimals: 1)
                }
            }
        }
    }

    func writeObjectives(_ json: inout JSONWriter) {
        json.array("objectives") { json in
            for result in scorecard.objectives {
                json.object { json in writeObjective(result, &json) }
            }
        }
    }

    private func writeObjective(_ result: ObjectiveResult, _ json: inout JSONWriter) {
        let objective = scenario.objectives[result.objective]
        json.field("id", objective.id)
        json.field("expect", objective.expect.rawValue)
        json.field("of", scenario.name(of: objective.of))
        json.field("during", objective.during)
        json.field("from_s", result.from.seconds, decimals: 3)
        json.field("to_s", result.to.seconds, decimals: 3)
        json.field("unit", objective.expect.unit.rawValue)
        json.field("target", result.target, decimals: 6)
        json.field("observed", result.observed, decimals: 6)
        json.field("held", result.held)
        json.field("margin", result.margin, decimals: 6)
        json.field("samples", result.samples)
        if let interval = result.interval {
            json.array("interval", .line) { json in
                json.value(interval.lowerBound, decimals: 6)
                json.value(interval.upperBound, decimals: 6)
            }
        } else {
            json.field("interval", nil as Int?)
        }
        json.field("severity", objective.severity.rawValue)
        json.field("reason", result.reason)
    }

    /// The outcome of each stream, then the mechanisms.
    func writeMechanisms(_ json: inout JSONWriter) {
        json.array("mechanisms") { json in
            for outcome in scorecard.outcome.streams {
                json.object { json in writeOutcome(outcome, &json) }
            }
            for mechanism in scorecard.mechanisms {
                json.object { json in writeMechanism(mechanism, &json) }
            }
        }
    }

    private func writeOutcome(_ outcome: Scorecard.StreamOutcome, _ json: inout JSONWriter) {
        json.field("kind", "outcome")
        json.field("on", "load:\(scenario.load[outcome.stream].name)")
        json.field("state", "present")
        json.field("reason", nil as String?)
        json.field("score", outcome.score, decimals: 1)
        writeMeasures(outcome.measures, &json)
        json.array("events") { _ in }
        json.field("advice", nil as String?)
    }

    private func writeMechanism(_ mechanism: MechanismScore, _ json: inout JSONWriter) {
        let on = scenario.name(of: mechanism.on)
        json.field("kind", mechanism.mechanism.rawValue)
        json.field("on", on)
        json.field("state", mechanism.state.word)
        json.field("reason", mechanism.state.reason)
        json.field("score", mechanism.score, decimals: 1)
        writeMeasures(mechanism.measures, &json)
        json.array("events") { json in
            for event in mechanism.events {
                json.object(.line) { json in
                    json.field("at_s", event.at.seconds, decimals: 3)
                    json.field("what", event.what)
                }
            }
        }
        let advice = scorecard.advice.first { $0.on == on && $0.path == mechanism.path }
        json.field("advice", advice.map(sentence))
    }

    private func writeMeasures(_ measures: [Measure], _ json: inout JSONWriter) {
        json.array("measures") { json in
            for measure in measures {
                json.object(.line) { json in
                    json.field("name", measure.name)
                    json.field("title", measure.title)
                    json.field("value", measure.value, decimals: 6)
                    json.field("unit", measure.unit)
                    json.field("good", measure.good, decimals: 6)
                    json.field("bad", measure.bad, decimals: 6)
                    json.field("score", measure.score, decimals: 1)
                    json.field("reason", measure.reason)
                }
            }
        }
    }

    private func sentence(_ advice: Advice) -> String {
        let place = advice.place.map { "\($0): " } ?? ""
        return "\(place)\(advice.change) (\(advice.finding))"
    }
}

extension Scorecard {
    /// A mechanism's score over its edges and services; nil when it was called for on none.
    func score(of mechanism: Mechanism) -> Double? {
        summaries.first { $0.mechanism == mechanism }?.score
    }
}

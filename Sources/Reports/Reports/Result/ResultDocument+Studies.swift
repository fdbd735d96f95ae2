import Recordings
import Scoring
import Timebase

// What more runs than one brought.
extension ResultDocument {
    func writeAblation(_ json: inout JSONWriter) {
        json.array("ablation") { json in
            for ablation in scorecard.ablation {
                json.object { json in writeAblation(ablation, &json) }
            }
        }
    }

    func writeAdvice(_ json: inout JSONWriter) {
        json.array("advice") { json in
            for advice in scorecard.advice { json.object { json in write(advice, &json) } }
        }
    }

    private func write(_ advice: Advice, _ json: inout JSONWriter) {
        json.field("on", advice.on)
        json.field("path", advice.path)
        json.field("place", advice.place.map { "\($0)" })
        json.field("finding", advice.finding)
        json.field("change", advice.change)
        json.field("set", advice.set)
        json.field("diff", advice.diff)
        json.field("outcome_now", advice.outcomeNow, decimals: 1)
        json.field("outcome_then", advice.outcomeThen, decimals: 1)
        json.array("objectives") { json in
            for effect in advice.effects {
                json.object(.line) { json in
                    json.field("id", scenario.objectives[effect.objective].id)
                    json.field("observed", effect.observed, decimals: 6)
                    json.field("held", effect.held)
                    json.field("best", effect.isBest)
                }
            }
        }
    }

    private func writeAblation(_ ablation: Ablation, _ json: inout JSONWriter) {
        let parts = ablation.without.split(separator: "@", maxSplits: 1)
        let figures = ablation.figures
        json.field("without", parts.first.map(String.init) ?? "all")
        json.field("on", parts.count == 2 ? String(parts[1]) : nil)
        json.field("restored", ablation.isRestored)
        json.field("verdict", figures.verdict.rawValue)
        json.field("score", figures.overall, decimals: 1)
        json.field("goodput_kept", figures.goodputKept, decimals: 6)
        json.field("availability", figures.availability, decimals: 6)
        json.field("p99_ms", figures.p99?.milliseconds, decimals: 3)
        json.field("recovery_s", figures.recovery, decimals: 3)
        json.field("lost", figures.lost)
        json.field("changed", scorecard.configured.map { !figures.isAlike($0) })
        json.field("mechanism", ablation.mechanism?.rawValue)
        json.field("mechanism_score", ablation.mechanismScore, decimals: 1)
    }

    /// The figures of each seed: what a later comparison rests on.
    func writeSeeds(_ json: inout JSONWriter) {
        guard let series = scorecard.series else { return json.field("seeds", nil as Int?) }
        json.object("seeds") { json in
            json.array("seeds", .line) { json in
                for seed in series.seeds { json.value(json: String(seed)) }
            }
            json.array("verdicts", .line) { json in
                for verdict in series.verdicts { json.value(verdict.rawValue) }
            }
            json.array("figures") { json in
                for row in series.rows { json.object { json in writeRow(row, &json) } }
            }
        }
    }

    private func writeRow(_ row: SeedSeries.Row, _ json: inout JSONWriter) {
        writeGauge(row.gauge, &json)
        let spread = row.spread
        json.field("median", spread?.median, decimals: 6)
        if let interval = spread?.interval {
            json.array("interval", .line) { json in
                json.value(interval.lowerBound, decimals: 6)
                json.value(interval.upperBound, decimals: 6)
            }
        } else {
            json.field("interval", nil as Int?)
        }
        json.array("values", .line) { json in
            for value in row.values { json.value(value ?? .nan, decimals: 6) }
        }
    }

    private func writeGauge(_ gauge: Gauge, _ json: inout JSONWriter) {
        json.field("kind", gauge.kind.rawValue)
        json.field("of", gauge.of)
        json.field("figure", gauge.metric)
        json.field("unit", gauge.unit.rawValue)
        json.field("better", gauge.better.rawValue)
        json.field("gate", gauge.isGate)
    }

    /// What changed since an earlier result.
    func writeComparison(_ json: inout JSONWriter) {
        guard let comparison = input.comparison else {
            return json.field("comparison", nil as Int?)
        }
        json.object("comparison") { json in
            json.field("against", comparison.against)
            json.field("basis", ComparisonTable.basis(comparison))
            json.field("regressed", comparison.hasRegressed)
            json.array("figures") { json in
                for line in comparison.lines { json.object { json in writeLine(line, &json) } }
            }
        }
    }

    private func writeLine(_ line: Comparison.Line, _ json: inout JSONWriter) {
        writeGauge(line.gauge, &json)
        json.field("old", line.old?.median, decimals: 6)
        json.field("new", line.new?.median, decimals: 6)
        json.field("change", line.change, decimals: 6)
        json.field("p", line.pValue, decimals: 6)
        json.field("finding", line.finding.rawValue)
    }
}

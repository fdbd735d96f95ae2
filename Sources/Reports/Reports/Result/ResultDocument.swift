import Recordings
import Scenarios
import Scoring
import Timebase

/// The result of a run as JSON text of the schema ``resultSchema()``, ending in a line break.
///
/// Every key of the schema is present, in the schema's order; what is not known is null.
public func jsonReport(_ input: ReportInput) -> String {
    ResultDocument(evidence: Evidence(input)).text
}

/// The name of the result's schema; a change that breaks a reader takes the next number.
public let resultSchemaName = ResultDocument.schema

/// Writes a result, part by part in the order of the schema.
struct ResultDocument {
    /// See ``resultSchemaName``.
    static let schema = "chaos.result/1"

    let evidence: Evidence

    var input: ReportInput { evidence.input }
    var scenario: Scenario { evidence.scenario }
    var scorecard: Scorecard { evidence.scorecard }

    var text: String {
        var json = JSONWriter(.pretty)
        json.reserve(64 << 10)
        json.object { json in
            json.field("schema", ResultDocument.schema)
            json.field("version", input.version)
            writeScenario(&json)
            writeVerdict(&json)
            writeScore(&json)
            writeObjectives(&json)
            writePhases("phases", evidence.run, &json)
            writeEdges(&json)
            writeFaults(&json)
            writeMechanisms(&json)
            writeInstances(&json)
            writeData(&json)
            writeControl(&json)
            writeAblation(&json)
            writeAdvice(&json)
            writeSeeds(&json)
            writeComparison(&json)
            writeTimeline(&json)
        }
        return json.text + "\n"
    }

    private func writeScenario(_ json: inout JSONWriter) {
        json.object("scenario") { json in
            json.field("title", scenario.title)
            json.field("file", input.file)
            json.field("topology", scenario.topology.name)
            json.field("engine", input.run.engine)
            json.key("seed")
            json.value(json: String(input.run.seed))
            json.field("seeds", scenario.seeds)
            json.field("duration_s", input.run.duration.seconds, decimals: 3)
            json.field("digest", input.digest.isEmpty ? nil : input.digest)
            json.array("overrides") { json in for flag in input.overrides { json.value(flag) } }
            json.key("input")
            if input.inputText.isEmpty { json.null() } else { json.value(json: input.inputText) }
        }
    }

    private func writeVerdict(_ json: inout JSONWriter) {
        json.field("verdict", scorecard.verdict.rawValue)
        json.field("expected", scorecard.expectsFail ? "fail" : "pass")
        json.array("reasons") { json in for reason in scorecard.reasons { json.value(reason) } }
    }

    /// What this harness does not count yet.
    private func writeData(_ json: inout JSONWriter) {
        json.object("data") { json in
            for key in ResultSchema.dataKeys { json.field(key, nil as Int?) }
        }
    }

    private func writeControl(_ json: inout JSONWriter) {
        guard let control = evidence.control else { return json.field("control", nil as Int?) }
        json.object("control") { json in writePhases("phases", control, &json) }
    }
}

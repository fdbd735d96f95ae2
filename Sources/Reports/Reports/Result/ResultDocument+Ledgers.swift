import Recordings
import Scenarios
import Timebase
import Topologies

extension ResultDocument {
    func writePhases(_ name: String, _ figures: Figures, _ json: inout JSONWriter) {
        json.array(name) { json in
            for (index, phase) in figures.phases.enumerated() {
                json.object { json in
                    json.field("name", phase.name)
                    json.field("from_s", phase.from.seconds, decimals: 3)
                    json.field("to_s", phase.to.seconds, decimals: 3)
                    json.object("streams") { json in
                        for (stream, load) in scenario.load.enumerated() {
                            json.object(load.name) { json in
                                writeStream(figures.streams[stream][index], &json)
                            }
                        }
                    }
                }
            }
        }
    }

    private func writeStream(_ stream: StreamFigures, _ json: inout JSONWriter) {
        for (key, counter) in ResultSchema.streamCounters { json.field(key, stream.tally[counter]) }
        json.field("availability", stream.availability, decimals: 6)
        json.field("goodput_per_s", stream.goodput, decimals: 3)
        writeLatency(stream.latency, &json)
    }

    private func writeLatency(_ latency: LatencyFigures, _ json: inout JSONWriter) {
        json.object("latency_ms", .line) { json in
            let figures = [
                latency.mean, latency.p50, latency.p90, latency.p99, latency.p999, latency.max,
            ]
            for (key, figure) in zip(ResultSchema.latencyKeys, figures) {
                json.field(key, figure?.milliseconds, decimals: 3)
            }
        }
    }

    func writeEdges(_ json: inout JSONWriter) {
        let figures = evidence.run
        json.array("edges") { json in
            for edge in figures.edges.indices {
                json.object { json in
                    json.field("from", scenario.callerName(of: edge))
                    json.field("to", scenario.topology.services[scenario.callee(of: edge)].name)
                    let run = figures.phase("run").map { figures.edges[edge][$0] }
                    writeEdge(run ?? EdgeFigures(EdgeLedger.Cell()), &json)
                    json.array("phases") { json in writeEdgePhases(edge, &json) }
                }
            }
        }
    }

    private func writeEdgePhases(_ edge: EdgeID, _ json: inout JSONWriter) {
        for (index, phase) in evidence.run.phases.enumerated() {
            json.object { json in
                json.field("name", phase.name)
                writeEdge(evidence.run.edges[edge][index], &json)
            }
        }
    }

    private func writeEdge(_ edge: EdgeFigures, _ json: inout JSONWriter) {
        for (key, counter) in ResultSchema.edgeCounters { json.field(key, edge.tally[counter]) }
        json.field("amplification", edge.amplification, decimals: 4)
        writeLatency(edge.latency, &json)
    }

    func writeFaults(_ json: inout JSONWriter) {
        json.array("faults") { json in
            for fault in input.run.faults {
                json.object { json in
                    json.field("inject", fault.inject)
                    json.field("on", fault.on)
                    json.field("name", fault.name)
                    json.field("from_s", fault.from.seconds, decimals: 3)
                    json.field("to_s", fault.to.seconds, decimals: 3)
                    json.object("touched", .line) { json in
                        json.field("requests", fault.requests)
                        json.field("connections", fault.connections)
                        json.field("instances", fault.instances)
                    }
                    json.field("undone", fault.undone)
                }
            }
        }
    }

    func writeInstances(_ json: inout JSONWriter) {
        let run = input.run.windows.phase(named: "run")
        json.array("instances") { json in
            for (service, ledger) in input.run.services.enumerated() {
                let total = run.map { ledger.total(of: $0, in: input.run.windows) }
                json.object { json in
                    json.field("service", scenario.topology.services[service].name)
                    json.array("timeline", .line) { json in
                        for count in ledger.instances {
                            json.array { json in
                                json.value(count.at.seconds, decimals: 3)
                                json.value(count.ready)
                            }
                        }
                    }
                    json.field("max", ledger.instances.map(\.ready).max())
                    json.field(
                        "seconds", total.map { Double($0[.startedTime]) / 1e9 }, decimals: 3)
                }
            }
        }
    }

    func writeTimeline(_ json: inout JSONWriter) {
        json.object("timeline") { json in
            json.field("step_s", input.run.step.seconds, decimals: 3)
            json.object("streams") { json in
                for (stream, load) in scenario.load.enumerated() {
                    json.object(load.name) { json in
                        writeSteps(of: input.run.streams[stream], &json)
                    }
                }
            }
            json.object("edges") { json in
                for (edge, ledger) in input.run.edges.enumerated() {
                    json.object(scenario.edgeName(edge)) { json in
                        for (key, counter) in ResultSchema.edgeCounters {
                            json.array(key, .line) { json in
                                for step in ledger.steps { json.value(step[counter]) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func writeSteps(of ledger: StreamLedger, _ json: inout JSONWriter) {
        for (key, counter) in ResultSchema.streamCounters {
            json.array(key, .line) { json in
                for step in ledger.steps { json.value(step.tally[counter]) }
            }
        }
        for (key, quantile) in ResultSchema.stepQuantiles {
            json.array(key, .line) { json in
                for step in ledger.steps {
                    json.value(step[keyPath: quantile]?.milliseconds ?? .nan, decimals: 3)
                }
            }
        }
    }
}

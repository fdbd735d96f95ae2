import Recordings
import Scenarios
import Timebase

extension Details {
    func writeStreams(to page: inout MarkdownPage) {
        for (stream, load) in scenario.load.enumerated() {
            page.heading("Stream " + MarkdownText.code(load.name), level: 3)
            page.table(
                [
                    "phase", ">requests", ">succeeded", ">degraded", ">failed", ">timed out",
                    ">rejected", ">availability", ">goodput", ">p50", ">p99", ">p99 in control",
                ],
                evidence.run.phases.indices.map { row(stream: stream, phase: $0) })
        }
    }

    private func row(stream: Int, phase: Int) -> [String] {
        let figures = evidence.run.streams[stream][phase]
        let named = evidence.run.phases[phase]
        let control = evidence.control.flatMap { control in
            control.phase(named.name).flatMap { control.streams[stream][$0].latency.p99 }
        }
        let counts = ResultSchema.streamCounters.map { Quantity.count(figures.tally[$0.counter]) }
        let span = evidence.clock.text(named.from, named.to)
        return ["\(MarkdownText.text(named.name, limit: 40)), \(span)"] + counts + [
            figures.availability.map(Quantity.percent) ?? "–",
            figures.goodput.map { Quantity.number($0) + "/s" } ?? "–",
            Quantity.duration(figures.latency.p50), Quantity.duration(figures.latency.p99),
            Quantity.duration(control),
        ]
    }

    func writeEdges(to page: inout MarkdownPage) {
        guard let phase = evidence.run.phase(evidence.decisivePhase) else { return }
        page.heading("Edges in the phase `\(evidence.decisivePhase)`", level: 3)
        page.paragraph("Calls, and the attempts that they took.")
        page.table(
            [
                "edge", ">calls", ">answered", ">fallback", ">failed calls", ">rejected",
                ">attempts", ">failed attempts", ">refused", ">reset", ">timed out",
                ">cancelled", ">attempts a call", ">p50", ">p99",
            ],
            evidence.run.edges.indices.map { edge in
                let figures = evidence.run.edges[edge][phase]
                let counts = ResultSchema.edgeCounters.filter { $0.counter != .succeeded }
                    .map { Quantity.count(figures.tally[$0.counter]) }
                return [MarkdownText.code(scenario.edgeName(edge))] + counts + [
                    figures.amplification.map(Quantity.number) ?? "–",
                    Quantity.duration(figures.latency.p50), Quantity.duration(figures.latency.p99),
                ]
            })
    }

    func writeFaults(to page: inout MarkdownPage) {
        let faults = evidence.input.run.faults
        guard !faults.isEmpty else { return }
        let most = 40
        page.heading("Faults", level: 3)
        page.table(
            ["fault", "on", "name", "when", "touched", "undone"],
            faults.prefix(most).map { fault in
                [
                    MarkdownText.code(fault.inject), MarkdownText.code(fault.on),
                    fault.name.map { MarkdownText.text($0) } ?? "–",
                    evidence.clock.text(fault.from, fault.to)
                        + (fault.spans.count > 1 ? ", \(fault.spans.count) times" : ""),
                    fault.attempted
                        ? FaultStory.whatIsTouched(fault, in: scenario) : "not attempted",
                    fault.undone ? "yes" : "**no**",
                ]
            })
        if faults.count > most {
            page.paragraph("And \(Quantity.count(faults.count - most, "more fault")).")
        }
    }

    func writeInstances(to page: inout MarkdownPage) {
        let run = evidence.input.run
        guard let phase = run.windows.phase(named: "run") else { return }
        page.heading("Instances", level: 3)
        page.table(
            [
                "service", ">at the start", ">fewest ready", ">most ready", ">died",
                ">instance-seconds",
            ],
            run.services.enumerated().map { service, ledger in
                let ready = ledger.instances.map(\.ready)
                let total = ledger.total(of: phase, in: run.windows)
                return [
                    MarkdownText.code(scenario.topology.services[service].name),
                    ready.first.map { String($0) } ?? "–", ready.min().map { String($0) } ?? "–",
                    ready.max().map { String($0) } ?? "–", Quantity.count(ledger.deaths.count),
                    Quantity.number(Double(total[.startedTime]) / 1e9),
                ]
            })
    }

    func writeReproduction(to page: inout MarkdownPage) {
        page.heading("To see it again", level: 3)
        let input = evidence.input
        page.code([Reproduction(input).command])
        let digest =
            input.digest.isEmpty
            ? "" : " The digest of its input is \(MarkdownText.code(input.digest))."
        let promise =
            input.run.engine == Scenario.Engine.simulate.rawValue
            ? "The same input, seed and version give the same bytes"
            : "The same input and seed send the same requests, to a real machine that never "
                + "answers twice alike"
        page.paragraph("\(promise): chaos \(MarkdownText.text(input.version)).\(digest)")
    }
}

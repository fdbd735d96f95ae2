import Recordings
import Scenarios
import Topologies

/// How the attempts over each edge ended over time, a chart an edge.
struct EdgeCharts {
    /// So many charts; of more edges the busiest.
    private static let most = 80
    /// So many points in all charts together, so that a page stays quick.
    private static let mostPoints = 60_000

    private static let layers: [(counter: EdgeCounter, name: String)] = [
        (.succeeded, "succeeded"), (.cancelled, "cancelled"), (.rejectedCalls, "calls rejected"),
        (.timedOut, "timed out"), (.refused, "refused"), (.reset, "reset"), (.failed, "failed"),
    ]
    private static let troubles: [EdgeCounter] = [
        .rejectedCalls, .timedOut, .refused, .reset, .failed,
    ]

    let evidence: Evidence
    private let bins: Bins
    /// In the scenario's order.
    private let shown: [EdgeID]
    private let used: Int

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let edges = evidence.input.run.edges
        let calls = edges.map { $0.steps.reduce(0) { $0 + $1[.calls] } }
        let busiest = edges.indices.filter { calls[$0] > 0 }
            .sorted { (-calls[$0], $0) < (-calls[$1], $1) }
        used = busiest.count
        shown = busiest.prefix(EdgeCharts.most).sorted()
        bins = Bins(
            steps: edges.map(\.steps.count).max() ?? 0, of: evidence.input.run.step,
            most: max(120, min(Bins.mostOfPage, EdgeCharts.mostPoints / max(1, shown.count))))
    }

    private var input: ReportInput { evidence.input }

    var group: ChartBook.Group {
        let layers = EdgeCharts.layers.filter { layer in
            shown.contains { input.run.edges[$0].steps.contains { $0[layer.counter] > 0 } }
        }
        var keys = layers.map { layer in
            let word = "\(layer.counter)"
            return ChartBook.Key(id: word, name: layer.name, mark: .area, ink: word)
        }
        keys.append(.init(id: "calls", name: "calls", mark: .line, ink: "calls"))
        let hidden = used - shown.count
        let unused = input.run.edges.count - used
        return .init(
            id: "edges", title: "Edges",
            note: "attempts a second by when their call began, in steps of "
                + "\(Quantity.duration(bins.length)), and the calls that they were made for: "
                + "what stands above the line of calls are retries, what is missing below it was "
                + "never sent",
            keys: keys, charts: shown.map { figure(of: $0, layers.map(\.counter)) },
            notes: [
                hidden == 0 ? nil : "not shown: \(Quantity.count(hidden, "edge")) with fewer calls",
                unused == 0 ? nil : "never called: \(Quantity.count(unused, "edge"))",
            ].compactMap { $0 })
    }

    private func figure(of edge: EdgeID, _ counters: [EdgeCounter]) -> ChartBook.Figure {
        let ledger = input.run.edges[edge]
        var figure = ChartBook.Figure(
            name: input.scenario.edgeName(edge), remark: remark(edge), unit: .rate,
            times: .bins(bins.length))
        figure.series = (counters + [.calls]).map { counter in
            (
                "\(counter)",
                bins.rates(of: ledger.steps, step: input.run.step) { $0[counter] }
            )
        }
        figure.isQuiet = ledger.steps.allSatisfy { step in
            EdgeCharts.troubles.allSatisfy { step[$0] == 0 }
        }
        return figure
    }

    private func remark(_ edge: EdgeID) -> String {
        let name = evidence.decisivePhase
        guard let phase = evidence.run.phase(name) else { return "" }
        let tally = evidence.run.edges[edge][phase].tally
        let calls = Quantity.count(tally[.calls], "call")
        return "\(calls), \(Quantity.count(tally[.attempts], "attempt")) in \(name)"
    }
}

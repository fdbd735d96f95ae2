import Recordings
import Scenarios
import Topologies

/// What became of each stream's requests over time, a chart a stream.
struct OutcomeCharts {
    let evidence: Evidence
    private let bins: Bins

    init(_ evidence: Evidence) {
        self.evidence = evidence
        bins = .ofStreams(evidence.input)
    }

    private var input: ReportInput { evidence.input }

    var group: ChartBook.Group {
        let layers = OutcomesPicture.layers.filter { layer in
            input.run.streams.contains { $0.steps.contains { $0.tally[layer.counter] > 0 } }
        }
        var keys = layers.map {
            ChartBook.Key(
                id: $0.ink.rawValue, name: $0.name, mark: .area, ink: $0.ink.rawValue)
        }
        if input.control != nil {
            keys.append(
                .init(
                    id: "control", name: "goodput without the faults", mark: .dashed,
                    ink: "control"))
        }
        return .init(
            id: "outcomes", title: OutcomesPicture.title,
            note: OutcomesPicture.note(bins.length), keys: keys,
            charts: input.scenario.load.indices.map { figure(of: $0, layers.map(\.counter), keys) })
    }

    private func figure(
        of stream: StreamID, _ counters: [StreamCounter], _ keys: [ChartBook.Key]
    ) -> ChartBook.Figure {
        var figure = ChartBook.Figure(
            name: input.scenario.load[stream].name,
            remark: OutcomesPicture.remark(stream, in: evidence), unit: .rate,
            times: .bins(bins.length))
        for (counter, key) in zip(counters, keys) {
            figure.series.append((key.id, rates(input.run.streams[stream]) { $0[counter] }))
        }
        if let control = input.control {
            figure.series.append(("control", rates(control.streams[stream]) { $0.good }))
        }
        return figure
    }

    private func rates(
        _ ledger: StreamLedger, _ count: (Tally<StreamCounter>) -> Int
    ) -> [Double?] {
        bins.rates(of: ledger.steps, step: input.run.step) { count($0.tally) }
    }
}

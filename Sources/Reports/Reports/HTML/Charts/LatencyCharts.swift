import Recordings
import Scenarios
import Topologies

/// The median and the 99th percentile of each stream's latency over time, a chart a stream.
struct LatencyCharts {
    let evidence: Evidence
    private let bins: Bins

    init(_ evidence: Evidence) {
        self.evidence = evidence
        bins = .ofStreams(evidence.input)
    }

    private var input: ReportInput { evidence.input }

    var group: ChartBook.Group {
        var keys: [ChartBook.Key] = [
            .init(id: "p99", name: "p99", mark: .line, ink: "tail"),
            .init(id: "p50", name: "median", mark: .line, ink: "median"),
        ]
        if input.control != nil {
            let name = "p99 without the faults"
            keys.append(.init(id: "control", name: name, mark: .dashed, ink: "control"))
        }
        keys.append(.init(id: "slow", name: "slow from here", mark: .limit, ink: "limit"))
        return .init(
            id: "latency", title: LatencyPicture.title, note: LatencyPicture.note(bins.length),
            keys: keys, charts: input.scenario.load.indices.map(figure))
    }

    private func figure(of stream: StreamID) -> ChartBook.Figure {
        let ledger = input.run.streams[stream]
        var figure = ChartBook.Figure(
            name: input.scenario.load[stream].name,
            remark: LatencyPicture.remark(stream, in: evidence), unit: .milliseconds,
            times: .bins(bins.length))
        figure.series = [("p99", bins.worst(ledger, \.p99)), ("p50", bins.worst(ledger, \.p50))]
        if let control = input.control {
            figure.series.append(("control", bins.worst(control.streams[stream], \.p99)))
        }
        figure.limits = [("slow", input.scenario.load[stream].slow.milliseconds)]
        return figure
    }
}

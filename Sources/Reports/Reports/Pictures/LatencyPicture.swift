import Recordings
import Scenarios
import Timebase
import Topologies

/// Median and 99th percentile over time, a panel a stream, with the control run's behind them.
struct LatencyPicture {
    static let title = "Latency"
    private static let height = 132.0

    let evidence: Evidence
    let streams: ChosenStreams
    private let bins: Bins

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let input = evidence.input
        streams = ChosenStreams(input)
        bins = Bins(steps: streams.steps, of: input.run.step)
    }

    private var input: ReportInput { evidence.input }

    var svg: String {
        var legend = [
            Chart.LegendEntry(mark: .line, ink: .tail, name: "p99"),
            .init(mark: .line, ink: .median, name: "median"),
        ]
        if input.control != nil {
            legend.append(.init(mark: .line, ink: .controlLine, name: "p99 without the faults"))
        }
        legend.append(.init(mark: .line, ink: .limit, name: "slow from here"))
        var chart = Chart(
            title: LatencyPicture.title, note: LatencyPicture.note(bins.length), legend: legend,
            input.run, left: 76)
        for stream in streams.shown { draw(stream, in: &chart) }
        return chart.finish(notes: streams.notes)
    }

    private func draw(_ stream: StreamID, in chart: inout Chart) {
        let median = bins.worst(input.run.streams[stream], \.p50)
        let tail = bins.worst(input.run.streams[stream], \.p99)
        let control = input.control.map { bins.worst($0.streams[stream], \.p99) } ?? []
        let load = input.scenario.load[stream]
        let panel = chart.panel(
            height: LatencyPicture.height, name: load.name,
            remark: LatencyPicture.remark(stream, in: evidence))
        let all = median + tail + control
        let scale = Scale.fitting(
            least: all.compactMap { $0 }.filter { $0 > 0 }.min(),
            most: all.compactMap { $0 }.max() ?? 1, bottom: panel.bottom, top: panel.top)
        chart.drawGrid(scale, panel) { Quantity.duration(Duration(seconds: $0 / 1000)) }
        let slow = load.slow.milliseconds
        chart.draw { svg in
            if slow <= scale.high && slow >= scale.low {
                let y = scale.height(of: slow)
                svg.polyline(
                    [[.init(x: panel.axis.left, y: y), .init(x: panel.axis.right, y: y)]], .limit)
            }
            svg.polyline(points(control, scale, panel), .controlLine)
            svg.polyline(points(median, scale, panel), .median)
            svg.polyline(points(tail, scale, panel), .tail)
        }
        chart.close(panel)
    }

    /// Stretches of points, broken where there is no value.
    private func points(_ values: [Double?], _ scale: Scale, _ panel: Panel) -> [[SVG.Point]] {
        var stretches: [[SVG.Point]] = [[]]
        for (bin, value) in values.enumerated() {
            if let value {
                let x = panel.axis.x(bins.middle(bin))
                stretches[stretches.count - 1].append(.init(x: x, y: scale.height(of: value)))
            } else if stretches[stretches.count - 1].isEmpty == false {
                stretches.append([])
            }
        }
        return stretches
    }

    /// What its values are, in steps of this length.
    static func note(_ length: Duration) -> String {
        "of the requests due in each \(Quantity.duration(length)); "
            + "one that did not succeed counts as the stream's timeout at least"
    }

    /// What a stream's panel says beside its name.
    static func remark(_ stream: StreamID, in evidence: Evidence) -> String {
        let p99 = evidence.decisive(of: stream, \.latency.p99)
        guard let run = p99.run else { return "" }
        let control = p99.control.map { ", without them \(Quantity.duration($0))" } ?? ""
        return "p99 in \(evidence.decisivePhase) \(Quantity.duration(run))\(control)"
    }
}

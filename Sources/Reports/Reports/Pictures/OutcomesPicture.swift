import Recordings
import Scenarios
import Timebase
import Topologies

/// What became of the requests over time, a panel a stream: areas that add up to what was sent.
struct OutcomesPicture {
    static let title = "Outcomes of requests"
    private static let height = 118.0
    /// From the foot up: what is good, then what is not.
    static let layers: [(counter: StreamCounter, ink: Ink, name: String)] = [
        (.succeeded, .succeeded, "succeeded"), (.degraded, .degraded, "degraded"),
        (.rejected, .rejected, "rejected"), (.timedOut, .timedOut, "timed out"),
        (.failed, .failed, "failed"),
    ]

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
        let seen = input.run.streams.flatMap(\.cells).reduce(into: Tally<StreamCounter>()) {
            $0 += $1.tally
        }
        var legend = OutcomesPicture.layers.filter { seen[$0.counter] > 0 }.map {
            Chart.LegendEntry(mark: .area, ink: $0.ink, name: $0.name)
        }
        if input.control != nil {
            legend.append(.init(mark: .line, ink: .controlLine, name: "goodput without the faults"))
        }
        var chart = Chart(
            title: OutcomesPicture.title, note: OutcomesPicture.note(bins.length),
            legend: legend, input.run, left: 76)
        for stream in streams.shown { draw(stream, in: &chart) }
        return chart.finish(notes: streams.notes)
    }

    private func draw(_ stream: StreamID, in chart: inout Chart) {
        let run = rates(input.run.streams[stream])
        let control = input.control.map { rates($0.streams[stream]).map { $0[1] } } ?? []
        let panel = chart.panel(
            height: OutcomesPicture.height, name: input.scenario.load[stream].name,
            remark: OutcomesPicture.remark(stream, in: evidence))
        let most = (run.compactMap(\.last) + control).max() ?? 1
        let scale = Scale(upTo: most, bottom: panel.bottom, top: panel.top)
        chart.drawGrid(scale, panel) { Quantity.number($0) + "/s" }
        chart.draw { svg in
            var below = line(Array(repeating: 0, count: run.count), scale, panel)
            for (layer, look) in OutcomesPicture.layers.enumerated() {
                let above = line(run.map { $0[layer] }, scale, panel)
                let isThere = run.contains { $0[layer] > (layer == 0 ? 0 : $0[layer - 1]) }
                if isThere { svg.polygon(above + below.reversed(), look.ink) }
                if layer == 1 { svg.polyline([above], .okEdge) }
                below = above
            }
            svg.polyline([line(control, scale, panel)], .controlLine)
        }
        chart.close(panel)
    }

    /// For each bin the running sums of the layers, a second.
    private func rates(_ ledger: StreamLedger) -> [[Double]] {
        bins.indices.map { bin in
            let steps = bins.steps(bin, of: ledger.steps)
            let seconds = input.run.step.seconds * Double(max(1, steps.count))
            var sum = 0
            return OutcomesPicture.layers.map { layer in
                sum += steps.reduce(0) { $0 + $1.tally[layer.counter] }
                return Double(sum) / seconds
            }
        }
    }

    /// A staircase: what was counted in a bin holds from its start to its end, so that nothing is
    /// seen before the fault that it came of.
    private func line(_ values: [Double], _ scale: Scale, _ panel: Panel) -> [SVG.Point] {
        var points: [SVG.Point] = []
        for (bin, value) in values.enumerated() {
            let y = scale.height(of: value)
            if bin == 0 || value != values[bin - 1] {
                let x = panel.axis.x(bins.start(bin))
                if let last = points.last { points.append(.init(x: x, y: last.y)) }
                points.append(.init(x: x, y: y))
            }
        }
        return points + (points.last.map { [.init(x: panel.axis.right, y: $0.y)] } ?? [])
    }

    /// What its values are, in steps of this length.
    static func note(_ length: Duration) -> String {
        "requests a second by when they were due, in steps of \(Quantity.duration(length)); "
            + "goodput is what succeeded or was degraded"
    }

    /// What a stream's panel says beside its name.
    static func remark(_ stream: StreamID, in evidence: Evidence) -> String {
        let availability = evidence.decisive(of: stream, \.availability)
        guard let run = availability.run else { return "" }
        let control = availability.control.map { ", without them \(Quantity.percent($0))" } ?? ""
        return "availability in \(evidence.decisivePhase) \(Quantity.percent(run))\(control)"
    }
}

import Recordings
import Timebase

/// The faults of a run as named bars above the panels, and as shades behind them.
struct FaultStrip {
    private static let rowHeight = 17.0
    private static let mostRows = 4
    /// More windows than this are only shaded.
    private static let mostEdges = 24

    /// One bar: a fault, or several that share a kind and a target.
    struct Bar {
        var label: String
        /// What it is called, or else its kind.
        var name: String
        var spans: [FaultLedger.Span]
    }

    /// A bar with the place of its label.
    private struct Placed {
        let bar: Bar
        let label: String
        let x: Double
        let anchor: SVG.Anchor
        let extent: ClosedRange<Double>

        /// The label goes into the bar, or else to its right, or else to its left.
        init(_ bar: Bar, axis: TimeAxis) {
            self.bar = bar
            let from = axis.x(bar.spans[0].from)
            let firstEnd = axis.x(bar.spans[0].to)
            let to = axis.x(bar.spans[bar.spans.count - 1].to)
            let width = Lettering.width(bar.label)
            let isLeftWider = from - Chart.left > Chart.mostRight - to
            if width + 8 <= firstEnd - from {
                (x, anchor) = (from + 4, .start)
            } else if bar.spans.count > 1 && width + 5 <= from - Chart.left {
                (x, anchor) = (from - 5, .end)
            } else if width + 5 <= Chart.mostRight - to || !isLeftWider {
                (x, anchor) = (to + 5, .start)
            } else {
                (x, anchor) = (from - 5, .end)
            }
            let room = anchor == .end ? x - Chart.left : Chart.mostRight - x
            label = Lettering.fit(bar.label, into: room)
            let reach = min(width, room)
            let left = anchor == .end ? x - reach : from
            extent = left...max(to, anchor == .end ? to : x + reach)
        }
    }

    private let rows: [[Placed]]
    private let hidden: Int
    private let spans: [FaultLedger.Span]
    private let axis: TimeAxis

    init(_ recording: Recording, axis: TimeAxis) {
        self.axis = axis
        let bars = FaultStrip.bars(of: recording)
        var rows: [[Placed]] = []
        var hidden = 0
        for bar in bars {
            let placed = Placed(bar, axis: axis)
            let free = rows.firstIndex { row in
                row.allSatisfy { !$0.extent.overlaps(placed.extent) }
            }
            if let free {
                rows[free].append(placed)
            } else if rows.count < FaultStrip.mostRows {
                rows.append([placed])
            } else {
                hidden += 1
            }
        }
        self.rows = rows
        self.hidden = hidden
        spans = FaultStrip.union(bars.flatMap(\.spans))
    }

    /// Faults in order of their beginning, the monkey's by what they do.
    static func bars(of recording: Recording) -> [Bar] {
        var bars: [Bar] = []
        for fault in recording.faults where fault.attempted && !fault.spans.isEmpty {
            let label = FaultStrip.label(of: fault)
            if let known = bars.firstIndex(where: { $0.label == label }) {
                bars[known].spans += fault.spans
            } else {
                let name = PlainText.line(fault.name ?? fault.inject, limit: 40)
                bars.append(Bar(label: label, name: name, spans: fault.spans))
            }
        }
        for index in bars.indices { bars[index].spans = union(bars[index].spans) }
        let order = bars.indices.sorted {
            (bars[$0].spans[0].from, $0) < (bars[$1].spans[0].from, $1)
        }
        return order.map { bars[$0] }
    }

    private static func label(of fault: FaultLedger) -> String {
        switch fault.origin {
        case .monkey: "monkey: \(fault.inject)"
        case .fault, .spike:
            (fault.name.map { PlainText.line($0, limit: 40) + ": " } ?? "")
                + "\(fault.inject) on \(PlainText.line(fault.on, limit: 60))"
        }
    }

    /// The spans in order, those that touch joined.
    static func union(_ spans: [FaultLedger.Span]) -> [FaultLedger.Span] {
        var joined: [FaultLedger.Span] = []
        for span in spans.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            if let last = joined.last, span.from <= last.to {
                joined[joined.count - 1].to = max(last.to, span.to)
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    var height: Double {
        rows.isEmpty ? 0 : Double(rows.count + (hidden > 0 ? 1 : 0)) * FaultStrip.rowHeight + 4
    }

    /// The named bars, from `y` down.
    func drawBars(at y: Double, in svg: inout SVG) {
        for (index, row) in rows.enumerated() {
            let top = y + Double(index) * FaultStrip.rowHeight
            for placed in row {
                for span in placed.bar.spans {
                    let from = axis.x(span.from)
                    svg.rect(from, top, max(1.5, axis.x(span.to) - from), 14, .faultBar)
                }
                let at = SVG.Point(x: placed.x, y: top + 11)
                svg.text(placed.label, at: at, .faultName, placed.anchor)
            }
        }
        guard hidden > 0 else { return }
        let top = y + Double(rows.count) * FaultStrip.rowHeight
        svg.text(
            "and \(Quantity.count(hidden, "fault")) more", at: .init(x: axis.left, y: top + 11),
            .faultName)
    }

    /// The shade of every moment at which a fault was active, over a panel.
    func shade(from top: Double, to bottom: Double, in svg: inout SVG) {
        for span in spans {
            let from = axis.x(span.from)
            svg.rect(from, top, max(1, axis.x(span.to) - from), bottom - top, .shade)
        }
    }

    /// Lines where faults begin and end, for panels that cover their shade.
    func drawEdges(from top: Double, to bottom: Double, in svg: inout SVG) {
        guard spans.count <= FaultStrip.mostEdges else { return }
        for span in spans {
            for x in [axis.x(span.from), axis.x(span.to)] {
                svg.line(from: .init(x: x, y: top), to: .init(x: x, y: bottom), .faultEdge)
            }
        }
    }
}

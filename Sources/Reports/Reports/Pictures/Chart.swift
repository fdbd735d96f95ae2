import Recordings
import Timebase

/// What the pictures share: a heading with a legend, the phases, the faults, and one time axis for
/// all panels below each other.
struct Chart {
    static let width = 960.0
    static let right = 936.0
    /// Between here and ``mostRight`` text may stand.
    static let left = 24.0
    static let mostRight = 948.0
    private static let phaseRow = 14.0

    private(set) var svg = SVG(width: Chart.width)
    let axis: TimeAxis
    private let faults: FaultStrip
    private let phases: [(String, FaultLedger.Span)]
    /// Where the next thing goes.
    private(set) var y = 0.0
    private let title: String

    init(title: String, note: String, legend: [LegendEntry], _ recording: Recording, left: Double) {
        self.title = title
        phases = Chart.phases(of: recording)
        axis = TimeAxis(duration: recording.duration, left: left, right: Chart.right)
        faults = FaultStrip(recording, axis: axis)
        svg.text(title, at: .init(x: 24, y: 34), .heading)
        svg.text(note, at: .init(x: 24, y: 53), .subheading)
        drawLegend(legend)
        y = 92
        drawPhases()
        faults.drawBars(at: y, in: &svg)
        y += faults.height
    }

    /// A look and what it stands for.
    struct LegendEntry {
        enum Mark { case area, line }
        var mark: Mark
        var ink: Ink
        var name: String
    }

    private mutating func drawLegend(_ entries: [LegendEntry]) {
        var x = 24.0
        for entry in entries {
            switch entry.mark {
            case .area: svg.rect(x, 64, 14, 11, entry.ink)
            case .line:
                svg.polyline([[.init(x: x, y: 70), .init(x: x + 18, y: 70)]], entry.ink)
            }
            svg.text(entry.name, at: .init(x: x + 23, y: 74), .value)
            x += 23 + Lettering.width(entry.name, size: 12) + 20
        }
    }

    /// The parts of the run, in order.
    static func phases(of recording: Recording) -> [(String, FaultLedger.Span)] {
        let warmup = FaultLedger.Span(from: .start, to: .start + recording.warmup)
        let names = ["baseline", "faults", "recovery"]
        let others = recording.windows.phases.filter { names.contains($0.name) && !$0.isEmpty }
            .map { ($0.name, FaultLedger.Span(from: $0.from, to: $0.to)) }
        return warmup.from < warmup.to ? [("warmup", warmup)] + others : others
    }

    /// The names of the phases over their time, with a mark where one gives way to the next; a
    /// name that would run into another stands a row below, and one at the right edge before its
    /// mark.
    private mutating func drawPhases() {
        var ends: [Double] = []
        for (name, span) in phases {
            let x = axis.x(span.from)
            let width = Lettering.width(name, size: 12)
            let isRight = x + 5 + width <= Chart.mostRight
            let from = isRight ? x : x - 5 - width
            let row = ends.firstIndex { $0 < from } ?? ends.count
            if row == ends.count { ends.append(0) }
            ends[row] = (isRight ? x + width : x) + 10
            let foot = y + 13 + Double(row) * Chart.phaseRow
            svg.line(from: .init(x: x, y: foot - 9), to: .init(x: x, y: foot + 3), .tick)
            let at = SVG.Point(x: isRight ? x + 5 : x - 5, y: foot)
            svg.text(name, at: at, .phaseName, isRight ? .start : .end)
        }
        y += 8 + Chart.phaseRow * Double(max(1, ends.count))
    }

    /// Makes room for a panel with a name and a remark above it, and lays its ground.
    mutating func panel(height: Double, name: String, remark: String) -> Panel {
        svg.text(Lettering.fit(name, into: 300, size: 13), at: .init(x: 24, y: y + 18), .name)
        svg.text(remark, at: .init(x: Chart.right, y: y + 18), .note, .end)
        let panel = Panel(top: y + 30, bottom: y + 30 + height, axis: axis)
        svg.rect(axis.left, panel.top, axis.right - axis.left, height, .panel)
        faults.shade(from: panel.top, to: panel.bottom, in: &svg)
        y = panel.bottom + 6
        return panel
    }

    /// Makes room for a lane with its name and a remark on its left.
    mutating func lane(height: Double, name: String, remark: String) -> Panel {
        let middle = y + height / 2
        svg.text(
            Lettering.fit(name, into: 190, size: 12), at: .init(x: 24, y: middle - 2), .laneName)
        svg.text(Lettering.fit(remark, into: 190), at: .init(x: 24, y: middle + 12), .tickLabel)
        let panel = Panel(top: y, bottom: y + height, axis: axis)
        y = panel.bottom + 14
        return panel
    }

    /// Makes room without more.
    mutating func advance(_ height: Double) { y += height }

    /// Marks over a finished panel where phases and faults begin and end.
    mutating func close(_ panel: Panel) {
        for (_, span) in phases.dropFirst() {
            let x = axis.x(span.from)
            svg.line(from: .init(x: x, y: panel.top), to: .init(x: x, y: panel.bottom), .phaseLine)
        }
        faults.drawEdges(from: panel.top, to: panel.bottom, in: &svg)
    }

    mutating func draw(_ body: (inout SVG) -> Void) { body(&svg) }

    /// Lines across a panel, with their labels on its left.
    mutating func drawGrid(_ scale: Scale, _ panel: Panel, label: (Double) -> String) {
        for tick in scale.ticks {
            let height = scale.height(of: tick)
            svg.line(
                from: .init(x: axis.left, y: height), to: .init(x: axis.right, y: height), .grid)
            svg.text(label(tick), at: .init(x: axis.left - 8, y: height + 4), .tickLabel, .end)
        }
    }

    /// The finished picture with the time axis at its foot.
    mutating func finish(notes: [String] = []) -> String {
        axis.draw(at: y, in: &svg)
        y += 40
        for note in notes {
            for (row, line) in Lettering.lines(note, into: 860, size: 12).enumerated() {
                y += 16
                svg.text(line, at: .init(x: row == 0 ? 24 : 40, y: y), .note)
            }
        }
        return svg.document(height: y + 16, title: title)
    }
}

/// The room of one panel.
struct Panel {
    let top: Double
    let bottom: Double
    let axis: TimeAxis
}

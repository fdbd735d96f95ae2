import Scoring
import Timebase

/// The map of triggers: a panel a load, in it a square for each strength and length of the fault.
struct MapPicture {
    private static let cell = (width: 58.0, height: 30.0)
    private static let gap = 26.0
    private static let left = 92.0

    static let note =
        "each square is a run of its own: seconds until all was well after the fault"
    static let legend = [
        (Ink.breakerClosed, "well within 10 s"), (.ready, "well within a minute"),
        (.breakerHalfOpen, "later, or not by the end"), (.breakerOpen, "stays down: metastable"),
        (.overloaded, "too much without a fault"),
    ]

    let map: TriggerMap

    var svg: String {
        let panelWidth = MapPicture.cell.width * Double(map.lengths.count)
        let perRow = max(1, Int((936 - MapPicture.left) / (panelWidth + MapPicture.gap)))
        let rowHeight = MapPicture.cell.height * Double(map.sizes.count) + 74
        var svg = SVG(width: 960)
        svg.text("What the fault leads to", at: .init(x: 24, y: 34), .heading)
        svg.text(MapPicture.note, at: .init(x: 24, y: 53), .subheading)
        drawLegend(in: &svg)
        for load in map.loads.indices {
            let place = (column: load % perRow, row: load / perRow)
            let x = MapPicture.left + Double(place.column) * (panelWidth + MapPicture.gap)
            let y = 112 + Double(place.row) * rowHeight
            draw(load, at: .init(x: x, y: y), in: &svg)
            guard place.column == 0 else { continue }
            for size in map.sizes.indices {
                let label = map.sizes.count == 1 ? "" : MapPicture.label(ofSize: size, in: map)
                svg.text(
                    label, at: .init(x: MapPicture.left - 8, y: top(of: size, below: y) + 20),
                    .tickLabel, .end)
            }
            if map.sizes.count > 1 {
                svg.text("strength", at: .init(x: 24, y: y - 6), .tickLabel)
            }
        }
        let rows = (map.loads.count + perRow - 1) / perRow
        return svg.document(
            height: 112 + Double(rows) * rowHeight, title: "What the fault leads to")
    }

    private func drawLegend(in svg: inout SVG) {
        var x = 24.0
        for (ink, name) in MapPicture.legend {
            svg.rect(x, 64, 14, 11, ink)
            svg.text(name, at: .init(x: x + 20, y: 74), .value)
            x += 20 + Lettering.width(name, size: 12) + 20
        }
    }

    private func draw(_ load: Int, at corner: SVG.Point, in svg: inout SVG) {
        let percent = Quantity.percent(map.loads[load])
        svg.text("\(percent) of the load", at: .init(x: corner.x, y: corner.y - 6), .name)
        for size in map.sizes.indices {
            for length in map.lengths.indices {
                let cell = map.cell(load: load, size: size, length: length)
                let x = corner.x + Double(length) * MapPicture.cell.width
                let y = top(of: size, below: corner.y)
                svg.rect(
                    x + 1, y + 1, MapPicture.cell.width - 2, MapPicture.cell.height - 2,
                    cell.ink)
                svg.text(
                    cell.label, at: .init(x: x + MapPicture.cell.width / 2, y: y + 20), .value,
                    .middle)
            }
        }
        let bottom = corner.y + MapPicture.cell.height * Double(map.sizes.count)
        for length in map.lengths.indices {
            let x = corner.x + (Double(length) + 0.5) * MapPicture.cell.width
            let label = MapPicture.label(ofLength: length, in: map)
            svg.text(label, at: .init(x: x, y: bottom + 15), .tickLabel, .middle)
        }
        if map.length != nil {
            svg.text("length of the fault", at: .init(x: corner.x, y: bottom + 30), .tickLabel)
        }
    }

    /// The strongest stands at the top.
    private func top(of size: Int, below y: Double) -> Double {
        y + Double(map.sizes.count - 1 - size) * MapPicture.cell.height
    }

    static func label(ofSize size: Int, in map: TriggerMap) -> String {
        "× \(Figure.rounded(map.sizes[size]))"
    }

    /// Empty where the fault has no length.
    static func label(ofLength length: Int, in map: TriggerMap) -> String {
        map.length.map { Quantity.duration($0 * map.lengths[length]) } ?? ""
    }
}

extension TriggerMap.Cell {
    var ink: Ink {
        switch self {
        case .recovered(let time):
            time <= .seconds(10) ? .breakerClosed : time <= .seconds(60) ? .ready : .breakerHalfOpen
        case .ill: .breakerHalfOpen
        case .metastable: .breakerOpen
        case .overloaded: .overloaded
        }
    }

    /// A figure, or a sign that does not rest on colour.
    var label: String {
        switch self {
        case .recovered(let time): Figure.rounded(time.seconds.rounded())
        case .ill: "ill"
        case .metastable: "down"
        case .overloaded: "–"
        }
    }
}

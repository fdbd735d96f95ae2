/// How a shape looks. The raw value is its class in the picture's style sheet.
///
/// Colours that tell figures apart are of the palette that the colour-blind can tell apart, too;
/// a card of its own behind it all makes a picture legible on light and dark pages.
/// - SeeAlso: Okabe, Ito: "Color Universal Design", 2008.
enum Ink: String, CaseIterable {
    case card, panel, grid, axis, shade, faultBar, faultEdge, phaseLine, limit
    case heading, subheading, name, laneName, note, tick
    case tickLabel = "tl"
    case phaseName, faultName, value
    case median, tail, controlLine, okEdge
    case succeeded, degraded, rejected, timedOut, failed
    case breakerClosed, breakerHalfOpen, breakerOpen
    case ready, started, death
    case overloaded

    private static let ink = "#1f2328"
    private static let muted = "#59636e"
    private static let blue = "#0072b2"
    private static let sky = "#56b4e9"
    private static let orange = "#e69f00"
    private static let vermilion = "#d55e00"
    private static let purple = "#a3447a"

    /// The declarations of its class.
    private var style: String {
        switch self {
        case .card: "fill:#fff;stroke:#d0d7de;rx:8px"
        case .panel: "fill:#fbfcfd"
        case .grid: "stroke:#e4e8ec"
        case .axis: "stroke:#8c959f"
        case .shade: "fill:\(Ink.vermilion);fill-opacity:.09"
        case .faultBar: "fill:\(Ink.vermilion);fill-opacity:.28"
        case .faultEdge: "stroke:\(Ink.vermilion);stroke-opacity:.55;stroke-width:1"
        case .phaseLine: "stroke:\(Ink.muted);stroke-opacity:.5;stroke-dasharray:2 4"
        case .limit: "stroke:\(Ink.ink);stroke-dasharray:1 4;stroke-linecap:round;fill:none"
        case .heading: "font-size:17px;font-weight:600;fill:\(Ink.ink)"
        case .subheading: "font-size:12px;fill:\(Ink.muted)"
        case .name: "font-size:13px;font-weight:600;fill:\(Ink.ink)"
        case .laneName: "font-size:12px;font-weight:600;fill:\(Ink.ink)"
        case .note: "font-size:12px;fill:\(Ink.muted)"
        case .tick: "stroke:#8c959f"
        case .tickLabel: "font-size:11px;fill:\(Ink.muted)"
        case .phaseName: "font-size:11px;fill:\(Ink.muted);letter-spacing:.04em"
        case .faultName: "font-size:11px;fill:#8a3b00"
        case .value: "font-size:12px;fill:\(Ink.ink)"
        case .median: Ink.stroke(Ink.sky, 1.6)
        case .tail: Ink.stroke(Ink.blue, 2)
        case .controlLine: Ink.stroke("#444c56", 1.2) + ";stroke-dasharray:4 3;stroke-opacity:.8"
        case .okEdge: Ink.stroke("#004f7c", 1.2)
        case .succeeded: "fill:\(Ink.blue);fill-opacity:.75"
        case .degraded: "fill:\(Ink.sky)"
        case .rejected: "fill:\(Ink.orange)"
        case .timedOut: "fill:\(Ink.vermilion)"
        case .failed: "fill:\(Ink.purple)"
        case .breakerClosed: "fill:#d7ebe3"
        case .breakerHalfOpen: "fill:\(Ink.orange)"
        case .breakerOpen: "fill:\(Ink.vermilion)"
        case .ready: "fill:#a9d5f2"
        case .started: Ink.stroke(Ink.blue, 1.4)
        case .death: "stroke:\(Ink.vermilion);stroke-width:2"
        case .overloaded: "fill:#d0d7de"
        }
    }

    private static func stroke(_ colour: String, _ width: Double) -> String {
        "fill:none;stroke:\(colour);stroke-width:\(width);"
            + "stroke-linejoin:round;stroke-linecap:round"
    }

    static let styleSheet =
        "text{font-family:-apple-system,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif}\n"
        + allCases.map { ".\($0.rawValue){\($0.style)}\n" }.joined()
}

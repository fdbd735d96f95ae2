import Recordings

/// SVG text, made shape by shape; shapes take their look from ``Ink``.
///
/// Self-contained: no script, no font, nothing from elsewhere. Coordinates have one decimal.
struct SVG {
    private var body: [UInt8] = []
    let width: Double

    init(width: Double) { self.width = width }

    struct Point {
        var x: Double
        var y: Double
    }

    enum Anchor: String { case start, middle, end }

    mutating func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Ink) {
        open("rect", ink)
        attribute(" x=\"", x)
        attribute(" y=\"", y)
        attribute(" width=\"", max(0, width))
        attribute(" height=\"", max(0, height))
        append("/>\n")
    }

    mutating func line(from a: Point, to b: Point, _ ink: Ink) {
        open("line", ink)
        attribute(" x1=\"", a.x)
        attribute(" y1=\"", a.y)
        attribute(" x2=\"", b.x)
        attribute(" y2=\"", b.y)
        append("/>\n")
    }

    /// Joins the points of each stretch; a stretch of one point becomes a dot.
    mutating func polyline(_ stretches: [[Point]], _ ink: Ink) {
        guard stretches.contains(where: { !$0.isEmpty }) else { return }
        open("path", ink)
        append(" d=\"")
        for stretch in stretches where !stretch.isEmpty {
            move(stretch)
            if stretch.count == 1 { append("h0") }
        }
        append("\"/>\n")
    }

    mutating func polygon(_ points: [Point], _ ink: Ink) {
        guard !points.isEmpty else { return }
        open("path", ink)
        append(" d=\"")
        move(points)
        append("Z\"/>\n")
    }

    mutating func text(
        _ text: String, at point: Point, _ ink: Ink, _ anchor: Anchor = .start
    ) {
        open("text", ink)
        attribute(" x=\"", point.x)
        attribute(" y=\"", point.y)
        if anchor != .start { append(" text-anchor=\"\(anchor.rawValue)\"") }
        append(">")
        append(XMLText.line(text))
        append("</text>\n")
    }

    /// The whole picture, once its height is known.
    func document(height: Double, title: String) -> String {
        var whole = SVG(width: width)
        let size =
            "\(DecimalText.string(width, decimals: 0)) \(DecimalText.string(height, decimals: 0))"
        let parts = size.split(separator: " ")
        whole.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\"")
        whole.append(" width=\"\(parts[0])\" height=\"\(parts[1])\" role=\"img\">\n")
        whole.append("<title>\(XMLText.line(title))</title>\n")
        whole.append("<style>\n\(Ink.styleSheet)</style>\n")
        whole.rect(0.5, 0.5, width - 1, height - 1, .card)
        whole.body += body
        whole.append("</svg>\n")
        return String(decoding: whole.body, as: UTF8.self)
    }

    private mutating func move(_ points: [Point]) {
        for (index, point) in points.enumerated() {
            append(index == 0 ? "M" : index == 1 ? "L" : " ")
            DecimalText.append(point.x, decimals: 1, isTrimmed: true, to: &body)
            append(" ")
            DecimalText.append(point.y, decimals: 1, isTrimmed: true, to: &body)
        }
    }

    private mutating func open(_ name: StaticString, _ ink: Ink) {
        append("<")
        append(name)
        append(" class=\"")
        append(ink.rawValue)
        append("\"")
    }

    private mutating func attribute(_ start: StaticString, _ value: Double) {
        append(start)
        DecimalText.append(value, decimals: 1, isTrimmed: true, to: &body)
        append("\"")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { body.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) { body.append(contentsOf: text.utf8) }
}

/// How much room text takes, near enough to keep labels apart whatever font the reader has.
enum Lettering {
    /// The width of a text in pixels at a font size; CJK, emoji and the like count as square.
    static func width(_ text: String, size: Double = 11) -> Double {
        var ems = 0.0
        for scalar in text.unicodeScalars { ems += width(scalar) }
        return ems * size
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "t", "f", "r", " ", ".", ",", ":", "|", "(", ")", "-", "'": 0.36
        case "m", "w", "M", "W", "%", "@": 0.9
        case "A"..."Z": 0.7
        default: scalar.value < 0x1100 ? 0.58 : 1.05
        }
    }

    /// An enumeration in lines that are no wider than the room, broken after a comma; a name that
    /// is wider itself is cut.
    static func lines(_ text: String, into room: Double, size: Double) -> [String] {
        var lines: [String] = []
        for name in text.split(separator: ", ") {
            let longer = lines.last.map { "\($0), \(name)" } ?? String(name)
            if !lines.isEmpty && width(longer, size: size) <= room {
                lines[lines.count - 1] = longer
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += "," }
                lines.append(fit(String(name), into: room, size: size))
            }
        }
        return lines
    }

    /// The text, or as much of its beginning as fits with `…`; empty when not even that does.
    static func fit(_ raw: String, into room: Double, size: Double = 11) -> String {
        let text = PlainText.line(raw, limit: 300)
        guard width(text, size: size) > room else { return text }
        var kept = String.UnicodeScalarView()
        var ems = 1.0
        for scalar in text.unicodeScalars {
            ems += width(scalar)
            if ems * size > room { break }
            kept.append(scalar)
        }
        return kept.count < 2 ? "" : PlainText.line(String(kept), limit: 300) + "…"
    }
}

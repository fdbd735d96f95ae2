/// How many columns of a terminal text takes.
///
/// - SeeAlso: Unicode Standard Annex 11, *East Asian Width*: wide and fullwidth take two columns.
package enum DisplayWidth {
    package static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The same of a line that colours stand in.
    ///
    /// - SeeAlso: ECMA-48, chapter 8.3.117 (SGR).
    package static func ofColoured(_ line: String) -> Int {
        let parts = line.split(separator: "\u{1B}[", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(of(String(parts.first ?? ""))) { width, part in
            width + of(String(part.drop { $0 != "m" }.dropFirst()))
        }
    }

    /// The text in lines of at most so many columns, broken between words.
    ///
    /// A word that is wider than a line stands on a line of its own.
    /// - Parameter indent: what the second line and those after it begin with.
    package static func wrap(_ text: String, into columns: Int, indent: String) -> [String] {
        let lead = text.prefix { $0 == " " }
        let words = text.dropFirst(lead.count)
            .split(separator: " ", omittingEmptySubsequences: false)
        var lines: [String] = []
        var line = lead + (words.first ?? "")
        for word in words.dropFirst() {
            let isRoom = ofColoured(String(line)) + 1 + ofColoured(String(word)) <= columns
            if !isRoom { lines.append(String(line)) }
            line = (isRoom ? line + " " : Substring(indent)) + word
        }
        return lines + [String(line)]
    }

    /// The text, cut off with `…` where it is wider than so many columns.
    package static func limit(_ text: String, to columns: Int) -> String {
        of(text) <= columns ? text : cut(text, to: columns)
    }

    /// The text cut off with `…`, or filled up with spaces, to exactly so many columns.
    package static func fit(_ text: String, into columns: Int, toTheRight: Bool = false) -> String {
        let kept = limit(text, to: columns)
        let room = String(repeating: " ", count: max(0, columns - of(kept)))
        return toTheRight ? room + kept : kept + room
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        var kept = String.UnicodeScalarView()
        var left = columns - 1
        for scalar in text.unicodeScalars {
            left -= width(scalar)
            if left < 0 { break }
            kept.append(scalar)
        }
        return columns < 1 ? "" : String(kept) + "…"
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF: return 2
        case 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60: return 2
        case 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF: return 2
        case 0x20000...0x3FFFD: return 2
        default: return 1
        }
    }
}

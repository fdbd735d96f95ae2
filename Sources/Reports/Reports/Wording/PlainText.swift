/// Text of users made fit to stand in a line of a report, whatever it holds.
///
/// Line breaks and runs of white space become one space, controls become U+FFFD, what turns the
/// text around it about is taken out, and text that runs from right to left is isolated.
package enum PlainText {
    /// - Parameter limit: the most Unicode scalars; what is longer ends in `…`.
    package static func line(_ raw: String, limit: Int = 80) -> String {
        var text = String.UnicodeScalarView()
        var count = 0
        var runsRightToLeft = false
        for scalar in raw.unicodeScalars where !turnsText(scalar) {
            if count == limit {
                text.append("…")
                break
            }
            if scalar.properties.isWhitespace {
                if text.isEmpty || text.last == " " { continue }
                text.append(" ")
            } else {
                text.append(isControl(scalar) ? "\u{FFFD}" : scalar)
                runsRightToLeft = runsRightToLeft || isRightToLeft(scalar)
            }
            count += 1
        }
        if text.last == " " { text.removeLast() }
        let line = String(text)
        return runsRightToLeft ? "\u{2068}\(line)\u{2069}" : line
    }

    /// Whether a scalar would command a terminal or turn the text around it about.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        isControl(scalar) || turnsText(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// A line of a file, its white space as it is: controls other than tabs, and what turns the
    /// text around it about, become U+FFFD.
    package static func codeLine(_ raw: Substring) -> String {
        var text = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars where scalar != "\r" {
            let isFit = scalar == "\t" || !(isControl(scalar) || turnsText(scalar))
            text.append(isFit ? scalar : "\u{FFFD}")
        }
        return String(text)
    }

    /// Whether a scalar is a control, or may stand in no XML text.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// Embeddings, overrides and isolates of the Unicode Bidirectional Algorithm.
    private static func turnsText(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    /// Whether a scalar stands in a block of scripts that run from right to left.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC: true
        case 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}

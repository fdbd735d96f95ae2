/// Text made fit to stand in HTML.
package enum HTMLText {
    /// Text as it stands, in an element or in an attribute within double quotes.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars { escape(scalar, into: &escaped) }
        return escaped
    }

    /// The words of a block, which are in the notation of ``MarkdownText``, as HTML.
    ///
    /// What it reads is what the reports write and no more: `**` begins and ends what is strong, a
    /// backtick what is code, a backslash takes the next character as it is, and `&#36;` is one
    /// character. Whatever does not fit is text, so that nothing of a user's becomes an element. A
    /// number and its unit stay on one line.
    /// - SeeAlso: CommonMark 0.31, chapters 2.4 and 2.5 on escapes and entities.
    package static func inline(_ words: String) -> String {
        var html = ""
        var rest = words[...].unicodeScalars
        var isStrong = false
        var isAfterDigit = false
        while let scalar = rest.popFirst() {
            defer { isAfterDigit = ("0"..."9").contains(scalar) }
            switch scalar {
            case " " where isAfterDigit && isUnit(rest): html += "\u{A0}"
            case "\\":
                let isEscape = rest.first.map(isPunctuation) ?? false
                escape(isEscape ? rest.removeFirst() : scalar, into: &html)
            case "`":
                guard let end = rest.firstIndex(of: "`") else {
                    html += "`"
                    continue
                }
                html += "<code>\(escape(String(rest[..<end])))</code>"
                rest = rest[rest.index(after: end)...]
            case "*" where rest.first == "*":
                rest.removeFirst()
                html += isStrong ? "</strong>" : "<strong>"
                isStrong.toggle()
            case "&" where entity(rest) != nil:
                let length = entity(rest) ?? 0
                html += "&" + String(rest.prefix(length))
                rest = rest.dropFirst(length)
            default: escape(scalar, into: &html)
            }
        }
        return html + (isStrong ? "</strong>" : "")
    }

    /// The words of a block without any mark, for a title or a label.
    package static func plain(_ words: String) -> String {
        var text = ""
        var isInside = false
        for scalar in inline(words).unicodeScalars {
            if scalar == "<" { isInside = true }
            if !isInside { text.unicodeScalars.append(scalar) }
            if scalar == ">" { isInside = false }
        }
        return text
    }

    private static func escape(_ scalar: Unicode.Scalar, into text: inout String) {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        default: text.unicodeScalars.append(scalar)
        }
    }

    private static let units = ["%", "×", "ns", "µs", "ms", "s", "min", "h"]

    /// Whether the next word is what a figure counts.
    private static func isUnit(_ rest: Substring.UnicodeScalarView) -> Bool {
        let word = rest.prefix { $0 == "%" || $0 == "×" || $0.properties.isAlphabetic }
        return units.contains(String(word))
    }

    /// The length of a decimal character reference after its `&`: 4 for `#36;`.
    private static func entity(_ rest: Substring.UnicodeScalarView) -> Int? {
        guard rest.first == "#" else { return nil }
        let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }.prefix(5)
        guard !digits.isEmpty, rest.dropFirst(1 + digits.count).first == ";" else { return nil }
        return digits.count + 2
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}

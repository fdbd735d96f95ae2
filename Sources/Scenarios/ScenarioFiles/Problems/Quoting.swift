/// A user's text between quotes, safe on a terminal: control, line and direction characters are
/// escaped, and a long text is cut to `limit` characters.
package func quoted(_ text: String, limit: Int = 80) -> String {
    "\"\(escaped(text, limit: limit))\""
}

/// A user's text with everything escaped that could break a line or a terminal.
package func escaped(_ text: String, limit: Int = 80) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
        guard count < limit else { return result + "…" }
        count += 1
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where breaksLines(scalar):
            result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Control characters, line and paragraph separators, and what changes the direction of writing.
private func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

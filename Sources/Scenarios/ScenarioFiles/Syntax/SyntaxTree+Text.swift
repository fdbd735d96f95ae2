extension SyntaxTree {
    /// The tree as JSON text, two spaces a level, short lists and objects on one line.
    ///
    /// Reading the text again gives an equal tree but for its places.
    package func text() -> String {
        var lines = ""
        write(into: &lines, indent: 0, column: 0)
        return lines + "\n"
    }

    private static var width: Int { 100 }

    private func write(into text: inout String, indent: Int, column: Int) {
        let short = oneLine(room: Self.width - column)
        if let short {
            text += short
            return
        }
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch value {
        case .array(let elements):
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                element.write(into: &text, indent: indent + 1, column: inner.utf8.count)
                text += index + 1 < elements.count ? ",\n" : "\n"
            }
            text += outer + "]"
        case .object(let members):
            text += "{\n"
            for (index, member) in members.enumerated() {
                let label = inner + Self.literal(member.key) + ": "
                text += label
                member.value.write(into: &text, indent: indent + 1, column: label.utf8.count)
                text += index + 1 < members.count ? ",\n" : "\n"
            }
            text += outer + "}"
        default: text += scalarText
        }
    }

    /// The value on one line of at most `room` characters, or nil when it does not fit.
    private func oneLine(room: Int) -> String? {
        guard room > 0 else { return nil }
        switch value {
        case .array(let elements):
            return Self.joined("[", elements.lazy.map { ("", $0) }, "]", room: room)
        case .object(let members):
            let parts = members.lazy.map { (Self.literal($0.key) + ": ", $0.value) }
            return Self.joined("{", parts, "}", room: room)
        default: return scalarText
        }
    }

    private static func joined(
        _ open: String, _ parts: some Sequence<(String, SyntaxTree)>, _ close: String, room: Int
    ) -> String? {
        var text = open
        for (label, value) in parts {
            if text.utf8.count > 1 { text += ", " }
            text += label
            guard let part = value.oneLine(room: room - text.utf8.count) else { return nil }
            text += part
            guard text.utf8.count <= room else { return nil }
        }
        return text + close
    }

    private var scalarText: String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): Self.literal(text)
        case .array, .object: ""
        }
    }

    /// A string as JSON writes it, with nothing in it that a terminal obeys or that turns the text
    /// around it about.
    package static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

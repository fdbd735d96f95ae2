/// Text of users made fit for XML 1.0, as the value of an attribute or between tags.
///
/// - SeeAlso: W3C Recommendation "Extensible Markup Language (XML) 1.0", 5th edition, 2.2, 2.4.
package enum XMLText {
    /// One line without markup, and without the controls that no XML text may hold.
    package static func line(_ raw: String, limit: Int = 400) -> String {
        var text = ""
        for scalar in PlainText.line(raw, limit: limit).unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
